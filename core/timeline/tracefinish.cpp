#include "base/saturating.h"
#include "timeline/spanindex.h"
#include "timeline/tracebuilder.h"

#include <algorithm>

namespace rt0 {

using exectrace::GoState;
using exectrace::Index;

void TraceBuilder::addTracks(Index last) {
    while (m_tracks.size() <= last) {
        const std::size_t index = m_tracks.size();
        const std::uint64_t id = index < m_directory->goroutines.size() ? m_directory->goroutines[index] : 0;
        m_tracks.emplace_back();
        m_tracks.back().row = m_spans->addRow();
        if (id == 1)
            m_main = static_cast<Index>(index);
    }
    m_trace.goroutines.resize(m_tracks.size());
    m_entries.resize(m_tracks.size());
}

void TraceBuilder::closeAll() {
    for (Index goroutine = 0; goroutine < m_tracks.size(); ++goroutine) {
        if (!m_tracks[goroutine].lives())
            continue;
        leaveState(goroutine, m_tracks[goroutine], m_lastNs);
        m_trace.goroutines[goroutine].life.end = Nanoseconds(m_lastNs);
        m_trace.goroutines[goroutine].alive = true;
    }
}

/// Goroutines get the name of their first function and join those that have the same.
void TraceBuilder::nameAndGroup() {
    const exectrace::Directory& directory = m_trace.directory;
    std::vector<std::uint32_t> groupOf(directory.strings.size()); // counted from 1
    for (Index goroutine = 0; goroutine < m_tracks.size(); ++goroutine) {
        TraceGoroutine& row = m_trace.goroutines[goroutine];
        for (std::size_t i = 0; i < m_tracks[goroutine].inState_ns.size(); ++i)
            row.inState[kFirstLiving + i] = Nanoseconds(m_tracks[goroutine].inState_ns[i]);
        const auto frames = directory.stacks[m_entries[goroutine]];
        row.entry = frames.empty() ? 0 : frames.back().function;
        std::uint32_t& number = groupOf[row.entry];
        if (number == 0) {
            m_trace.groups.push_back({row.entry, {}, {}});
            number = static_cast<std::uint32_t>(m_trace.groups.size());
        }
        row.group = number - 1;
        TraceGroup& group = m_trace.groups[row.group];
        group.members.push_back(goroutine);
        group.running = saturatingAdd(group.running, row.inState[static_cast<std::size_t>(GoState::Running)]);
    }
}

ExecTrace TraceBuilder::finish(exectrace::Outcome&& outcome) && {
    m_directory = &outcome.directory;
    // Goroutines, Ps and threads that are only mentioned have rows without spans.
    if (!outcome.directory.goroutines.empty())
        trackOf(static_cast<Index>(outcome.directory.goroutines.size() - 1));
    if (!outcome.directory.procs.empty())
        m_procs.ensure(static_cast<Index>(outcome.directory.procs.size() - 1));
    if (!outcome.directory.threads.empty())
        m_threads.ensure(static_cast<Index>(outcome.directory.threads.size() - 1));
    closeAll();
    m_trace.length = Nanoseconds(m_lastNs);
    m_trace.events = outcome.events;
    m_trace.salvagedEvents = outcome.salvaged;
    if (outcome.damage && !m_trace.damagedFrom)
        m_trace.damagedFrom = m_trace.length;
    m_trace.directory = std::move(outcome.directory);
    nameAndGroup();
    m_trace.goroutineRows.reserve(m_tracks.size());
    for (const Track& track : m_tracks)
        m_trace.goroutineRows.push_back(track.row);
    m_tracks = {};
    m_trace.procRows = std::move(m_procs).finish(m_lastNs);
    m_trace.threadRows = std::move(m_threads).finish(m_lastNs);
    m_trace.wakeups.resize(m_wakeups);
    m_trace.holders = std::move(m_holders).take();
    m_trace.sites = std::move(m_sites).take();
    m_trace.ranges = std::move(m_ranges).finish(m_lastNs);
    std::move(m_user).finish(m_lastNs, m_trace.tasks, m_trace.regions);
    m_trace.spans =
        std::make_shared<const SpanIndex>(std::make_shared<const SpanStore>(std::move(*m_spans).build()));
    // What every picture begins with.
    std::vector<RowId> first = m_trace.procRows;
    if (m_main < m_trace.goroutineRows.size())
        first.push_back(m_trace.goroutineRows[m_main]);
    m_trace.spans->prepare(first);
    return std::move(m_trace);
}

} // namespace rt0
