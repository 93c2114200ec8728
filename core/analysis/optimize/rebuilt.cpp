#include "analysis/optimize/rebuilt.h"

#include "analysis/optimize/optimize.h"
#include "analysis/optimize/programfacts.h"
#include "analysis/optimize/trial.h"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <iterator>

namespace rt0 {
namespace {

namespace fs = std::filesystem;

bool sameBytes(const std::string& first, const std::string& second) {
    std::error_code unknown;
    if (fs::file_size(first, unknown) != fs::file_size(second, unknown))
        return false;
    std::ifstream one(first, std::ios::binary);
    std::ifstream other(second, std::ios::binary);
    using Bytes = std::istreambuf_iterator<char>;
    return std::equal(Bytes(one), Bytes(), Bytes(other), Bytes());
}

/// What else than the change may make it faster or slower.
std::vector<std::string> differencesOf(const BinaryFacts& before, const BinaryFacts& after) {
    std::vector<std::string> texts;
    const auto add = [&](const char* what, const std::string& old, const std::string& now) {
        if (old != now)
            texts.push_back(
                fmt::format("{} {} instead of {}: the difference is not the change's alone", what, now, old));
    };
    add("built by", before.goVersion, after.goVersion);
    add("linked as", describe(before), describe(after));
    return texts;
}

} // namespace

Result<BuiltProgram> takeRebuilt(OptimizationLab& lab, OptimizationRow& row, const std::string& program) {
    const auto after = BinaryFacts::of(program);
    if (!after)
        return tl::unexpected(after.error());
    const auto before = BinaryFacts::of(lab.base().program);
    if (!before)
        return tl::unexpected(before.error());
    if (sameBytes(lab.base().program, program))
        return tl::unexpected(Error{"this is the program as it is, byte for byte", program,
                                    "make the change, build it, and give the new program"});
    std::error_code unknown;
    BuiltProgram built{fs::absolute(program, unknown).string(), fs::file_size(program, unknown), {}};
    row.sizeChange = static_cast<std::int64_t>(built.bytes) - static_cast<std::int64_t>(lab.base().bytes);
    row.rebuilt = RebuiltProgram{program, differencesOf(*before, *after)};
    return built;
}

Result<void> measureRebuilt(OptimizationLab& lab, OptimizationRow& row, const std::string& program,
                            const std::stop_token& stop) {
    OptimizationRow measured = row;
    measured.whyNotMeasured.clear();
    measured.measured.reset();
    auto built = takeRebuilt(lab, measured, program);
    if (!built)
        return tl::unexpected(built.error());
    std::list<trials::Trial> trials{{&measured, std::move(*built)}};
    const auto recorded = trials::start(lab, trials, true, stop);
    if (!recorded)
        return tl::unexpected(recorded.error());
    if (stop.stop_requested())
        return tl::unexpected(Error{"cancelled", {}, {}});
    if (trials.empty())
        return tl::unexpected(Error{measured.whyNotMeasured, program, {}});
    trials::take(trials, *recorded, OptimizeOptions().alpha);
    row = std::move(measured);
    return {};
}

} // namespace rt0
