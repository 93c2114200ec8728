#include "analysis/tracesummary.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace rt0 {
namespace {

using exectrace::Directory;
using exectrace::Event;
using exectrace::EventKind;
using exectrace::EventType;
using exectrace::Index;
using exectrace::StackId;

/// Which of a set of dense ids were seen.
class Seen {
public:
    void add(std::uint32_t id) {
        if (id >= m_seen.size())
            m_seen.resize(id + std::size_t{1});
        m_seen[id] = true;
    }
    std::size_t size() const { return m_seen.size(); }
    bool has(std::size_t id) const { return m_seen[id]; }
    std::uint64_t count() const {
        return static_cast<std::uint64_t>(std::count(m_seen.begin(), m_seen.end(), true));
    }

private:
    std::vector<bool> m_seen;
};

/// internal/trace/event.go, Event.Metric.
std::string_view metricName(EventType type) {
    switch (type) {
    case EventType::ProcsChange:
        return "/sched/gomaxprocs:threads";
    case EventType::HeapAlloc:
        return "/memory/classes/heap/objects:bytes";
    case EventType::HeapGoal:
        return "/gc/heap/goal:bytes";
    default:
        return {};
    }
}

void addValue(MetricSummary& metric, std::uint64_t value) {
    if (metric.count == 0)
        metric = {0, value, value, value, value};
    ++metric.count;
    metric.last = value;
    metric.min = std::min(metric.min, value);
    metric.max = std::max(metric.max, value);
}

std::uint64_t distinctFrames(const Directory& directory, const Seen& stacks) {
    using Place = std::tuple<std::uint64_t, exectrace::StringId, exectrace::StringId, std::uint32_t>;
    std::set<Place> places;
    for (std::size_t id = 0; id < stacks.size(); ++id)
        if (stacks.has(id))
            for (const exectrace::Frame& frame : directory.stacks[static_cast<StackId>(id)])
                places.emplace(frame.pc, frame.function, frame.file, frame.line);
    return places.size();
}

constexpr std::size_t kTypes = 256;
constexpr std::size_t kMetrics = 3;
constexpr std::array<EventType, kMetrics> kMetricTypes{EventType::ProcsChange, EventType::HeapAlloc,
                                                       EventType::HeapGoal};

} // namespace

struct TraceSummarizer::State {
    TraceSummary summary;
    std::optional<std::int64_t> beginNs; ///< first Sync
    std::array<std::uint64_t, exectrace::kEventKinds> kinds{};
    std::array<std::uint64_t, kTypes> types{};
    GoroutineStates goroutines;
    ProcStates procs;
    RangeTracker ranges;
    TaskTracker tasks;
    RegionTracker regions;
    StringCounts logs;
    StringCounts labels;
    std::array<MetricSummary, kMetrics> metrics;
    Seen threads;
    Seen stacks;

    void take(const Event& event, const Directory& directory);
    void takeSync(const Event& event, const Directory& directory);
    void takeContext(const Event& event);
    void takeTransition(const Event& event, const Directory& directory);
    void takeMetric(const Event& event);
    void name(const Directory& directory);
};

void TraceSummarizer::State::takeSync(const Event& event, const Directory& directory) {
    summary.eventsAtLastSync = summary.events;
    if (event.value < directory.syncs.size())
        summary.syncs.push_back(directory.syncs[event.value]);
    if (!beginNs)
        beginNs = event.timeNs;
}

void TraceSummarizer::State::takeContext(const Event& event) {
    if (!summary.firstNs)
        summary.firstNs = event.timeNs;
    summary.lastNs = event.timeNs;
    if (!beginNs)
        beginNs = event.timeNs;
    if (event.thread != exectrace::kNoIndex)
        threads.add(event.thread);
    stacks.add(event.stack);
    summary.stacks.eventsWithStack += event.stack != 0 ? 1U : 0U;
}

void TraceSummarizer::State::takeTransition(const Event& event, const Directory& directory) {
    if (event.subject == exectrace::kNoIndex)
        return;
    stacks.add(event.subjectStack);
    summary.stacks.transitionsWithStack += event.subjectStack != 0 ? 1U : 0U;
    if (event.ofProc())
        procs.take(event, *beginNs);
    else
        goroutines.take(event, *beginNs, directory);
}

void TraceSummarizer::State::takeMetric(const Event& event) {
    const auto* const type = std::find(kMetricTypes.begin(), kMetricTypes.end(), event.type);
    if (type != kMetricTypes.end())
        addValue(metrics[static_cast<std::size_t>(type - kMetricTypes.begin())], event.value);
}

void TraceSummarizer::State::take(const Event& event, const Directory& directory) {
    ++summary.events;
    ++kinds[static_cast<std::size_t>(event.kind)];
    ++types[static_cast<std::size_t>(event.type)];
    summary.lastWithSyncNs = event.timeNs;
    if (event.kind == EventKind::Sync)
        return takeSync(event, directory);
    takeContext(event);
    switch (event.kind) {
    case EventKind::StateTransition:
        return takeTransition(event, directory);
    case EventKind::RangeBegin:
    case EventKind::RangeActive:
    case EventKind::RangeEnd:
        return ranges.take(event, *beginNs, directory);
    case EventKind::TaskBegin:
    case EventKind::TaskEnd:
        return tasks.take(event, directory);
    case EventKind::RegionBegin:
    case EventKind::RegionEnd:
        return regions.take(event);
    case EventKind::Metric:
        return takeMetric(event);
    case EventKind::Log:
        return logs.add(event.text);
    case EventKind::Label:
        return labels.add(event.text);
    default:
        return;
    }
}

void TraceSummarizer::State::name(const Directory& directory) {
    for (std::size_t i = 0; i < kinds.size(); ++i)
        if (kinds[i] > 0)
            summary.kinds[std::string(nameOf(static_cast<EventKind>(i)))] = kinds[i];
    for (std::size_t i = 0; i < types.size(); ++i)
        if (types[i] > 0)
            summary.wireOfEvents[i == 0 ? "(Sync)" : std::string(nameOf(static_cast<EventType>(i)))] =
                types[i];
    for (std::size_t i = 0; i < kMetrics; ++i)
        if (metrics[i].count > 0)
            summary.metrics[std::string(metricName(kMetricTypes[i]))] = metrics[i];
    summary.logs = logs.named(directory);
    summary.labels = labels.named(directory);
}

TraceSummarizer::TraceSummarizer() : m_state(std::make_unique<State>()) {}

TraceSummarizer::~TraceSummarizer() = default;

void TraceSummarizer::take(std::span<const Event> events, const Directory& directory) {
    if (directory.salvaging) {
        m_state->summary.salvagedEvents += events.size();
        return;
    }
    for (const Event& event : events)
        m_state->take(event, directory);
}

TraceSummary TraceSummarizer::finish(const Directory& directory) {
    State& state = *m_state;
    state.name(directory);
    TraceSummary& summary = state.summary;
    const std::int64_t begin = state.beginNs.value_or(0);
    const SummarySpan span{begin, summary.lastNs.value_or(begin)};
    summary.goroutines = state.goroutines.finish(span, directory);
    summary.procs = state.procs.finish(span, directory);
    summary.ranges = state.ranges.finish();
    summary.tasks = state.tasks.finish();
    summary.regions = state.regions.finish(directory);
    summary.threads = state.threads.count();
    summary.cpuSamples = state.kinds[static_cast<std::size_t>(EventKind::StackSample)];
    summary.stacks.distinct = state.stacks.count();
    summary.stacks.distinctFrames = distinctFrames(directory, state.stacks);
    return std::move(summary);
}

} // namespace rt0
