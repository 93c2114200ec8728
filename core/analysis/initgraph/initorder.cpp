#include "analysis/initgraph/initorder.h"

#include "base/importpath.h"

#include <algorithm>
#include <numeric>
#include <queue>
#include <string>
#include <utility>

namespace rt0::initgraph {
namespace {

/// By package its place in the order of what the linker sorts: symbol names.
std::vector<PackageIndex> ranksOf(const PackageGraph& graph) {
    std::vector<std::string> symbols;
    symbols.reserve(graph.size());
    for (const GoPackage& package : graph.packages())
        symbols.push_back(escapedImportPath(linkedName(package)) + "..inittask");
    std::vector<PackageIndex> order(graph.size());
    std::iota(order.begin(), order.end(), PackageIndex{0});
    std::ranges::stable_sort(order, {}, [&](PackageIndex i) -> const std::string& { return symbols[i]; });
    std::vector<PackageIndex> ranks(graph.size());
    for (PackageIndex i = 0; i < order.size(); ++i)
        ranks[order[i]] = i;
    return ranks;
}

/// All packages, each behind what it imports, as far as there are no loops.
std::vector<PackageIndex> importsFirst(const PackageGraph& graph) {
    std::vector<std::uint32_t> left(graph.size());
    std::vector<PackageIndex> order;
    order.reserve(graph.size());
    for (PackageIndex package = 0; package < graph.size(); ++package) {
        left[package] = static_cast<std::uint32_t>(graph.imports(package).size());
        if (left[package] == 0)
            order.push_back(package);
    }
    for (std::size_t next = 0; next < order.size(); ++next)
        for (const PackageIndex importer : graph.importers(order[next]))
            if (--left[importer] == 0)
                order.push_back(importer);
    return order;
}

} // namespace

InitOrder::InitOrder(const ProgramGraph& graph, OrderRule rule)
    : m_graph(graph),
      m_rule(rule),
      m_runtime(graph.packages.find("runtime").value_or(kNoPackage)),
      m_hasTask(graph.packages.size()),
      m_ranAt(graph.packages.size(), 0),
      m_rank(ranksOf(graph.packages)),
      m_place(graph.packages.size(), kNoPackage),
      m_walkedFrom(graph.packages.size(), kNoPackage) {
    if (graph.packages.empty())
        return;
    findTasks();
    for (const PackageIndex root : {m_runtime, graph.packages.root()}) {
        if (root == kNoPackage)
            continue;
        if (rule == OrderRule::ByImports)
            walkImports(root);
        else
            (root == m_runtime ? m_ofRuntime : m_ofProgram) = scheduleByName(root);
        if (root == m_runtime)
            m_runtimeCount = static_cast<PackageIndex>(m_sequence.size());
    }
}

/// A package has a task when it has init functions or imports one that has a task
/// (cmd/compile/internal/pkginit); main and runtime always have.
void InitOrder::findTasks() {
    const PackageGraph& packages = m_graph.packages;
    for (const PackageIndex package : importsFirst(packages)) {
        const auto hasTask = [this](PackageIndex imported) { return m_hasTask[imported]; };
        m_hasTask[package] = m_graph.initOfPackage[package] != kNoInit || package == packages.root() ||
                             package == m_runtime || std::ranges::any_of(packages.imports(package), hasTask);
        const std::uint32_t init = m_graph.initOfPackage[package];
        for (const PackageIndex imported : packages.imports(package))
            m_ranAt[package] = std::max(m_ranAt[package], m_ranAt[imported]);
        m_ranAt[package] = init == kNoInit ? m_ranAt[package] : init + 1;
    }
}

void InitOrder::finish(PackageIndex package) {
    if (m_place[package] != kNoPackage)
        return;
    m_place[package] = static_cast<PackageIndex>(m_sequence.size());
    m_sequence.push_back(package);
}

InitOrder::Schedule InitOrder::scheduleByName(PackageIndex root) {
    const PackageGraph& packages = m_graph.packages;
    Schedule schedule{std::vector<PackageIndex>(packages.size(), kNoPackage),
                      std::vector<PackageIndex>(packages.size(), 0)};
    const auto behind = [this](PackageIndex a, PackageIndex b) { return m_rank[a] > m_rank[b]; };
    std::priority_queue<PackageIndex, std::vector<PackageIndex>, decltype(behind)> ready(behind);
    std::vector<std::uint32_t> left(packages.size(), 0);
    std::vector<bool> seen(packages.size());
    std::vector<PackageIndex> reached{root};
    seen[root] = true;
    for (std::size_t next = 0; next < reached.size(); ++next) {
        const PackageIndex package = reached[next];
        for (const PackageIndex imported : packages.imports(package)) {
            left[package] += m_hasTask[imported] ? 1 : 0;
            if (m_hasTask[imported] && !seen[imported]) {
                seen[imported] = true;
                reached.push_back(imported);
            }
        }
        if (left[package] == 0)
            ready.push(package);
    }
    for (PackageIndex taken = 0; !ready.empty(); ++taken) {
        const PackageIndex package = ready.top();
        ready.pop();
        finish(package);
        schedule.turn[package] = taken;
        for (const PackageIndex importer : packages.importers(package))
            if (seen[importer] && --left[importer] == 0) {
                schedule.readyAt[importer] = taken + 1;
                ready.push(importer);
            }
    }
    return schedule;
}

std::vector<PackageIndex> InitOrder::inWalkingOrder(PackageIndex package) const {
    const auto imports = m_graph.packages.imports(package);
    std::vector<PackageIndex> order(imports.begin(), imports.end());
    std::ranges::stable_sort(order, {}, [this](PackageIndex imported) { return m_ranAt[imported]; });
    return order;
}

/// As runtime.doInit, without recursion.
void InitOrder::walkImports(PackageIndex root) {
    struct Step {
        PackageIndex package;
        std::vector<PackageIndex> imports;
        std::size_t next = 0;
    };
    std::vector<bool> entered(m_graph.packages.size());
    std::vector<Step> path;
    const auto enter = [&](PackageIndex package) {
        if (entered[package] || m_place[package] != kNoPackage)
            return;
        entered[package] = true;
        if (!path.empty())
            m_walkedFrom[package] = path.back().package;
        path.push_back({package, inWalkingOrder(package)});
    };
    enter(root);
    while (!path.empty()) {
        Step& step = path.back();
        if (step.next < step.imports.size()) {
            const PackageIndex imported = step.imports[step.next++];
            if (m_hasTask[imported])
                enter(imported);
            continue;
        }
        finish(step.package);
        path.pop_back();
    }
}

std::vector<PackageIndex> InitOrder::inits() const {
    std::vector<PackageIndex> inits;
    for (const PackageIndex package : m_sequence)
        if (m_graph.initOfPackage[package] != kNoInit)
            inits.push_back(package);
    return inits;
}

OrderCheck checkOrder(const ProgramGraph& graph) {
    std::vector<PackageIndex> shown;
    for (const PackageIndex package : graph.packageOfInit)
        if (package != kNoPackage)
            shown.push_back(package);
    OrderCheck best;
    for (const OrderRule rule : {OrderRule::ByName, OrderRule::ByImports}) {
        OrderCheck check{rule, InitOrder(graph, rule).inits(), 0};
        for (std::size_t i = 0; i < std::min(shown.size(), check.predicted.size()); ++i)
            check.inPlace += shown[i] == check.predicted[i] ? 1 : 0;
        if (rule == OrderRule::ByName || check.inPlace > best.inPlace)
            best = std::move(check);
    }
    return best;
}

/// Finds out why; shares the simulation's notes.
class OrderExplainer {
public:
    explicit OrderExplainer(const InitOrder& order) : m_order(order), m_graph(order.m_graph.packages) {}

    OrderReason explain(PackageIndex a, PackageIndex b) const {
        OrderReason reason;
        if (a == b || !m_order.takesPart(a) || !m_order.takesPart(b))
            return reason;
        reason.earlier = m_order.m_place[a] < m_order.m_place[b] ? a : b;
        reason.later = reason.earlier == a ? b : a;
        reason.chain = shortestChain(m_graph, reason.later, reason.earlier);
        if (!reason.chain.empty())
            reason.kind = OrderReason::Kind::Needed;
        else if (m_order.m_place[reason.earlier] < m_order.m_runtimeCount &&
                 m_order.m_place[reason.later] >= m_order.m_runtimeCount)
            reason.kind = OrderReason::Kind::Runtime;
        else if (m_order.m_rule == OrderRule::ByName)
            byName(reason);
        else
            byImports(reason);
        return reason;
    }

private:
    /// Follows what ran last of each package's imports, to one that was only held back by its name.
    void byName(OrderReason& reason) const {
        const bool ofRuntime = m_order.m_place[reason.later] < m_order.m_runtimeCount;
        const InitOrder::Schedule& schedule = ofRuntime ? m_order.m_ofRuntime : m_order.m_ofProgram;
        const PackageIndex turn = schedule.turn[reason.earlier];
        PackageIndex waiting = reason.later;
        reason.chain.push_back(waiting);
        while (schedule.readyAt[waiting] > turn) {
            PackageIndex last = kNoPackage;
            for (const PackageIndex imported : m_graph.imports(waiting))
                if (m_order.takesPart(imported) &&
                    (last == kNoPackage || schedule.turn[imported] > schedule.turn[last]))
                    last = imported;
            if (last == kNoPackage || reason.chain.size() > m_graph.size())
                break;
            waiting = last;
            reason.chain.push_back(waiting);
        }
        reason.kind = reason.chain.size() == 1 ? OrderReason::Kind::Name : OrderReason::Kind::Waited;
    }

    /// The way that the walk took.
    ImportChain walkTo(PackageIndex package) const {
        ImportChain way;
        for (PackageIndex at = package; at != kNoPackage; at = m_order.m_walkedFrom[at])
            way.push_back(at);
        std::ranges::reverse(way);
        return way;
    }

    bool agreesWithStartup(const OrderReason& reason) const {
        const std::vector<std::uint32_t>& inits = m_order.m_graph.initOfPackage;
        return inits[reason.earlier] == kNoInit || inits[reason.later] == kNoInit ||
               inits[reason.earlier] < inits[reason.later];
    }

    void byImports(OrderReason& reason) const {
        const ImportChain earlier = walkTo(reason.earlier);
        const ImportChain later = walkTo(reason.later);
        const auto parted = std::ranges::mismatch(earlier, later);
        if (parted.in1 == earlier.begin()) {
            reason.kind = OrderReason::Kind::Runtime; // of different walks
            return;
        }
        if (!agreesWithStartup(reason)) {
            std::swap(reason.earlier, reason.later);
            reason.kind = OrderReason::Kind::Sources;
            return;
        }
        reason.kind = OrderReason::Kind::Imported;
        reason.chain.assign(parted.in1 - 1, earlier.end());
        reason.laterChain.assign(parted.in2 - 1, later.end());
    }

    const InitOrder& m_order;
    const PackageGraph& m_graph;
};

OrderReason whyBefore(const ProgramGraph& graph, OrderRule rule, PackageIndex a, PackageIndex b) {
    const InitOrder order(graph, rule);
    return OrderExplainer(order).explain(a, b);
}

} // namespace rt0::initgraph
