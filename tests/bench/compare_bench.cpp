#include "analysis/compare/compare.h"
#include "capture/recordcomparison.h"
#include "recording/rt0file.h"
#include "timeline/launchstartup.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <random>
#include <string_view>

/// How often a comparison of a build with itself calls anything different: it should in at most 5 % of
/// repetitions, over all numbers, phases and packages together.
///
///     compare_bench simulate REPETITIONS PROGRAM [ARGUMENTS…]   draws the runs of each side from one real
///     pool compare_bench record REPETITIONS PROGRAM [ARGUMENTS…]     records each comparison anew
///
/// Exit status 1 when anything differed in more than 5 % of them.
namespace {

using namespace rt0;

constexpr std::uint32_t kRuns = 10;
constexpr std::uint32_t kPoolRounds = 30; ///< of three sides
constexpr double kMostFalse = 0.05;

ComparisonOptions optionsFor(std::uint32_t rounds) {
    ComparisonOptions options;
    options.launch.rounds = rounds;
    options.launch.detailRun = false;
    return options;
}

Result<RecordedComparison> recordTwice(const std::vector<std::string>& command, std::uint32_t rounds) {
    const std::array<ComparedProgram, 2> programs{ComparedProgram{"one", command, {}},
                                                  ComparedProgram{"other", command, {}}};
    return recordComparison(programs, optionsFor(rounds));
}

compare::Side sideOf(Launch launch, std::optional<Launch> control) {
    Rt0File file;
    file.launch = std::move(launch);
    file.control = std::move(control);
    auto document = std::make_shared<const Document>(documentOf(std::move(file), {}));
    return compare::sideOf(std::move(document), 0, "side");
}

struct Tally {
    int repetitions = 0;
    int total = 0;
    int metrics = 0;
    int phases = 0;
    int packages = 0;
    int any = 0;

    void add(const compare::Comparison& comparison) {
        using namespace compare;
        const bool metric = std::ranges::any_of(
            comparison.metrics, [](const MetricDifference& one) { return differs(one.value); });
        const bool phase = std::ranges::any_of(comparison.phases, [](const PhaseDifference& one) {
            return differs(one.time) || std::ranges::any_of(one.parts, [](const PartDifference& part) {
                       return differs(part.time);
                   });
        });
        const bool package = std::ranges::any_of(comparison.packages,
                                                 [](const PackageDifference& one) { return one.changed(); });
        ++repetitions;
        total += comparison.headline() != nullptr && differs(comparison.headline()->value) ? 1 : 0;
        metrics += metric ? 1 : 0;
        phases += phase ? 1 : 0;
        packages += package ? 1 : 0;
        any += metric || phase || package ? 1 : 0;
    }

    void print() const {
        const auto share = [&](int count) { return 100.0 * count / std::max(repetitions, 1); };
        std::printf(
            "~ everywhere in %.1f %% of %d repetitions; falsely different: headline %.1f %%, any number "
            "%.1f %%, any phase or step %.1f %%, any package %.1f %%\n",
            100 - share(any), repetitions, share(total), share(metrics), share(phases), share(packages));
    }
};

void compareAndAdd(Launch first, Launch second, Launch control, Tally& tally) {
    const compare::Side before = sideOf(std::move(first), std::move(control));
    const compare::Side after = sideOf(std::move(second), std::nullopt);
    tally.add(compareSides(before, after, {}));
}

/// A round of one side: its runs, one for each purpose.
using Round = std::vector<LaunchRun>;

std::vector<Round> roundsOf(const Launch& launch) {
    std::vector<Round> rounds;
    for (const LaunchRun& run : launch.runs) {
        if (run.purpose == LaunchPurpose::LoaderStatistics)
            continue;
        if (run.purpose == LaunchPurpose::Milestones)
            rounds.emplace_back();
        if (!rounds.empty())
            rounds.back().push_back(run);
    }
    return rounds;
}

int simulate(int repetitions, const std::vector<std::string>& command) {
    const auto recorded = recordTwice(command, kPoolRounds);
    if (!recorded) {
        std::fprintf(stderr, "%s\n", recorded.error().message().c_str());
        return 2;
    }
    std::vector<Round> pool;
    for (const Launch* launch : {&recorded->sides[0], &recorded->sides[1], &*recorded->control})
        std::ranges::move(roundsOf(*launch), std::back_inserter(pool));
    Launch empty = recorded->sides[0];
    empty.runs.clear();
    std::mt19937 random(1);
    Tally tally;
    for (int i = 0; i < repetitions; ++i) {
        std::ranges::shuffle(pool, random);
        std::array<Launch, 3> sides{empty, empty, empty};
        for (std::size_t side = 0; side < sides.size(); ++side)
            for (std::size_t round = 0; round < kRuns; ++round)
                sides[side].runs.insert(sides[side].runs.end(), pool[side * kRuns + round].begin(),
                                        pool[side * kRuns + round].end());
        compareAndAdd(std::move(sides[0]), std::move(sides[1]), std::move(sides[2]), tally);
    }
    std::printf("%zu rounds of real starts, %u drawn for each side: ", pool.size(), kRuns);
    tally.print();
    return tally.any > kMostFalse * tally.repetitions ? 1 : 0;
}

int record(int repetitions, const std::vector<std::string>& command) {
    Tally tally;
    for (int i = 0; i < repetitions; ++i) {
        auto recorded = recordTwice(command, kRuns);
        if (!recorded) {
            std::fprintf(stderr, "%s\n", recorded.error().message().c_str());
            return 2;
        }
        compareAndAdd(std::move(recorded->sides[0]), std::move(recorded->sides[1]),
                      *std::move(recorded->control), tally);
    }
    std::printf("%u recorded runs a side: ", kRuns);
    tally.print();
    return tally.any > kMostFalse * tally.repetitions ? 1 : 0;
}

} // namespace

int main(int argc, char** argv) {
    int repetitions = 0;
    const std::string_view mode = argc > 3 ? argv[1] : "";
    if (argc > 3) {
        const std::string_view number = argv[2];
        std::from_chars(number.data(), number.data() + number.size(), repetitions);
    }
    const std::vector<std::string> command(argv + std::min(argc, 3), argv + argc);
    if (repetitions > 0 && mode == "simulate")
        return simulate(repetitions, command);
    if (repetitions > 0 && mode == "record")
        return record(repetitions, command);
    std::fprintf(stderr, "compare_bench simulate|record REPETITIONS PROGRAM [ARGUMENTS...]\n");
    return 2;
}
