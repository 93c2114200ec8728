#include "analysis/summarystates.h"

#include <algorithm>
#include <fmt/format.h>

namespace rt0 {
namespace {

using exectrace::EventType;
using exectrace::GoState;
using exectrace::ProcState;

template <typename State>
std::size_t at(State state) {
    return static_cast<std::size_t>(state);
}

/// "Running->Waiting" for every pair that occurred.
template <typename State, std::size_t n>
NamedCounts named(const std::array<std::array<std::uint64_t, n>, n>& counts) {
    NamedCounts result;
    for (std::size_t from = 0; from < n; ++from)
        for (std::size_t to = 0; to < n; ++to)
            if (counts[from][to] > 0)
                result[fmt::format("{}->{}", nameOf(static_cast<State>(from)),
                                   nameOf(static_cast<State>(to)))] = counts[from][to];
    return result;
}

template <typename Known>
Known& known(std::vector<Known>& all, exectrace::Index index) {
    if (index >= all.size())
        all.resize(index + std::size_t{1});
    return all[index];
}

void addTo(GoTimes& sum, const GoTimes& times) {
    for (std::size_t i = 0; i < sum.size(); ++i)
        sum[i] += times[i];
}

} // namespace

NamedCounts StringCounts::named(const exectrace::Directory& directory) const {
    NamedCounts result;
    for (std::size_t id = 0; id < m_counts.size(); ++id)
        if (m_counts[id] > 0)
            result[std::string(directory.text(static_cast<exectrace::StringId>(id)))] += m_counts[id];
    return result;
}

void GoroutineStates::begin(Known& known, const exectrace::Event& event, std::int64_t beginNs) {
    known.seen = true;
    known.summary.firstNs = event.timeNs;
    known.sinceNs = event.timeNs;
    known.state = event.fromGo();
    if (event.fromGo() == GoState::NotExist) {
        known.creator = event.goroutine;
        return;
    }
    // The trace found it in that state, in which it has been since the trace began.
    known.state = event.toGo();
    known.sinceNs = beginNs;
    known.summary.preState = event.toGo();
    known.summary.preNs = event.timeNs - beginNs;
}

void GoroutineStates::take(const exectrace::Event& event, std::int64_t beginNs,
                           const exectrace::Directory& directory) {
    Known& goroutine = known(m_known, event.subject);
    if (!goroutine.seen)
        begin(goroutine, event, beginNs);
    GoroutineSummary& summary = goroutine.summary;
    ++summary.transitions;
    ++m_transitions[at(event.fromGo())][at(event.toGo())];
    summary.times[at(goroutine.state)] += event.timeNs - goroutine.sinceNs;
    goroutine.state = event.toGo();
    goroutine.sinceNs = event.timeNs;
    if (event.toGo() == GoState::Running && !summary.startNs)
        summary.startNs = event.timeNs;
    if (event.fromGo() == GoState::NotExist)
        summary.endNs.reset(); // the goroutine of a C thread comes back under its id
    if (event.toGo() == GoState::NotExist)
        summary.endNs = event.timeNs;
    if (goroutine.entry == 0 && !directory.stacks[event.subjectStack].empty())
        goroutine.entry = event.subjectStack;
    if (event.type == EventType::GoBlock)
        m_blockReasons.add(event.text);
    else if (event.type == EventType::GoStop)
        m_stopReasons.add(event.text);
}

GoroutineSummary GoroutineStates::finished(const Known& known, exectrace::Index index,
                                           const SummarySpan& span,
                                           const exectrace::Directory& directory) const {
    GoroutineSummary summary = known.summary;
    summary.times[at(known.state)] += std::max<std::int64_t>(span.endNs - known.sinceNs, 0);
    summary.id = directory.goroutines[index];
    summary.entry = directory.rootFunction(known.entry);
    if (known.creator != exectrace::kNoIndex)
        summary.creator = directory.goroutines[known.creator];
    return summary;
}

GoroutinesSummary GoroutineStates::finish(const SummarySpan& span,
                                          const exectrace::Directory& directory) const {
    GoroutinesSummary result;
    for (std::size_t i = 0; i < m_known.size(); ++i) {
        if (!m_known[i].seen)
            continue;
        GoroutineSummary one = finished(m_known[i], static_cast<exectrace::Index>(i), span, directory);
        addTo(result.total, one.times);
        EntrySummary& entry = result.byEntry[one.entry];
        ++entry.count;
        result.destroyed += one.endNs ? 1U : 0U;
        addTo(entry.times, one.times);
        result.list.push_back(std::move(one));
    }
    std::sort(result.list.begin(), result.list.end(),
              [](const GoroutineSummary& a, const GoroutineSummary& b) { return a.id < b.id; });
    for (const std::uint64_t count : m_transitions[at(GoState::NotExist)])
        result.created += count;
    result.transitions = named<GoState>(m_transitions);
    result.blockReasons = m_blockReasons.named(directory);
    result.stopReasons = m_stopReasons.named(directory);
    return result;
}

void ProcStates::take(const exectrace::Event& event, std::int64_t beginNs) {
    Known& proc = known(m_known, event.subject);
    if (!proc.seen) {
        proc.seen = true;
        proc.state = event.toProc();
        proc.sinceNs = event.fromProc() == ProcState::NotExist ? event.timeNs : beginNs;
    }
    ++proc.summary.transitions;
    ++m_transitions[at(event.fromProc())][at(event.toProc())];
    proc.summary.times[at(proc.state)] += event.timeNs - proc.sinceNs;
    proc.state = event.toProc();
    proc.sinceNs = event.timeNs;
}

ProcsSummary ProcStates::finish(const SummarySpan& span, const exectrace::Directory& directory) const {
    ProcsSummary result;
    for (std::size_t i = 0; i < m_known.size(); ++i) {
        if (!m_known[i].seen)
            continue;
        ProcSummary one = m_known[i].summary;
        one.times[at(m_known[i].state)] += std::max<std::int64_t>(span.endNs - m_known[i].sinceNs, 0);
        result.byId[directory.procs[i]] = one;
    }
    result.transitions = named<ProcState>(m_transitions);
    return result;
}

} // namespace rt0
