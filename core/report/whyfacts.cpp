#include "report/whyfacts.h"

#include "analysis/initgraph/chains.h"
#include "analysis/initgraph/findpackage.h"

#include <algorithm>
#include <fmt/format.h>

namespace rt0 {
namespace {

using initgraph::OrderReason;

/// Costliest first: by time, then allocations, then path.
void sortByCost(std::vector<PackageIndex>& packages, const std::vector<initgraph::InitCost>& costs) {
    const auto key = [&](PackageIndex package) {
        return std::pair(costs[package].time.middle(), costs[package].allocs);
    };
    std::ranges::stable_sort(packages, std::greater{}, key);
}

/// The linker's rule explains nothing where imports are missing; that one package needs another does.
OrderReason neededOrNothing(const ProgramGraph& graph, PackageIndex a, PackageIndex b) {
    for (const auto& [earlier, later] : {std::pair(a, b), std::pair(b, a)})
        if (auto chain = initgraph::shortestChain(graph.packages, later, earlier); !chain.empty())
            return {OrderReason::Kind::Needed, earlier, later, std::move(chain), {}};
    return {OrderReason::Kind::None, a, b, {}, {}};
}

void explainOrder(WhyFacts& facts, PackageIndex before) {
    const ProgramGraph& graph = *facts.graph;
    if (graph.packages.inferred()) {
        const std::uint32_t own = graph.initOfPackage[facts.package];
        if (own != kNoInit && own > 0 && graph.packageOfInit[own - 1] != kNoPackage)
            facts.previous = neededOrNothing(graph, graph.packageOfInit[own - 1], facts.package);
        if (before != kNoPackage)
            facts.before = neededOrNothing(graph, facts.package, before);
        return;
    }
    facts.order = initgraph::checkOrder(graph);
    const std::uint32_t init = graph.initOfPackage[facts.package];
    if (init != kNoInit && init > 0 && graph.packageOfInit[init - 1] != kNoPackage)
        facts.previous = whyBefore(graph, facts.order.rule, graph.packageOfInit[init - 1], facts.package);
    if (before != kNoPackage)
        facts.before = whyBefore(graph, facts.order.rule, facts.package, before);
}

} // namespace

Result<WhyFacts> whyFacts(const Document& document, const WhyOptions& options) {
    WhyFacts facts;
    if (options.startup < document.startups.size())
        facts.startup = &document.startups[options.startup];
    if (facts.startup == nullptr || !facts.startup->graph)
        return tl::unexpected(Error{"there is no import graph of this program", document.source.path,
                                    "add --graph DIRECTORY of its main package, or a file that go list -deps "
                                    "-json wrote there"});
    facts.graph = facts.startup->graph.get();
    const PackageGraph& packages = facts.graph->packages;
    const auto found = initgraph::findPackage(packages, options.package);
    if (!found)
        return tl::unexpected(found.error());
    const auto before = options.before.empty() ? Result<PackageIndex>(kNoPackage)
                                               : initgraph::findPackage(packages, options.before);
    if (!before)
        return tl::unexpected(before.error());
    facts.package = *found;
    facts.costs = initgraph::selfCosts(*facts.graph, *facts.startup);
    const auto dominators = initgraph::dominatorsOf(initgraph::importsOf(packages), packages.root());
    const auto retained = retainedCosts(packages, dominators, facts.costs);
    facts.linked = initgraph::whyLinked(packages, facts.package);
    facts.measured = !facts.startup->inits.empty();
    facts.self = facts.costs[facts.package];
    facts.retained = retained.ofPackage[facts.package];
    facts.total = retained.ofPackage[packages.root()];
    facts.tellsRetained = initgraph::tellsRetained(packages);
    if (!facts.tellsRetained)
        facts.linked.always.clear();
    const auto below = dominators.below(facts.package);
    if (facts.tellsRetained)
        facts.freed.assign(below.begin(), below.end());
    sortByCost(facts.freed, facts.costs);
    if (facts.linked.chains.size() == 1 && facts.linked.always.size() > 1)
        facts.onlyImport = ImportEdge{*(facts.linked.always.end() - 2), facts.package};
    const auto modules = moduleGraphOf(packages, facts.costs);
    facts.module = modules.modules[modules.moduleOf[facts.package]];
    explainOrder(facts, *before);
    return facts;
}

std::string chainText(const PackageGraph& graph, const initgraph::ImportChain& chain) {
    std::string text;
    for (const PackageIndex package : chain)
        text += (text.empty() ? "" : " → ") + graph[package].importPath;
    return text;
}

std::string reasonText(const PackageGraph& graph, const OrderReason& reason) {
    if (reason.kind == OrderReason::Kind::None && graph.inferred())
        return "the binary does not show that one of the two needs the other: an import without a trace in "
               "it, "
               "or the linker's order by name";
    if (reason.kind == OrderReason::Kind::None)
        return "one of the two has no part in initialising";
    const std::string& earlier = graph[reason.earlier].importPath;
    const std::string& later = graph[reason.later].importPath;
    switch (reason.kind) {
    case OrderReason::Kind::Needed:
        return fmt::format("{} runs first because {} needs it: {}", earlier, later,
                           chainText(graph, reason.chain));
    case OrderReason::Kind::Runtime:
        return fmt::format("{} runs first because it is one of the packages that runtime needs", earlier);
    case OrderReason::Kind::Name:
        return fmt::format("{} runs first because both could run and the linker takes the first by name; "
                           "neither needs the other",
                           earlier);
    case OrderReason::Kind::Waited:
        return fmt::format("{} runs first because {} has to wait for {}, which comes behind it by name: {}",
                           earlier, later, graph[reason.chain.back()].importPath,
                           chainText(graph, reason.chain));
    case OrderReason::Kind::Sources:
        return fmt::format("{} runs first; neither needs the other, and until Go 1.20 the order in which the "
                           "sources name their imports decides",
                           earlier);
    case OrderReason::Kind::Imported:
        return fmt::format("{} runs first because {} imports {} before {}", earlier,
                           graph[reason.chain.front()].importPath, chainText(graph, {reason.chain[1]}),
                           chainText(graph, {reason.laterChain[1]}));
    case OrderReason::Kind::None:
        break;
    }
    return {};
}

} // namespace rt0
