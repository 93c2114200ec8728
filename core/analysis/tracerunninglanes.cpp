#include "analysis/tracerunninglanes.h"

#include "timeline/spanindex.h"

#include <algorithm>
#include <queue>

namespace rt0 {
namespace {

/// The next span of a P's row.
struct Cursor {
    std::int64_t beginNs;
    SpanId at;
    SpanId end;
    friend bool operator>(const Cursor& a, const Cursor& b) { return a.beginNs > b.beginNs; }
};

using Queue = std::priority_queue<Cursor, std::vector<Cursor>, std::greater<>>;

class Merger {
public:
    Merger(const ExecTrace& trace, std::size_t most)
        : m_trace(trace), m_store(trace.spans->store()), m_most(most) {
        m_runs.byGroup.resize(trace.groups.size());
    }

    GroupRuns merge() && {
        Queue queue;
        for (exectrace::Index proc = 0; proc < m_trace.directory.procs.size(); ++proc)
            if (m_trace.directory.procs[proc] < kFirstPseudoProc)
                push(queue, m_store.firstOf(m_trace.rowOfProc(proc)), m_store.endOf(m_trace.rowOfProc(proc)));
        while (!queue.empty()) {
            const Cursor cursor = queue.top();
            queue.pop();
            take(cursor.at);
            push(queue, cursor.at + 1, cursor.end);
        }
        return std::move(m_runs);
    }

private:
    void push(Queue& queue, SpanId at, SpanId end) const {
        if (at < end)
            queue.push({m_store.beginNs(at), at, end});
    }

    void take(SpanId span) {
        const exectrace::Index goroutine = m_store.item(span);
        if (goroutine >= m_trace.goroutines.size() ||
            m_store.colour(span) == static_cast<std::uint8_t>(TraceColour::Syscall))
            return;
        const std::uint32_t group = m_trace.goroutines[goroutine].group;
        if (group >= m_runs.byGroup.size())
            return;
        const Span run = m_store.span(span);
        std::vector<TimeRange>& ranges = m_runs.byGroup[group];
        if (!ranges.empty() && run.time.begin <= ranges.back().end + m_runs.filledGaps) {
            ranges.back().end = std::max(ranges.back().end, run.time.end);
            return;
        }
        ranges.push_back(run.time);
        if (++m_count > m_most + m_runs.byGroup.size())
            fillGaps();
    }

    void fillGaps() {
        constexpr Nanoseconds longest{kTimeLimitNs};
        m_runs.filledGaps =
            m_runs.filledGaps > longest / 4
                ? longest
                : std::max(m_runs.filledGaps * 4, m_trace.length / (1 << 22) + Nanoseconds(1));
        m_count = 0;
        for (std::vector<TimeRange>& ranges : m_runs.byGroup) {
            std::size_t kept = 0;
            for (std::size_t i = 1; i < ranges.size(); ++i) {
                if (ranges[i].begin <= ranges[kept].end + m_runs.filledGaps)
                    ranges[kept].end = std::max(ranges[kept].end, ranges[i].end);
                else
                    ranges[++kept] = ranges[i];
            }
            if (!ranges.empty())
                ranges.resize(kept + 1);
            m_count += ranges.size();
        }
    }

    const ExecTrace& m_trace;
    const SpanStore& m_store;
    std::size_t m_most;
    std::size_t m_count = 0;
    GroupRuns m_runs;
};

} // namespace

GroupRuns groupRuns(const ExecTrace& trace, std::size_t most) {
    return Merger(trace, most).merge();
}

} // namespace rt0
