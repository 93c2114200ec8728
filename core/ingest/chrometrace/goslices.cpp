#include "ingest/chrometrace/goslices.h"

#include <algorithm>
#include <charconv>
#include <limits>

namespace rt0::chrometrace {
namespace {

using exectrace::Event;
using exectrace::EventKind;
using exectrace::EventType;
using exectrace::kNoIndex;
using exectrace::ProcState;

// Sections, and lanes that are none of a P (internal/trace/traceviewer/format, fakep.go, Go 1.27).
constexpr std::uint64_t kLanesSection = 0;
constexpr std::uint64_t kTasksSection = 2;
constexpr std::uint64_t kGcLane = 1'000'004;

/// Parts of "G23 runtime.gcBgMarkWorker (GC (idle))".
struct SliceName {
    std::uint64_t goroutine = 0;
    std::string_view function;
    std::string_view label;
};

std::optional<SliceName> goroutineSlice(std::string_view name) {
    SliceName parts;
    if (!name.starts_with('G'))
        return std::nullopt;
    const auto [end, error] = std::from_chars(name.data() + 1, name.data() + name.size(), parts.goroutine);
    name.remove_prefix(static_cast<std::size_t>(end - name.data()));
    if (error != std::errc{} || !(name.empty() || name.starts_with(' ')))
        return std::nullopt;
    const std::size_t label = name.find(" (GC ");
    if (label != std::string_view::npos && name.ends_with(')'))
        parts.label = name.substr(label + 2, name.size() - label - 3);
    name = name.substr(0, label);
    parts.function = name.empty() ? name : name.substr(1);
    return parts;
}

/// "GC sweep termination" of "stop-the-world (GC sweep termination)", or of "STW (…)" before Go 1.22.
std::optional<std::string_view> stopReason(std::string_view name) {
    for (const std::string_view prefix : {"stop-the-world (", "STW ("})
        if (name.starts_with(prefix) && name.ends_with(')'))
            return name.substr(prefix.size(), name.size() - prefix.size() - 1);
    return std::nullopt;
}

/// One pass over the records in the order of the file: what happened while a goroutine ran follows its slice.
class Sorter {
public:
    Sorter(const JsonTrace& json, exectrace::Directory& directory, JsonStacks& stacks, EventList& events,
           GoTrace& trace)
        : m_json(json), m_directory(directory), m_stacks(stacks), m_events(events), m_trace(trace) {}

    void run() {
        // A task's arrow from its parent follows its slice.
        for (const JsonEvent& event : m_json.events)
            if (event.pid == kTasksSection && (event.phase == 's' || event.phase == 't'))
                takeArrow(event);
        for (const JsonEvent& event : m_json.events)
            take(event);
    }

private:
    void take(const JsonEvent& event);
    void takeSlice(const JsonEvent& event);
    void takeRange(const JsonEvent& event, std::string_view name);
    void takeInstant(const JsonEvent& event);
    void takeArrow(const JsonEvent& event);
    void takeTask(const JsonEvent& event);
    void takeRegion(const JsonEvent& event);
    void takeProc(const JsonEvent& event, bool starts);
    void takeHeap(const JsonEvent& event);
    void addRange(const JsonEvent& slice, EventType begin, Event event);
    void addLog(const JsonEvent& event);

    std::string_view text(exectrace::StringId id) const { return m_directory.text(id); }

    const JsonTrace& m_json;
    exectrace::Directory& m_directory;
    JsonStacks& m_stacks;
    EventList& m_events;
    GoTrace& m_trace;
    std::map<std::uint64_t, std::uint64_t> m_lastOn;  ///< goroutine of the lane's last slice
    std::map<std::uint64_t, GoArrow> m_tails;         ///< by the arrow's id
    std::map<std::uint64_t, std::uint64_t> m_parents; ///< of tasks
    std::uint64_t m_goal = 0;
};

void Sorter::take(const JsonEvent& event) {
    switch (event.phase) {
    case 'X':
        return event.pid == kTasksSection ? takeTask(event) : takeSlice(event);
    case 'I':
        return takeInstant(event);
    case 's':
    case 't':
        return event.pid == kTasksSection ? void() : takeArrow(event);
    case 'b':
    case 'e':
        return takeRegion(event);
    case 'C':
        return takeHeap(event);
    default:
        return;
    }
}

void Sorter::takeSlice(const JsonEvent& event) {
    if (const auto name = goroutineSlice(text(event.name))) {
        Goroutine& goroutine = m_trace.goroutines[name->goroutine];
        if (goroutine.function.empty())
            goroutine.function = name->function;
        const exectrace::StringId label = name->label.empty() ? 0 : m_directory.strings.intern(name->label);
        goroutine.slices.push_back({event.ns, event.endNs(), event.tid, event.endStack, label});
        m_lastOn[event.tid] = name->goroutine;
        return;
    }
    const auto on = m_lastOn.find(event.tid);
    if (text(event.name) != "syscall")
        return takeRange(event, text(event.name));
    if (on == m_lastOn.end())
        return;
    const bool blocked = text(event.text) == "yes";
    m_trace.goroutines[on->second].syscalls.push_back({event.ns, event.endNs(), event.stack, blocked});
}

void Sorter::takeRange(const JsonEvent& event, std::string_view name) {
    const auto on = m_lastOn.find(event.tid);
    Event range;
    if (on != m_lastOn.end() && event.tid != kGcLane)
        range.subject = m_events.goroutine(on->second);
    if (const auto reason = stopReason(name)) {
        range.text = m_directory.strings.intern(*reason);
        return addRange(event, EventType::StwBegin, range);
    }
    if (name == "GC mark assist" || name == "MARK ASSIST")
        return addRange(event, EventType::GcMarkAssistBegin, range);
    if (name == "GC concurrent mark phase" || name == "GC") {
        range.subject = kNoIndex;
        return addRange(event, EventType::GcBegin, range);
    }
    if ((name == "GC incremental sweep" || name == "SWEEP") && m_trace.view == View::Procs) {
        range.subject = m_events.proc(event.tid);
        return addRange(event, EventType::GcSweepBegin, range);
    }
    ++m_trace.unknown;
}

/// The end's type is the one after the begin's, for each kind of range.
void Sorter::addRange(const JsonEvent& slice, EventType begin, Event event) {
    const bool needsSubject = begin != EventType::GcBegin;
    if (needsSubject && event.subject == kNoIndex)
        return;
    const std::uint64_t lane = slice.tid == kGcLane ? EventList::kNoLane : slice.tid;
    event.timeNs = slice.ns;
    event.type = begin;
    event.kind = EventKind::RangeBegin;
    event.stack = m_stacks.at(slice.stack);
    m_events.add(lane, event);
    event.timeNs = slice.endNs();
    event.type = static_cast<EventType>(static_cast<int>(begin) + 1);
    event.kind = EventKind::RangeEnd;
    event.stack = m_stacks.at(slice.endStack);
    m_events.add(lane, event);
}

void Sorter::takeInstant(const JsonEvent& event) {
    const std::string_view name = text(event.name);
    if (text(event.category) == "user event")
        return addLog(event);
    if (name == "proc start" || name == "proc stop")
        return takeProc(event, name == "proc start");
    if (name != "CPU profile sample")
        return; // an arrow's tail says the same
    Event sample;
    sample.timeNs = event.ns;
    sample.type = EventType::CpuSample;
    sample.kind = EventKind::StackSample;
    sample.stack = m_stacks.at(event.stack);
    m_events.add(event.tid, sample);
}

/// "[category] message"
void Sorter::addLog(const JsonEvent& event) {
    const std::string_view name = text(event.name);
    const std::size_t end = name.starts_with('[') ? name.find("] ") : std::string_view::npos;
    Event log;
    log.timeNs = event.ns;
    log.type = EventType::UserLog;
    log.kind = EventKind::Log;
    log.stack = m_stacks.at(event.stack);
    log.setText2(event.name);
    if (end != std::string_view::npos) {
        log.text = m_directory.strings.intern(name.substr(1, end - 1));
        log.setText2(m_directory.strings.intern(name.substr(end + 2)));
    }
    m_events.add(event.tid, log);
}

void Sorter::takeProc(const JsonEvent& event, bool starts) {
    Event proc;
    proc.timeNs = event.ns;
    proc.type = starts ? EventType::ProcStart : EventType::ProcStop;
    proc.kind = EventKind::StateTransition;
    proc.subject = m_events.proc(m_trace.view == View::Procs ? event.tid : event.argument2);
    proc.thread = m_events.thread(m_trace.view == View::Threads ? event.tid : event.argument);
    proc.from = static_cast<std::uint8_t>(starts ? ProcState::Idle : ProcState::Running);
    proc.to = static_cast<std::uint8_t>(starts ? ProcState::Running : ProcState::Idle);
    proc.stack = m_stacks.at(event.stack);
    m_events.add(event.tid, proc);
}

void Sorter::takeArrow(const JsonEvent& event) {
    if (event.phase == 's') {
        m_tails[event.id] = {event.ns, event.tid, event.stack, event.name};
        return;
    }
    const auto tail = m_tails.find(event.id);
    if (tail == m_tails.end())
        return;
    if (event.pid == kTasksSection)
        m_parents[event.tid] = tail->second.lane;
    else
        m_trace.arrows[{event.ns, event.tid}] = tail->second;
    m_tails.erase(tail);
}

void Sorter::takeTask(const JsonEvent& event) {
    Event task;
    task.timeNs = event.ns;
    task.type = EventType::UserTaskBegin;
    task.kind = EventKind::TaskBegin;
    task.value = event.argument != 0 ? event.argument : event.tid;
    const auto parent = m_parents.find(event.tid);
    task.setValue2(parent == m_parents.end() ? exectrace::kNoTask : parent->second);
    task.text = event.name;
    task.stack = m_stacks.at(event.stack);
    if (event.argument2 != 0)
        task.goroutine = m_events.goroutine(event.argument2);
    m_events.add(EventList::kNoLane, task);
    task.timeNs = event.endNs();
    task.type = EventType::UserTaskEnd;
    task.kind = EventKind::TaskEnd;
    task.stack = m_stacks.at(event.endStack);
    m_events.add(EventList::kNoLane, task);
}

/// Only views of a goroutine or task have regions; "s" is their task in hexadecimal digits.
void Sorter::takeRegion(const JsonEvent& event) {
    if (m_trace.view != View::Goroutines || text(event.category) != "Region")
        return;
    const std::string_view task = text(event.text);
    Event region;
    std::from_chars(task.data(), task.data() + task.size(), region.value, 16);
    region.timeNs = event.ns;
    region.type = event.phase == 'b' ? EventType::UserRegionBegin : EventType::UserRegionEnd;
    region.kind = event.phase == 'b' ? EventKind::RegionBegin : EventKind::RegionEnd;
    region.text = event.name;
    region.stack = m_stacks.at(event.stack);
    region.goroutine = m_events.goroutine(event.tid);
    m_events.add(EventList::kNoLane, region);
}

/// NextGC is what is left until the goal; 0 when the heap is beyond it, or GC is off.
void Sorter::takeHeap(const JsonEvent& event) {
    if (text(event.name) != "Heap")
        return;
    Event metric;
    metric.timeNs = event.ns;
    metric.type = EventType::HeapAlloc;
    metric.kind = EventKind::Metric;
    metric.value = event.argument;
    m_events.add(EventList::kNoLane, metric);
    if (event.argument2 == 0 || event.argument + event.argument2 == m_goal)
        return;
    metric.type = EventType::HeapGoal;
    metric.value = m_goal = event.argument + event.argument2;
    m_events.add(EventList::kNoLane, metric);
}

/// The section's name says it; a file that breaks off has none, and is by P as most are.
View viewOf(const JsonTrace& json, const exectrace::Directory& directory) {
    for (const JsonEvent& event : json.events) {
        if (event.phase != 'M' || event.pid != kLanesSection || directory.text(event.name) != "process_name")
            continue;
        const std::string_view section = directory.text(event.text);
        return section == "G" ? View::Goroutines : section == "OS THREADS" ? View::Threads : View::Procs;
    }
    return View::Procs;
}

} // namespace

bool isOfGo(const JsonTrace& json, const exectrace::Directory& directory) {
    return std::ranges::any_of(json.events, [&](const JsonEvent& event) {
        if (event.phase == 'M' && directory.text(event.name) == "process_name")
            return directory.text(event.text) == "PROCS" || directory.text(event.text) == "OS THREADS" ||
                   directory.text(event.text) == "STATS";
        return event.phase == 'X' && event.pid == kLanesSection &&
               goroutineSlice(directory.text(event.name)).has_value();
    });
}

GoTrace sortGoTrace(const JsonTrace& json, exectrace::Directory& directory, JsonStacks& stacks,
                    EventList& events) {
    GoTrace trace;
    trace.view = viewOf(json, directory);
    trace.beginNs = std::numeric_limits<std::int64_t>::max();
    for (const JsonEvent& event : json.events) {
        if (event.phase == 'M')
            continue;
        trace.beginNs = std::min(trace.beginNs, event.ns);
        trace.endNs = std::max(trace.endNs, event.endNs());
    }
    events.setView(trace.view);
    Sorter(json, directory, stacks, events, trace).run();
    return trace;
}

} // namespace rt0::chrometrace
