#include "analysis/initgraph/initcost.h"

#include "base/saturating.h"

namespace rt0::initgraph {

InitCost& InitCost::operator+=(const InitCost& other) {
    packages += other.packages;
    inits += other.inits;
    time = saturatingAdd(time, other.time);
    bytes = saturatingAdd(bytes, other.bytes);
    allocs = saturatingAdd(allocs, other.allocs);
    return *this;
}

std::vector<InitCost> selfCosts(const ProgramGraph& graph, const Startup& startup) {
    std::vector<InitCost> costs(graph.packages.size());
    for (PackageIndex package = 0; package < costs.size(); ++package) {
        costs[package].packages = 1;
        const std::uint32_t index = graph.initOfPackage[package];
        if (index == kNoInit)
            continue;
        const PackageInit& init = startup.inits[index];
        costs[package].inits = 1;
        costs[package].time = init.typical();
        costs[package].bytes = init.bytes;
        costs[package].allocs = init.allocs;
    }
    return costs;
}

InitCost sumOf(const std::vector<InitCost>& costs, std::span<const PackageIndex> packages) {
    InitCost sum;
    for (const PackageIndex package : packages)
        sum += costs[package];
    return sum;
}

} // namespace rt0::initgraph
