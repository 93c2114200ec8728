#include "analysis/profile/callstacks.h"

#include "analysis/profile/measurement.h"
#include "base/format.h"
#include "base/importpath.h"
#include "base/saturating.h"
#include "timeline/exectrace.h"

#include <algorithm>
#include <fmt/format.h>
#include <unordered_map>

namespace rt0::profile {
namespace {

constexpr const char* kUnknown = "<unknown>";

std::string fileName(std::string_view path) {
    return std::string(path.substr(path.rfind('/') + 1));
}

/// Functions by what tells them apart: their name, or where there is none the file they lie in.
class Functions {
public:
    explicit Functions(CallStacks& stacks) : m_stacks(stacks) {}

    std::uint32_t find(std::string_view name, std::string_view file) {
        const auto [found, isNew] =
            m_byName.try_emplace(name.empty() ? fmt::format("[{}]", fileName(file)) : std::string(name),
                                 static_cast<std::uint32_t>(m_stacks.functions.size()));
        if (isNew)
            m_stacks.functions.push_back(made(name, file));
        return found->second;
    }

private:
    static StackFunction made(std::string_view name, std::string_view file) {
        const std::string holder = file.empty() ? std::string(kUnknown) : fmt::format("[{}]", fileName(file));
        if (name.empty())
            return {holder, holder};
        const std::string_view package = packageOfFunction(name);
        return {std::string(name), package.empty() ? holder : unescapedImportPath(package)};
    }

    CallStacks& m_stacks;
    std::unordered_map<std::string, std::uint32_t> m_byName;
};

/// The frames of each location, made once.
class LocationFrames {
public:
    LocationFrames(const Profile& profile, CallStacks& stacks, const std::stop_token& stop) {
        Functions functions(stacks);
        for (const ProfileLocation& location : profile.locations) {
            if (looksAtStop(m_firsts.size()) && stop.stop_requested())
                return;
            const std::string_view file = location.mapping == kNoProfileIndex
                                              ? std::string_view("")
                                              : profile.strings[profile.mappings[location.mapping].file];
            m_firsts.push_back(m_frames.size());
            for (const ProfileLine& line : profile.linesOf(location))
                m_frames.push_back(functions.find(profile.nameOf(line.function), file));
            if (location.lineCount == 0)
                m_frames.push_back(functions.find("", file));
        }
        m_firsts.push_back(m_frames.size());
    }

    void append(std::uint32_t location, std::vector<std::uint32_t>& to) const {
        for (std::size_t i = m_firsts[location]; i < m_firsts[location + 1]; ++i)
            to.push_back(m_frames[i]);
    }

private:
    std::vector<std::uint32_t> m_frames;
    std::vector<std::size_t> m_firsts;
};

std::uint64_t positive(std::int64_t value) {
    return value > 0 ? static_cast<std::uint64_t>(value) : 0;
}

std::string intervalText(const Profile& profile) {
    const std::string_view type = profile.strings[profile.periodType.type];
    const std::string unit(profile.strings[profile.periodType.unit]);
    if (profile.period <= 0 || type.empty())
        return {};
    if (type == "space")
        return fmt::format("{} allocated, on average", valueText(positive(profile.period), unit));
    if (type == "cpu")
        return fmt::format("{} of CPU time", valueText(positive(profile.period), unit));
    return profile.period == 1 ? std::string("event")
                               : fmt::format("{} {}", formatCount(positive(profile.period)), type);
}

/// A type that counts samples; else what the period makes of the values; else each stack was seen once.
void countSamples(const Profile& profile, std::size_t shown, CallStacks& stacks) {
    const auto typeIs = [&](std::size_t type, std::string_view name) {
        return profile.strings[profile.sampleTypes[type].type] == name;
    };
    for (std::size_t type = 0; type < profile.sampleTypes.size(); ++type) {
        if (!typeIs(type, "samples") && !typeIs(type, "sample"))
            continue;
        for (std::size_t i = 0; i < profile.sampleCount(); ++i)
            stacks.samples = saturatingAdd(stacks.samples, positive(profile.value(i, type)));
        return;
    }
    if (profile.period > 1 && typeIs(shown, profile.strings[profile.periodType.type]) &&
        typeIs(shown, "cpu")) {
        stacks.samples = stacks.total() / positive(profile.period);
        return;
    }
    stacks.samplesExact = false;
    for (const std::uint64_t value : stacks.values)
        stacks.samples += value > 0 ? 1U : 0U;
}

} // namespace

std::uint64_t CallStacks::total() const {
    std::uint64_t sum = 0;
    for (const std::uint64_t value : values)
        sum = saturatingAdd(sum, value);
    return sum;
}

CallStacks sampleValues(const Profile& profile, std::size_t type) {
    CallStacks stacks;
    if (type >= profile.sampleTypes.size())
        return stacks;
    stacks.type = profile.strings[profile.sampleTypes[type].type];
    stacks.unit = profile.strings[profile.sampleTypes[type].unit];
    for (std::size_t i = 0; i < profile.sampleCount(); ++i)
        if (const std::uint64_t value = positive(profile.value(i, type)); value > 0)
            stacks.values.push_back(value);
    stacks.ends.resize(stacks.values.size());
    countSamples(profile, type, stacks);
    stacks.interval = intervalText(profile);
    return stacks;
}

CallStacks callStacks(const Profile& profile, std::size_t type, const std::stop_token& stop) {
    CallStacks stacks = sampleValues(profile, type);
    if (stacks.size() == 0)
        return stacks;
    const LocationFrames frames(profile, stacks, stop);
    std::size_t row = 0;
    for (std::size_t i = 0; i < profile.sampleCount(); ++i) {
        if (looksAtStop(i) && stop.stop_requested())
            return {};
        if (profile.value(i, type) <= 0)
            continue;
        for (const std::uint32_t location : profile.stack(i))
            frames.append(location, stacks.frames);
        stacks.ends[row++] = stacks.frames.size();
    }
    return stacks;
}

CallStacks callStacks(const ExecTrace& trace, const std::optional<TimeRange>& range) {
    CallStacks stacks;
    stacks.type = "samples";
    stacks.unit = "count";
    Functions functions(stacks);
    for (const TraceSample& sample : trace.samples) {
        if (range && (sample.time < range->begin || sample.time >= range->end))
            continue;
        for (const exectrace::Frame& frame : trace.directory.stacks[sample.stack])
            stacks.frames.push_back(functions.find(trace.text(frame.function), {}));
        stacks.ends.push_back(stacks.frames.size());
        stacks.values.push_back(1);
    }
    stacks.samples = stacks.size();
    stacks.interval = "10 ms of CPU time unless the program set another rate"; // the trace does not tell
    return stacks;
}

std::vector<FunctionTotal> functionTotals(const CallStacks& stacks, const std::stop_token& stop) {
    std::vector<FunctionTotal> totals(stacks.functions.size());
    std::vector<std::size_t> lastStack(totals.size(), 0);
    for (std::size_t i = 0; i < stacks.size(); ++i) {
        if (looksAtStop(i) && stop.stop_requested())
            return {};
        const auto stack = stacks.stack(i);
        for (const std::uint32_t function : stack) {
            if (lastStack[function] == i + 1)
                continue;
            lastStack[function] = i + 1;
            totals[function].cum = saturatingAdd(totals[function].cum, stacks.values[i]);
        }
        if (!stack.empty())
            totals[stack.front()].flat = saturatingAdd(totals[stack.front()].flat, stacks.values[i]);
    }
    for (std::uint32_t i = 0; i < totals.size(); ++i)
        totals[i].function = i;
    std::erase_if(totals, [](const FunctionTotal& total) { return total.cum == 0; });
    std::ranges::sort(totals, [&](const FunctionTotal& a, const FunctionTotal& b) {
        return a.flat != b.flat ? a.flat > b.flat
                                : stacks.functions[a.function].name < stacks.functions[b.function].name;
    });
    return totals;
}

std::string valueText(std::uint64_t value, const std::string& unit) {
    constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    const auto bounded = static_cast<std::int64_t>(std::min(value, most));
    if (const Scaled nanos = scale(bounded, unit, "nanoseconds"); nanos.unit == "ns" && nanos.value < 9e18)
        return formatDuration(Nanoseconds(static_cast<std::int64_t>(nanos.value)));
    const Scaled best = scale(bounded, unit, "auto");
    if (best.unit.empty())
        return formatCount(value);
    // Units of 1024 bytes, which pprof calls kB, MB, …
    std::string name = best.unit;
    if (name.size() == 2 && name[1] == 'B')
        name = fmt::format("{}iB", name[0] == 'k' ? 'K' : name[0]);
    std::string number = fmt::format("{:.2f}", best.value);
    number.erase(number.find_last_not_of('0') + 1);
    if (number.ends_with('.'))
        number.pop_back();
    return fmt::format("{} {}", number, name);
}

std::string samplesText(const CallStacks& stacks) {
    const std::string count = fmt::format("{}{} sample{}", stacks.samplesExact ? "" : "at least ",
                                          formatCount(stacks.samples), stacks.samples == 1 ? "" : "s");
    return stacks.interval.empty() ? count : fmt::format("{}, one each {}", count, stacks.interval);
}

std::string coarseAdvice(const CallStacks& stacks) {
    if (stacks.samples >= kFewSamples)
        return {};
    const std::string begin =
        stacks.samples == 0
            ? "No sample lies here."
            : fmt::format("{} say little: shares may be off by half or more.",
                          stacks.samples == 1 ? "1 sample" : fmt::format("{} samples", stacks.samples));
    const bool ofMemory = scale(1, stacks.unit, "auto").unit == "B" || stacks.type.ends_with("_objects");
    if (ofMemory)
        return begin +
               " Set runtime.MemProfileRate = 4096 (or 1) first thing in the program, or let it run longer.";
    if (stacks.type != "cpu" && stacks.type != "samples")
        return begin + " Let the program run longer before the profile is taken.";
    return begin +
           " Go looks at each CPU only every 10 ms of CPU time. Profile a longer time, call "
           "runtime.SetCPUProfileRate(1000) before pprof.StartCPUProfile, or profile several starts and "
           "merge them: go tool pprof -proto A B C > MERGED. The times of inits need no profile: record the "
           "start.";
}

} // namespace rt0::profile
