#pragma once

#include "base/time.h"
#include "recording/profile.h"

#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace rt0 {
struct ExecTrace;
}

namespace rt0::profile {

/// A function that was seen in a stack.
struct StackFunction {
    std::string name;
    std::string package; ///< import path; what C code lies in: "[libc.so.6]"; never empty
};

/// Samples as the flame graph and the table of functions take them, whatever they come from: a pprof profile
/// (one of its sample types) or the CPU samples of an execution trace. Inlined calls are frames like others.
struct CallStacks {
    std::vector<StackFunction> functions;
    std::vector<std::uint32_t> frames; ///< functions, the innermost first
    std::vector<std::uint64_t> ends;   ///< of each stack in `frames`
    std::vector<std::uint64_t> values; ///< of each stack; negative ones of a difference count as nothing
    std::string type;                  ///< "cpu"
    std::string unit;                  ///< "nanoseconds"
    std::uint64_t samples = 0;         ///< how often the program was looked at
    bool samplesExact = true;          ///< false: `samples` is a lower bound
    std::string interval; ///< between two samples, for people: "10 ms of CPU time"; empty when not known

    std::size_t size() const { return ends.size(); }
    std::span<const std::uint32_t> stack(std::size_t index) const {
        const std::size_t begin = index == 0 ? 0 : static_cast<std::size_t>(ends[index - 1]);
        return std::span(frames).subspan(begin, static_cast<std::size_t>(ends[index]) - begin);
    }
    /// Of all stacks; stops at the largest number.
    std::uint64_t total() const;
};

/// Of the functions that take a stop token: what they return once it asks to stop is incomplete.
constexpr bool looksAtStop(std::size_t step) {
    return step % 4096 == 0;
}

/// A sample type of a profile.
CallStacks callStacks(const Profile& profile, std::size_t type, const std::stop_token& stop = {});
/// The same without functions and frames, where only numbers are wanted.
CallStacks sampleValues(const Profile& profile, std::size_t type);

/// The CPU samples of a trace that lie in `range` (the trace's time), or all. A sample counts 1.
CallStacks callStacks(const ExecTrace& trace, const std::optional<TimeRange>& range);

/// A function's values over all stacks.
struct FunctionTotal {
    std::uint32_t function = 0; ///< into CallStacks::functions
    std::uint64_t flat = 0;     ///< of stacks that it is the innermost frame of
    std::uint64_t cum = 0;      ///< of stacks that hold it; once for each, however often it calls itself
};

/// All functions in the order of `go tool pprof -top`: flat, then name.
std::vector<FunctionTotal> functionTotals(const CallStacks& stacks, const std::stop_token& stop = {});

/// A value in its unit, for people: "1.28 s", "6.86 MiB", "1,365".
std::string valueText(std::uint64_t value, const std::string& unit);

/// Fewer samples than this say little.
inline constexpr std::uint64_t kFewSamples = 20;

/// "1,760 samples, one each 10 ms of CPU time".
std::string samplesText(const CallStacks& stacks);

/// What to do about too few samples; empty when there are enough.
std::string coarseAdvice(const CallStacks& stacks);

} // namespace rt0::profile
