#pragma once

#include "analysis/initgraph/initgraph.h"
#include "base/result.h"
#include "report/whyreport.h"
#include "timeline/programgraph.h"

#include <optional>
#include <string>
#include <vector>

/// Internal to core/report: what both forms of the answer are made of.
namespace rt0 {

struct WhyFacts {
    const Startup* startup = nullptr;
    const ProgramGraph* graph = nullptr;
    PackageIndex package = kNoPackage;
    initgraph::WhyLinked linked;
    bool measured = false;     ///< false: there is no start-up with inits, no cost is known
    bool tellsRetained = true; ///< false: `retained`, `freed` and what every chain passes are not known
    initgraph::InitCost self;
    initgraph::InitCost retained;
    initgraph::InitCost total;
    std::vector<initgraph::InitCost> costs;      ///< of each package's own init
    std::vector<PackageIndex> freed;             ///< what goes with it, costliest first
    std::optional<ImportEdge> onlyImport;        ///< removing this one import frees it
    std::optional<initgraph::ModuleNode> module; ///< that it belongs to
    initgraph::OrderCheck order;
    std::optional<initgraph::OrderReason> previous; ///< why it runs behind the init that ran before it
    std::optional<initgraph::OrderReason> before;   ///< what was asked for
};

Result<WhyFacts> whyFacts(const Document& document, const WhyOptions& options);

/// "a → b → c".
std::string chainText(const PackageGraph& graph, const initgraph::ImportChain& chain);

/// A sentence.
std::string reasonText(const PackageGraph& graph, const initgraph::OrderReason& reason);

} // namespace rt0
