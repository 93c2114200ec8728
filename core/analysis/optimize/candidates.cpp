// What the user would have to write: where to begin.

#include "analysis/blame.h"
#include "analysis/optimize/assessment.h"
#include "base/format.h"
#include "base/saturating.h"

#include <algorithm>
#include <fmt/format.h>

namespace rt0::optimize {
namespace {

constexpr std::size_t kCandidates = 5;
/// Fewer inits than this do not show in a start.
constexpr double kLeastShare = 0.01;
/// Where an init allocates so often, it mostly builds tables.
constexpr std::uint64_t kManyAllocs = 1000;

bool ofRuntime(std::string_view package) {
    return package == "runtime" || package.starts_with("runtime/") || package.starts_with("internal/");
}

std::string allocationsOf(const PackageInit& init) {
    return init.allocs == 0
               ? std::string()
               : fmt::format(", {} allocations of {}", formatCount(init.allocs), formatBytes(init.bytes));
}

/// "; 12 packages hang on it alone".
std::string retainedWith(const StartFacts& start, std::size_t init) {
    if (!start.program.inits || !start.startup()->graph)
        return {};
    const PackageIndex package = start.startup()->graph->packageOfInit[init];
    if (package == kNoPackage || package == start.startup()->graph->packages.root())
        return {};
    const initgraph::InitCost& cost = start.program.inits->retained.ofPackage[package];
    return cost.packages < 2 ? std::string()
                             : fmt::format("; with the {} packages that only it brings in {}",
                                           formatCount(cost.packages - 1), formatBounds(cost.time));
}

bool matters(const StartFacts& start, const TimeBounds& time) {
    return start.program.total.count() <= 0 ||
           static_cast<double>(time.middle().count()) >=
               kLeastShare * static_cast<double>(start.program.total.count());
}

void notMeasured(OptimizationRow& row, const char* what) {
    row.evidence.emplace_back(what);
}

/// It saves at most `most`, and perhaps nothing.
void predictAtMost(OptimizationRow& row, const StartFacts& start, const TimeBounds& most,
                   std::string method) {
    row.prediction = OptimizationPrediction{start.without({Nanoseconds(0), most.hi}),
                                            "saves at most " + start.ofTotal(most), std::move(method)};
}

} // namespace

void assessLazyInit(OptimizationRow& row, const StartFacts& start) {
    if (start.startup() == nullptr || start.startup()->inits.empty())
        return notMeasured(row, "no inits were measured");
    TimeBounds sum;
    std::size_t candidates = 0;
    for (const std::size_t i : blameOrder(*start.startup(), BlameBy::Time)) {
        const PackageInit& init = start.startup()->inits[i];
        if (candidates == kCandidates)
            break;
        if (ofRuntime(init.importPath) || !matters(start, init.typical()))
            continue;
        ++candidates;
        sum = saturatingAdd(sum, init.typical());
        row.evidence.push_back(fmt::format("{}: its init takes {}{}{}", init.importPath,
                                           formatBounds(init.typical()), allocationsOf(init),
                                           retainedWith(start, i)));
    }
    if (candidates == 0) {
        row.applicability = Applicability::NotApplicable;
        row.evidence.emplace_back("no init takes 1 % of the start");
        return;
    }
    predictAtMost(
        row, start, sum,
        fmt::format("{} only at the first use", candidates == 1 ? "this init runs" : "these inits run"));
}

void assessRegistration(OptimizationRow& row, const StartFacts& start) {
    const BinaryFacts& binary = start.program.binary;
    row.evidence.push_back(fmt::format("the program carries {} types that reflection can reach and {} itabs; "
                                       "they cost the start nothing by themselves",
                                       formatCount(binary.types.reachable.count),
                                       formatCount(binary.types.itabs.count)));
    if (start.startup() == nullptr || start.startup()->inits.empty())
        return;
    TimeBounds sum;
    std::size_t candidates = 0;
    for (const std::size_t i : blameOrder(*start.startup(), BlameBy::Allocs)) {
        const PackageInit& init = start.startup()->inits[i];
        if (candidates == kCandidates || init.allocs < kManyAllocs)
            break;
        ++candidates;
        sum = saturatingAdd(sum, init.typical());
        row.evidence.push_back(fmt::format("{}: {} allocations of {}, {:.0f} B each, in {}", init.importPath,
                                           formatCount(init.allocs), formatBytes(init.bytes),
                                           static_cast<double>(init.bytes) / static_cast<double>(init.allocs),
                                           formatBounds(init.typical())));
    }
    if (candidates == 0) {
        row.applicability = Applicability::NotApplicable;
        row.evidence.push_back(fmt::format("no init allocates {} times", formatCount(kManyAllocs)));
        return;
    }
    predictAtMost(row, start, sum, "these inits do without the work that fills their tables");
}

void assessPlugin(OptimizationRow& row, const StartFacts& start) {
    if (!start.program.inits || start.startup() == nullptr || !start.startup()->graph)
        return notMeasured(row, "which packages hang on which is not known: it needs the source");
    const PackageGraph& packages = start.startup()->graph->packages;
    const auto& retained = start.program.inits->retained.ofPackage;
    std::vector<PackageIndex> chosen;
    for (const PackageIndex package : initgraph::byRetained(*start.program.inits, BlameBy::Time)) {
        const initgraph::DominatorTree& tree = start.program.inits->dominators;
        const bool inside =
            std::ranges::any_of(chosen, [&](PackageIndex upper) { return tree.dominates(upper, package); });
        if (chosen.size() == kCandidates || !matters(start, retained[package].time))
            break;
        if (package == packages.root() || packages[package].standard || inside)
            continue;
        chosen.push_back(package);
        row.evidence.push_back(
            fmt::format("{}: {} packages hang on it, their {} inits take {}", packages[package].importPath,
                        formatCount(retained[package].packages), formatCount(retained[package].inits),
                        formatBounds(retained[package].time)));
    }
    if (chosen.empty()) {
        row.applicability = Applicability::NotApplicable;
        row.evidence.emplace_back("nothing that could be taken out makes up 1 % of the start");
        return;
    }
    predictAtMost(row, start, retained[chosen.front()].time,
                  fmt::format("what only {} brings in is not initialised; loading it later is not counted",
                              packages[chosen.front()].importPath));
}

void assessLinkname(OptimizationRow& row, const StartFacts& start) {
    constexpr int kRestricted = 23;
    const int minor = start.program.binary.goMinor;
    row.evidence.push_back(
        minor == 0 ? std::string("the program's Go version is not known")
        : minor >= kRestricted
            ? fmt::format("Go 1.{}: the linker refuses names that were not meant for it", minor)
            : fmt::format("Go 1.{}: the linker still takes every name; Go 1.23 does not", minor));
}

} // namespace rt0::optimize
