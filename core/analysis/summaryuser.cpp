#include "analysis/summaryuser.h"

#include <algorithm>
#include <fmt/format.h>

namespace rt0 {
namespace {

using exectrace::Event;
using exectrace::EventKind;
using exectrace::EventType;

std::string scopeOf(const Event& event, const exectrace::Directory& directory) {
    switch (event.type) {
    case EventType::GcActive:
    case EventType::GcBegin:
    case EventType::GcEnd:
        return "none";
    case EventType::GcSweepActive:
    case EventType::GcSweepBegin:
    case EventType::GcSweepEnd:
        return event.subject < directory.procs.size() ? fmt::format("p{}", directory.procs[event.subject])
                                                      : "none";
    default:
        return event.subject < directory.goroutines.size()
                   ? fmt::format("g{}", directory.goroutines[event.subject])
                   : "none";
    }
}

} // namespace

std::string rangeName(const Event& event, const exectrace::Directory& directory) {
    switch (event.type) {
    case EventType::StwBegin:
    case EventType::StwEnd:
        return fmt::format("stop-the-world ({})", directory.text(event.text));
    case EventType::GcActive:
    case EventType::GcBegin:
    case EventType::GcEnd:
        return "GC concurrent mark phase";
    case EventType::GcSweepActive:
    case EventType::GcSweepBegin:
    case EventType::GcSweepEnd:
        return "GC incremental sweep";
    case EventType::GcMarkAssistActive:
    case EventType::GcMarkAssistBegin:
    case EventType::GcMarkAssistEnd:
        return "GC mark assist";
    default:
        return {};
    }
}

void RangeTracker::end(const Key& key, const Event& event, std::int64_t beginNs) {
    const auto found = m_open.find(key);
    const Open open = found == m_open.end() ? Open{beginNs, true} : found->second;
    if (found != m_open.end())
        m_open.erase(found);
    RangeTotals& totals = m_summary.byName[key.name];
    ++totals.count;
    totals.totalNs += event.timeNs - open.beginNs;
    totals.maxNs = std::max(totals.maxNs, event.timeNs - open.beginNs);
    m_summary.listedAll = m_summary.list.size() < kMaxListed;
    if (!m_summary.listedAll)
        return;
    RangeSummary range{key.name, key.scope, open.beginNs, event.timeNs, open.activeAtStart, {}, {}};
    if (event.type == EventType::GcSweepEnd) {
        range.sweptBytes = event.value;
        range.reclaimedBytes = event.value2();
    }
    m_summary.list.push_back(std::move(range));
}

void RangeTracker::take(const Event& event, std::int64_t beginNs, const exectrace::Directory& directory) {
    const Key key{rangeName(event, directory), scopeOf(event, directory)};
    if (event.kind == EventKind::RangeEnd) {
        end(key, event, beginNs);
    } else if (event.kind == EventKind::RangeBegin) {
        m_open[key] = {event.timeNs, false};
    } else if (m_open.try_emplace(key, Open{beginNs, true}).second) {
        // Active again in a later generation, it would be known.
        ++m_summary.byName[key.name].activeAtStart;
    }
}

RangesSummary RangeTracker::finish() const {
    RangesSummary summary = m_summary;
    for (const auto& [key, open] : m_open)
        ++summary.byName[key.name].openAtEnd;
    return summary;
}

void TaskTracker::take(const Event& event, const exectrace::Directory& directory) {
    const std::string type(directory.text(event.text));
    const bool isBegin = event.kind == EventKind::TaskBegin;
    ++(isBegin ? m_summary.begin : m_summary.end)[type];
    auto place = m_open.find(event.value);
    if (isBegin || place == m_open.end()) {
        m_summary.listedAll = m_summary.list.size() < kMaxListed;
        if (!m_summary.listedAll)
            return;
        place = m_open.insert_or_assign(event.value, m_summary.list.size()).first;
        TaskSummary task{event.value, {}, type, {}, {}};
        if (event.value2() != exectrace::kNoTask)
            task.parent = event.value2();
        m_summary.list.push_back(std::move(task));
    }
    TaskSummary& task = m_summary.list[place->second];
    if (isBegin) {
        task.beginNs = event.timeNs;
        return;
    }
    task.endNs = event.timeNs;
    m_open.erase(place);
}

void RegionTracker::take(const Event& event) {
    std::vector<Open>& open = m_open[event.goroutine];
    if (event.kind == EventKind::RegionBegin) {
        m_begin.add(event.text);
        open.push_back({event.value, event.text, event.timeNs});
        return;
    }
    m_end.add(event.text);
    const auto match = std::find_if(open.rbegin(), open.rend(), [&event](const Open& region) {
        return region.task == event.value && region.name == event.text;
    });
    if (match == open.rend())
        return;
    m_totalNs[event.text] += event.timeNs - match->beginNs;
    open.erase(std::next(match).base());
}

RegionsSummary RegionTracker::finish(const exectrace::Directory& directory) const {
    RegionsSummary summary;
    summary.begin = m_begin.named(directory);
    summary.end = m_end.named(directory);
    for (const auto& [name, total] : m_totalNs)
        summary.totalNs[std::string(directory.text(name))] += total;
    for (const auto& [goroutine, open] : m_open)
        for (const Open& region : open)
            ++summary.unclosed[std::string(directory.text(region.name))];
    return summary;
}

} // namespace rt0
