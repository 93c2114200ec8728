#pragma once

#include "analysis/blame.h"
#include "analysis/graphscene/graphscene.h"
#include "analysis/initgraph/dominators.h"
#include "analysis/initgraph/modulegraph.h"
#include "analysis/initgraph/retained.h"

#include <memory>
#include <set>
#include <string>
#include <vector>

/// Makes scenes of an import graph.
namespace rt0 {

enum class SceneKind {
    Dominators, ///< who is linked only because of whom, pruned by cost
    Costliest,  ///< the packages that cost most, paths between them contracted
    Modules,    ///< the modules that cost most, cycles condensed
    Inside,     ///< the packages of one module
    Focus,      ///< a package with what it imports and what imports it
    Why,        ///< the shortest chains of imports from the root to a package
    Everything,
};

struct SceneOptions {
    SceneKind kind = SceneKind::Dominators;
    BlameBy by = BlameBy::Time;
    /// How much is readable at once: leaves of the tree, else nodes; of Focus on each side.
    std::size_t room = 24;
    /// Shows what costs at least this share of the whole instead of what there is room for; 0: no bound.
    double atLeast = 0;
    PackageIndex package = kNoPackage; ///< of Focus and Why; of Inside one of the module's; else the root
    unsigned hops = 1;                 ///< of Focus
    bool standardLibrary = true;       ///< false: of Everything, without the standard library
    std::set<PackageIndex> opened;     ///< of Dominators: show below it more than there is room for
    std::set<PackageIndex> closed;     ///< of Dominators: show nothing below it
};

/// A graph joined with a start-up, and what all scenes of it need. Refers to nothing: it may go to another
/// thread. Immutable.
class SceneSource {
public:
    SceneSource(std::shared_ptr<const ProgramGraph> program, const Startup& startup);

    const ProgramGraph& program() const { return *m_program; }
    const PackageGraph& graph() const { return m_program->packages; }
    const initgraph::Digraph& imports() const { return m_imports; }
    const initgraph::DominatorTree& dominators() const { return m_dominators; }
    const initgraph::InitCost& own(PackageIndex package) const { return m_own[package]; }
    /// What would go away with it, itself included; its own cost where the graph does not tell
    /// (initgraph::tellsRetained).
    const initgraph::InitCost& retained(PackageIndex package) const { return m_retained.ofPackage[package]; }
    const initgraph::RetainedCosts& retainedCosts() const { return m_retained; }
    const initgraph::InitCost& total() const { return m_total; }
    const initgraph::ModuleGraph& modules() const { return m_modules; }
    /// Of the total, in [0, 1].
    double share(const initgraph::InitCost& cost, BlameBy by) const;
    /// Which init it is, 1 = ran first; 0: it has none.
    std::uint32_t orderOf(PackageIndex package) const;

private:
    std::shared_ptr<const ProgramGraph> m_program;
    initgraph::Digraph m_imports;
    initgraph::DominatorTree m_dominators;
    std::vector<initgraph::InitCost> m_own;
    initgraph::RetainedCosts m_retained;
    initgraph::ModuleGraph m_modules;
    initgraph::InitCost m_total;
};

/// What makeScene shows for a kind: Costliest for Dominators where the graph does not tell what would go away
/// (initgraph::tellsRetained).
SceneKind shownKind(const PackageGraph& graph, SceneKind kind);
/// Whether `room` bounds what is shown; else everything is that was asked for.
bool boundedByRoom(const SceneOptions& options);

GraphScene makeScene(const SceneSource& source, const SceneOptions& options);

/// "12.3–12.4 ms · 24 %", "3,120 allocs · 7 %".
std::string costText(const SceneSource& source, const initgraph::InitCost& cost, BlameBy by);

} // namespace rt0
