#pragma once

#include "analysis/initgraph/chains.h"
#include "timeline/programgraph.h"

#include <cstdint>
#include <vector>

namespace rt0::initgraph {

/// How the order of package inits comes about. In both the packages that runtime needs run first.
enum class OrderRule {
    /// Since Go 1.21 the linker lists the tasks (cmd/link/internal/ld/inittask.go): again and again the first
    /// by name of those whose imports are done. Packages without an init function take part when they import
    /// one that does. The runtime's own take part again in the list of the program, which then skips them.
    ByName,
    /// Until Go 1.20 the program walks the imports (runtime/proc.go, doInit): first the inits of what a
    /// package imports, in the order in which its files name them, then its own. Only the sources tell that
    /// order: where the start-up shows which of two imports ran first, that is taken for it, else their
    /// paths.
    /// So this rule explains an order and says whether it is possible, but predicts little.
    ByImports,
};

/// The order that a rule makes of a graph.
class InitOrder {
public:
    InitOrder(const ProgramGraph& graph, OrderRule rule);

    OrderRule rule() const { return m_rule; }
    /// Packages that have an init, as far as the start-up shows it, in the order in which they run.
    std::vector<PackageIndex> inits() const;
    /// By package its place among all that take part; kNoPackage for the others.
    const std::vector<PackageIndex>& places() const { return m_place; }
    bool takesPart(PackageIndex package) const { return m_place[package] != kNoPackage; }

private:
    friend class OrderExplainer;

    /// One schedule of the linker.
    struct Schedule {
        std::vector<PackageIndex> turn;    ///< by package: when it was taken, kNoPackage: not at all
        std::vector<PackageIndex> readyAt; ///< by package: how many had been taken when its imports were
    };

    void findTasks();
    Schedule scheduleByName(PackageIndex root);
    void walkImports(PackageIndex root);
    std::vector<PackageIndex> inWalkingOrder(PackageIndex package) const;
    void finish(PackageIndex package);

    const ProgramGraph& m_graph;
    OrderRule m_rule;
    PackageIndex m_runtime = kNoPackage;
    std::vector<bool> m_hasTask;
    std::vector<std::uint32_t> m_ranAt; ///< by package: when the last init ran of it and its imports; 0: none
    std::vector<PackageIndex> m_rank;   ///< by package: its place in the order of the linker's symbol names
    std::vector<PackageIndex> m_place;
    Schedule m_ofRuntime; ///< ByName, as the next
    Schedule m_ofProgram;
    std::vector<PackageIndex> m_walkedFrom; ///< ByImports: the package whose import led to it
    std::vector<PackageIndex> m_sequence;   ///< by place
    PackageIndex m_runtimeCount = 0;        ///< how many of them run because of runtime
};

/// A rule's order beside what the start-up shows.
struct OrderCheck {
    OrderRule rule = OrderRule::ByName;  ///< the one that fits better
    std::vector<PackageIndex> predicted; ///< packages with inits
    std::size_t inPlace = 0; ///< how many of them ran at that place, counted among the joined inits
    bool exact() const { return inPlace == predicted.size(); }
};
OrderCheck checkOrder(const ProgramGraph& graph);

/// Why one init runs before another.
struct OrderReason {
    enum class Kind {
        None,     ///< one of them takes no part
        Needed,   ///< `chain` leads from the later to the earlier package
        Runtime,  ///< the earlier is one of those that runtime needs
        Name,     ///< both could run, and the earlier comes first by name
        Waited,   ///< the later had to wait for the last of `chain`, which comes behind the earlier by name
        Sources,  ///< ByImports: so it was; why, only the order of imports in the sources tells
        Imported, ///< the last package of both chains imports the earlier's branch before the later's
    };
    Kind kind = Kind::None;
    PackageIndex earlier = kNoPackage;
    PackageIndex later = kNoPackage;
    ImportChain chain;      ///< see `kind`; of Imported from the package where the branches part to `earlier`
    ImportChain laterChain; ///< of Imported: from the same package to `later`
};

/// `a` and `b` in either order.
OrderReason whyBefore(const ProgramGraph& graph, OrderRule rule, PackageIndex a, PackageIndex b);

} // namespace rt0::initgraph
