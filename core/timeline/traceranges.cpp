#include "timeline/traceranges.h"

#include <algorithm>

namespace rt0 {

namespace {

using exectrace::EventKind;
using exectrace::EventType;

TraceRangeKind kindOf(EventType type) {
    if (type <= EventType::StwEnd)
        return TraceRangeKind::Stw;
    if (type <= EventType::GcEnd)
        return TraceRangeKind::GcMark;
    return type <= EventType::GcSweepEnd ? TraceRangeKind::Sweep : TraceRangeKind::MarkAssist;
}

} // namespace

std::uint32_t& TraceRanges::slotOf(TraceRangeKind kind, exectrace::Index subject) {
    auto& slots = m_open[static_cast<std::size_t>(kind)];
    // What has no subject is global; its only slot is the first one.
    const std::size_t slot = subject == exectrace::kNoIndex ? 0 : std::size_t{subject} + 1;
    if (slot >= slots.size())
        slots.resize(slot + 1);
    return slots[slot];
}

void TraceRanges::open(const exectrace::Event& event, TraceRangeKind kind, std::int64_t ns,
                       std::uint32_t& slot) {
    TraceRange range;
    range.kind = kind;
    range.subject = event.subject;
    range.reason = kind == TraceRangeKind::Stw ? event.text : 0;
    // What is found active, or ends without a begin, was there when the trace began.
    range.openBegin = event.kind != EventKind::RangeBegin;
    range.time.begin = Nanoseconds(range.openBegin ? 0 : ns);
    m_ranges.push_back(range);
    slot = static_cast<std::uint32_t>(m_ranges.size());
}

void TraceRanges::take(const exectrace::Event& event, std::int64_t ns) {
    const TraceRangeKind kind = kindOf(event.type);
    std::uint32_t& slot = slotOf(kind, event.subject);
    if (event.kind == EventKind::RangeBegin && slot != 0) {
        // Only damage loses an end: the range cannot have lasted longer than to the next one.
        m_ranges[slot - 1].time.end = Nanoseconds(ns);
        slot = 0;
    }
    if (slot == 0)
        open(event, kind, ns, slot);
    if (event.kind != EventKind::RangeEnd)
        return;
    TraceRange& range = m_ranges[slot - 1];
    range.time.end = Nanoseconds(ns);
    if (kind == TraceRangeKind::Sweep) {
        range.sweptBytes = event.value;
        range.reclaimedBytes = event.value2();
    }
    slot = 0;
}

std::vector<TraceRange> TraceRanges::finish(std::int64_t endNs) && {
    for (const auto& slots : m_open) {
        for (const std::uint32_t slot : slots) {
            if (slot == 0)
                continue;
            m_ranges[slot - 1].time.end = Nanoseconds(endNs);
            m_ranges[slot - 1].openEnd = true;
        }
    }
    const auto before = [](const TraceRange& a, const TraceRange& b) { return a.time.begin < b.time.begin; };
    if (!std::is_sorted(m_ranges.begin(), m_ranges.end(), before))
        std::stable_sort(m_ranges.begin(), m_ranges.end(), before);
    return std::move(m_ranges);
}

} // namespace rt0
