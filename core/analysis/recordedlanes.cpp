#include "analysis/recordedlanes.h"

#include "base/format.h"
#include "recording/syscallnames.h"
#include "timeline/recordedstart.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace rt0 {
namespace {

constexpr std::uint32_t kMostDepths = 6;
constexpr std::size_t kMostThreads = 32;
constexpr std::size_t kMostTexts = std::size_t{1} << 24U; ///< items are 28 bits wide

std::uint8_t colourOf(std::size_t number) {
    constexpr auto first = static_cast<std::size_t>(ColourClass::FirstGroup);
    constexpr auto last = static_cast<std::size_t>(ColourClass::LastGroup);
    return static_cast<std::uint8_t>(first + number % (last - first + 1));
}

/// One lane while its spans are added.
class RecordedLane {
public:
    RecordedLane(LaneKind kind, std::string title, std::string note, LaneModel& model,
                 SpanStore::Builder& builder)
        : m_model(model), m_builder(builder), m_row(builder.addRow()) {
        Lane lane;
        lane.kind = kind;
        lane.title = std::move(title);
        lane.note = std::move(note);
        lane.row = LaneRow{kStartupSource, m_row};
        model.lanes.push_back(std::move(lane));
    }

    void add(SpanText text, std::uint8_t colour) {
        if (m_model.texts.size() >= kMostTexts)
            return;
        m_builder.add(m_row, {text.time, static_cast<std::uint32_t>(m_model.texts.size()), colour});
        m_model.texts.push_back(std::move(text));
    }

private:
    LaneModel& m_model;
    SpanStore::Builder& m_builder;
    RowId m_row;
};

std::string overRuns(const RunStatistics& runs) {
    return runs.runs < 2 ? std::string()
                         : fmt::format(", {}–{} over {} runs", formatDuration(runs.min),
                                       formatDuration(runs.max), runs.runs);
}

std::string countsText(const StretchCounts& counts) {
    std::string text;
    if (const auto faults = counts.faults())
        text += fmt::format(", {} page faults", formatCount(*faults));
    if (counts.syscalls)
        text += fmt::format(", {} system calls", formatCount(*counts.syscalls));
    return text;
}

SpanText textOf(const PhasePart& part) {
    return {part.name,
            formatDuration(part.drawn.length()) + overRuns(part.overRuns) + countsText(part.counts),
            part.drawn};
}

std::string syscallDetail(const LaunchSyscall& call) {
    std::string text = call.duration < Nanoseconds(0) ? "did not return" : formatDuration(call.duration);
    text += call.result < 0 && call.result > -4096 ? fmt::format(", error {}", -call.result)
                                                   : fmt::format(", {}", call.result);
    return call.path.empty() ? text : text + " " + call.path;
}

void addThreads(const RecordedStart& recorded, TimeRange extent, LaneModel& model,
                SpanStore::Builder& builder) {
    for (std::size_t i = 0; i < std::min(recorded.threads.size(), kMostThreads); ++i) {
        const StartThread& thread = recorded.threads[i];
        const std::string name = thread.name.empty() ? fmt::format("thread {}", thread.tid) : thread.name;
        RecordedLane lane(LaneKind::StartThread, name, "since " + formatDuration(thread.firstSeen), model,
                          builder);
        lane.add({name,
                  fmt::format("thread {}, first seen at {}", thread.tid, formatDuration(thread.firstSeen)),
                  {thread.firstSeen, std::max(thread.firstSeen, extent.end)}},
                 colourOf(i));
    }
}

void addSyscalls(const RecordedStart& recorded, LaneModel& model, SpanStore::Builder& builder) {
    std::vector<std::vector<const StartSyscall*>> ofThread(std::min(recorded.threads.size(), kMostThreads));
    for (const StartSyscall& call : recorded.syscalls)
        if (call.thread < ofThread.size())
            ofThread[call.thread].push_back(&call);
    for (std::size_t i = 0; i < ofThread.size(); ++i) {
        if (ofThread[i].empty())
            continue;
        const StartThread& thread = recorded.threads[i];
        RecordedLane lane(
            LaneKind::Syscalls,
            fmt::format("System calls · {}", thread.name.empty() ? std::to_string(thread.tid) : thread.name),
            formatCount(ofThread[i].size()), model, builder);
        for (const StartSyscall* const call : ofThread[i]) {
            const LaunchSyscall& facts = recorded.detail()->syscalls[call->call];
            lane.add({syscallName(facts.number), syscallDetail(facts), call->drawn}, colourOf(facts.number));
        }
    }
}

void addFaults(const RecordedStart& recorded, LaneModel& model, SpanStore::Builder& builder) {
    if (recorded.faults.empty())
        return;
    std::uint64_t all = 0;
    for (const FaultStretch& faults : recorded.faults)
        all += faults.minor + faults.major;
    RecordedLane lane(LaneKind::Faults, "Page faults", formatCount(all), model, builder);
    for (const FaultStretch& faults : recorded.faults)
        lane.add(
            {formatCount(faults.minor + faults.major),
             fmt::format("{} page faults ({} from disk) after {}", formatCount(faults.minor + faults.major),
                         formatCount(faults.major), faults.after),
             faults.drawn},
            static_cast<std::uint8_t>(faults.major > 0 ? ColourClass::Stw : ColourClass::GcMark));
}

} // namespace

void addStepLanes(const Startup& startup, LaneModel& model, SpanStore::Builder& builder) {
    for (std::uint32_t depth = 0; depth < kMostDepths; ++depth) {
        std::vector<const PhasePart*> parts;
        for (const Phase& phase : startup.phases)
            for (const PhasePart& part : phase.parts)
                if (part.depth == depth)
                    parts.push_back(&part);
        if (parts.empty())
            return;
        RecordedLane lane(LaneKind::Steps, depth == 0 ? "Steps" : fmt::format("Steps, depth {}", depth + 1),
                          formatCount(parts.size()), model, builder);
        for (const PhasePart* const part : parts)
            lane.add(textOf(*part), colourOf(depth));
    }
}

void addInitFunctionLane(const Startup& startup, LaneModel& model, SpanStore::Builder& builder) {
    std::size_t count = 0;
    for (const PackageInit& init : startup.inits)
        count += init.functions.size();
    if (count == 0)
        return;
    RecordedLane lane(LaneKind::InitFunctions, "Init functions", formatCount(count), model, builder);
    for (const PackageInit& init : startup.inits)
        for (std::size_t i = 0; i < init.functions.size(); ++i)
            lane.add(textOf(init.functions[i]), colourOf(i));
}

void addProcessLanes(const Startup& startup, LaneModel& model, SpanStore::Builder& builder) {
    if (!startup.recorded)
        return;
    addThreads(*startup.recorded, startup.extent, model, builder);
    addSyscalls(*startup.recorded, model, builder);
    addFaults(*startup.recorded, model, builder);
}

} // namespace rt0
