#include "ingest/exectrace/v2/orderinginline.h"

#include <algorithm>
#include <fmt/format.h>

namespace rt0::exectrace::v2 {

Ordering::Step Ordering::rangesAndNotes(const WireEvent& event) {
    switch (event.type) {
    case EventType::HeapAlloc:
    case EventType::HeapGoal:
    case EventType::ProcsChange:
        return metric(event);
    case EventType::GoLabel:
        return label(event);
    case EventType::StwBegin:
    case EventType::StwEnd:
        return stw(event);
    case EventType::GcActive:
        return gcActive(event);
    case EventType::GcBegin:
        return gcBegin(event);
    case EventType::GcEnd:
        return gcEnd(event);
    case EventType::GcSweepActive:
    case EventType::GcSweepBegin:
    case EventType::GcSweepEnd:
        return sweep(event);
    case EventType::GcMarkAssistActive:
    case EventType::GcMarkAssistBegin:
    case EventType::GcMarkAssistEnd:
        return assist(event);
    case EventType::UserTaskBegin:
    case EventType::UserTaskEnd:
        return task(event);
    case EventType::UserRegionBegin:
    case EventType::UserRegionEnd:
        return region(event);
    case EventType::UserLog:
        return log(event);
    default:
        break;
    }
    if (event.type < EventType::FirstExperimental)
        return broken(fmt::format("{} may not stand among events", nameOf(event.type)));
    if (!require(Need::May, Need::May))
        return Step::Broken;
    Event& out = emit(event, EventKind::Experimental);
    out.value = event.args[0];
    out.setValue2(kArguments[static_cast<std::size_t>(event.type)] > 1 ? event.args[1] : 0);
    return Step::Done;
}

/// The mark phase was under way when the generation began.
Ordering::Step Ordering::gcActive(const WireEvent& event) {
    if (initialGeneration()) {
        if (m_gc != GcState::Undetermined)
            return broken("GCActive is not the first event of the GC");
        m_gc = GcState::Running;
    } else {
        if (event.args[0] != m_gcSequence + 1)
            return Step::Wait;
        if (m_gc != GcState::Running)
            return broken("GCActive while no GC is running");
        if (!requireUserCode())
            return Step::Broken;
    }
    m_gcSequence = event.args[0];
    emit(event, EventKind::RangeActive);
    return Step::Done;
}

Ordering::Step Ordering::gcBegin(const WireEvent& event) {
    if (m_gc != GcState::Undetermined) {
        if (event.args[0] != m_gcSequence + 1)
            return Step::Wait;
        if (m_gc == GcState::Running)
            return broken("a GC begins while one is running");
        if (!requireUserCode())
            return Step::Broken;
    }
    m_gc = GcState::Running;
    m_gcSequence = event.args[0];
    emit(event, EventKind::RangeBegin).stack = stackOf(event.args[1]);
    return Step::Done;
}

Ordering::Step Ordering::gcEnd(const WireEvent& event) {
    if (event.args[0] != m_gcSequence + 1)
        return Step::Wait;
    if (m_gc != GcState::Running)
        return broken("a GC ends that is not running");
    if (!requireUserCode())
        return Step::Broken;
    m_gc = GcState::NotRunning;
    m_gcSequence = event.args[0];
    emit(event, EventKind::RangeEnd);
    return Step::Done;
}

Ordering::Step Ordering::sweep(const WireEvent& event) {
    Index subject = m_now.proc;
    if (event.type == EventType::GcSweepActive) {
        subject = m_ids.procs.find(event.args[0]);
        if (subject == kNoIndex || proc(subject).status == ProcStatus::None)
            return broken(fmt::format("P {}, which is not known, sweeps", event.args[0]));
    } else if (!require(Need::Must, Need::May)) {
        return Step::Broken;
    }
    Proc& state = proc(subject);
    const bool shouldSweep = event.type == EventType::GcSweepEnd ||
                             (event.type == EventType::GcSweepActive && !initialGeneration());
    if (state.sweeping != shouldSweep)
        return broken("begin and end of sweeping do not match");
    state.sweeping = event.type != EventType::GcSweepEnd;
    if (event.type == EventType::GcSweepActive) {
        emit(event, EventKind::RangeActive).subject = subject;
    } else if (event.type == EventType::GcSweepBegin) {
        Event& out = emit(event, EventKind::RangeBegin);
        out.subject = subject;
        out.stack = stackOf(event.args[0]);
    } else {
        Event& out = emit(event, EventKind::RangeEnd);
        out.subject = subject;
        out.value = event.args[0];
        out.setValue2(event.args[1]);
    }
    return Step::Done;
}

Ordering::Step Ordering::assist(const WireEvent& event) {
    Index subject = m_now.goroutine;
    if (event.type == EventType::GcMarkAssistActive) {
        subject = m_ids.goroutines.find(event.args[0]);
        if (subject == kNoIndex || goroutine(subject).status == GoStatus::None)
            return broken(fmt::format("goroutine {}, which is not known, assists the GC", event.args[0]));
    } else if (!requireUserCode()) {
        return Step::Broken;
    }
    Goroutine& state = goroutine(subject);
    const bool shouldAssist = event.type == EventType::GcMarkAssistEnd ||
                              (event.type == EventType::GcMarkAssistActive && !initialGeneration());
    if (state.status == GoStatus::None || state.inAssist != shouldAssist)
        return broken("begin and end of a mark assist do not match");
    state.inAssist = event.type != EventType::GcMarkAssistEnd;
    const EventKind kind = event.type == EventType::GcMarkAssistActive ? EventKind::RangeActive
                           : event.type == EventType::GcMarkAssistEnd  ? EventKind::RangeEnd
                                                                       : EventKind::RangeBegin;
    Event& out = emit(event, kind);
    out.subject = subject;
    if (kind == EventKind::RangeBegin)
        out.stack = stackOf(event.args[0]);
    return Step::Done;
}

Ordering::Step Ordering::stw(const WireEvent& event) {
    if (!requireUserCode())
        return Step::Broken;
    if (goroutine(m_now.goroutine).status == GoStatus::None)
        return broken("the world is stopped by a goroutine that is not known");
    std::vector<StringId>& kinds = m_stopped[m_now.goroutine];
    if (event.type == EventType::StwBegin) {
        const StringId kind = textOf(event.args[0]);
        if (std::find(kinds.begin(), kinds.end(), kind) != kinds.end())
            return broken("the world is stopped twice");
        kinds.push_back(kind);
        Event& out = emit(event, EventKind::RangeBegin);
        out.subject = m_now.goroutine;
        out.text = kind;
        out.stack = stackOf(event.args[1]);
        return Step::Done;
    }
    if (kinds.empty())
        return broken("the world is started that was not stopped");
    Event& out = emit(event, EventKind::RangeEnd);
    out.subject = m_now.goroutine;
    out.text = kinds.front();
    kinds.front() = kinds.back();
    kinds.pop_back();
    return Step::Done;
}

Ordering::Step Ordering::metric(const WireEvent& event) {
    const bool procs = event.type == EventType::ProcsChange;
    if (!require(Need::Must, procs ? Need::Must : Need::May))
        return Step::Broken;
    Event& out = emit(event, EventKind::Metric);
    out.value = event.args[0];
    if (procs)
        out.stack = stackOf(event.args[1]);
    return Step::Done;
}

Ordering::Step Ordering::label(const WireEvent& event) {
    if (!requireUserCode())
        return Step::Broken;
    Event& out = emit(event, EventKind::Label);
    out.subject = m_now.goroutine;
    out.text = textOf(event.args[0]);
    return Step::Done;
}

/// Tasks may end in another generation than they began in, more than once, or not at all.
Ordering::Step Ordering::task(const WireEvent& event) {
    const std::uint64_t id = event.args[0];
    if (event.type == EventType::UserTaskBegin) {
        if (m_tasks.contains(id))
            return broken(fmt::format("task {} begins while it is active", id));
        // 0 says that there is no parent, not that it is the background task.
        const std::uint64_t parent = event.args[1] == 0 ? kNoTask : event.args[1];
        const Task begun{textOf(event.args[2]), parent};
        if (!requireUserCode())
            return Step::Broken;
        m_tasks.emplace(id, begun);
        Event& out = emit(event, EventKind::TaskBegin);
        out.value = id;
        out.setValue2(parent);
        out.text = begun.name;
        out.stack = stackOf(event.args[3]);
        return Step::Done;
    }
    if (!requireUserCode())
        return Step::Broken;
    Task ended;
    if (const auto known = m_tasks.find(id); known != m_tasks.end()) {
        ended = known->second;
        m_tasks.erase(known);
    }
    Event& out = emit(event, EventKind::TaskEnd);
    out.value = id;
    out.setValue2(ended.parent);
    out.text = ended.name;
    out.stack = stackOf(event.args[1]);
    return Step::Done;
}

Ordering::Step Ordering::region(const WireEvent& event) {
    if (!requireUserCode())
        return Step::Broken;
    if (goroutine(m_now.goroutine).status == GoStatus::None)
        return broken("a region of a goroutine that is not known");
    const Region named{event.args[0], textOf(event.args[1])};
    std::vector<Region>& open = m_regions[m_now.goroutine];
    const bool begins = event.type == EventType::UserRegionBegin;
    if (begins) {
        open.push_back(named);
    } else if (!open.empty()) {
        // A region that began before the trace ends without a begin.
        if (open.back() != named)
            return broken("a region ends that is not the innermost one of its goroutine");
        open.pop_back();
    }
    Event& out = emit(event, begins ? EventKind::RegionBegin : EventKind::RegionEnd);
    out.value = event.args[0];
    out.text = named.name;
    out.stack = stackOf(event.args[2]);
    return Step::Done;
}

Ordering::Step Ordering::log(const WireEvent& event) {
    if (!requireUserCode())
        return Step::Broken;
    Event& out = emit(event, EventKind::Log);
    out.value = event.args[0];
    out.text = textOf(event.args[1]);
    out.setText2(textOf(event.args[2]));
    out.stack = stackOf(event.args[3]);
    return Step::Done;
}

} // namespace rt0::exectrace::v2
