#include "timeline/tracethreads.h"

#include "timeline/exectrace.h"
#include "timeline/spanindex.h"

#include <algorithm>

namespace rt0 {

using exectrace::Index;

namespace {

/// Spans of a P's row that belong to one thread.
struct Part {
    SpanId first;
    SpanId end;
};

/// Those of each thread.
std::vector<std::vector<Part>> partsByThread(const ExecTrace& trace) {
    const SpanStore& store = trace.spans->store();
    std::vector<std::vector<Part>> parts(trace.directory.threads.size());
    for (Index proc = 0; proc < trace.holders.size(); ++proc) {
        const RowId row = trace.rowOfProc(proc);
        const std::vector<TraceHolder>& holders = trace.holders[proc];
        for (std::size_t i = 0; i < holders.size(); ++i) {
            const SpanId first = store.firstBeginningAt(row, holders[i].from);
            const SpanId end =
                i + 1 < holders.size() ? store.firstBeginningAt(row, holders[i + 1].from) : store.endOf(row);
            if (holders[i].thread < parts.size() && first < end)
                parts[holders[i].thread].push_back({first, end});
        }
    }
    return parts;
}

bool startsBefore(const Span& a, const Span& b) {
    return a.time.begin < b.time.begin;
}

/// What was cut where the goroutine lost its P is one span again.
void joinTouching(std::vector<Span>& spans) {
    std::size_t kept = 0;
    for (std::size_t i = 1; i < spans.size(); ++i) {
        Span& last = spans[kept];
        const Span& next = spans[i];
        if (next.time.begin == last.time.end && next.item == last.item && next.colour == last.colour)
            last.time.end = next.time.end;
        else
            spans[++kept] = next;
    }
    if (!spans.empty())
        spans.resize(kept + 1);
}

void appendSpans(const SpanStore& store, Part part, std::vector<Span>& spans) {
    for (SpanId id = part.first; id < part.end; ++id)
        spans.push_back(store.span(id));
}

std::shared_ptr<const SpanIndex> threadSpans(const ExecTrace& trace) {
    const SpanStore& store = trace.spans->store();
    SpanStore::Builder builder;
    std::vector<Span> spans;
    Index thread = 0;
    for (const std::vector<Part>& parts : partsByThread(trace)) {
        spans.clear();
        for (const Part& part : parts)
            appendSpans(store, part, spans);
        const RowId alone = trace.rowOfThreadAlone(thread++);
        appendSpans(store, {store.firstOf(alone), store.endOf(alone)}, spans);
        if (!std::is_sorted(spans.begin(), spans.end(), startsBefore))
            std::stable_sort(spans.begin(), spans.end(), startsBefore);
        joinTouching(spans);
        const RowId row = builder.addRow();
        for (const Span& span : spans)
            builder.add(row, span);
    }
    auto index =
        std::make_shared<const SpanIndex>(std::make_shared<const SpanStore>(std::move(builder).build()));
    index->prepareAll(1);
    return index;
}

} // namespace

const SpanIndex& TraceThreads::spans(const ExecTrace& trace) {
    std::call_once(m_made, [&] { m_spans = threadSpans(trace); });
    return *m_spans;
}

} // namespace rt0
