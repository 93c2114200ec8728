#pragma once

#include "recording/profile.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

/// What `go tool pprof -top` of Go 1.27 shows: functions by their own value, inlined calls told apart.
namespace rt0::profile {

struct TopOptions {
    std::optional<std::size_t> type = std::nullopt; ///< of Profile::sampleTypes; none: Profile::shownType()
    std::size_t nodeCount = 0;   ///< most functions to list, 0 = all; go tool pprof's -nodecount
    double nodeFraction = 0.005; ///< functions with a smaller part are dropped
    double edgeFraction = 0.001; ///< calls with a smaller part do not count for `inlined`
};

struct TopItem {
    enum class Inlined { No, Partly, Always };

    std::string name; ///< "runtime.mallocgc", "[libc.so]" where there are no functions, "<unknown>"
    Inlined inlined = Inlined::No;
    std::int64_t flat = 0; ///< of samples in it
    std::int64_t cum = 0;  ///< of samples with it in the stack, once each
};

struct Top {
    std::vector<TopItem> items;
    std::int64_t total = 0;    ///< of all samples, each without its sign
    std::int64_t shown = 0;    ///< flat of the items
    std::size_t dropped = 0;   ///< functions below nodeFraction
    std::size_t available = 0; ///< functions above it
    std::string unit;          ///< in which values are printed
};

Top goTop(const Profile& profile, const TopOptions& options = {});

/// Byte for byte the output of `TZ=UTC go tool pprof -top`, with its header.
std::string topText(const Profile& profile, const TopOptions& options = {});

} // namespace rt0::profile
