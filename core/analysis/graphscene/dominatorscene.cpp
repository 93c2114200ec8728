#include "analysis/graphscene/sceneparts.h"
#include "base/format.h"

#include <algorithm>
#include <fmt/format.h>
#include <queue>

/// The tree of what is linked only because of what, as far as it costs something.
namespace rt0::scenes {
namespace {

constexpr double kNegligible = 0.0005; ///< share that is not worth a line
constexpr std::size_t kOpened = 15;    ///< children that opening a node shows
constexpr double kMostOfIt = 0.9;      ///< part of a node's cost that makes a single child stand for it

class Pruning {
public:
    Pruning(const SceneSource& source, const SceneOptions& options)
        : m_source(source), m_options(options), m_kept(source.graph().size()) {}

    void run(Node root);
    double smallest() const { return m_smallest; }
    /// Heaviest first.
    std::vector<Node> children(Node node) const;
    /// The children that are shown below the node: links of a chain that cost nothing of their own are
    /// passed over.
    std::vector<Node> shownChildren(Node node) const;

private:
    struct Candidate {
        double share;
        Node node;
        bool operator<(const Candidate& other) const {
            return share != other.share ? share < other.share : node > other.node;
        }
    };
    std::vector<Node> keptChildren(Node node) const {
        std::vector<Node> found = children(node);
        std::erase_if(found, [this](Node child) { return !m_kept[child]; });
        return found;
    }
    bool passedOver(Node node) const;
    double share(Node node) const { return m_source.share(m_source.retained(node), m_options.by); }
    bool fits(const Candidate& candidate) const;
    void keep(Node node);
    void open(Node node);

    const SceneSource& m_source;
    const SceneOptions& m_options;
    std::vector<bool> m_kept;
    std::vector<bool> m_parents = std::vector<bool>(m_kept.size());
    std::priority_queue<Candidate> m_candidates;
    std::size_t m_leaves = 1;
    double m_smallest = 1;
};

std::vector<Node> Pruning::children(Node node) const {
    const auto all = m_source.dominators().children.from(node);
    std::vector<Node> sorted(all.begin(), all.end());
    std::ranges::stable_sort(sorted, [this](Node a, Node b) { return share(a) > share(b); });
    return sorted;
}

bool Pruning::passedOver(Node node) const {
    const std::vector<Node> below = keptChildren(node);
    const Node parent = m_source.dominators().parent[node];
    return below.size() == 1 && m_source.share(m_source.own(node), m_options.by) < kNegligible &&
           share(below.front()) >= kMostOfIt * share(node) && !m_options.opened.contains(node) &&
           !m_options.opened.contains(parent) && !m_options.closed.contains(node);
}

std::vector<Node> Pruning::shownChildren(Node node) const {
    std::vector<Node> shown = keptChildren(node);
    for (Node& child : shown)
        while (passedOver(child))
            child = keptChildren(child).front();
    return shown;
}

void Pruning::keep(Node node) {
    m_kept[node] = true;
    const Node parent = m_source.dominators().parent[node];
    if (parent != initgraph::kNoNode) {
        m_leaves += m_parents[parent] ? 1 : 0;
        m_parents[parent] = true;
    }
    if (m_options.closed.contains(node))
        return;
    for (const Node child : m_source.dominators().children.from(node))
        m_candidates.push({share(child), child});
}

bool Pruning::fits(const Candidate& candidate) const {
    if (m_options.atLeast > 0)
        return candidate.share >= m_options.atLeast;
    const bool newLeaf = m_parents[m_source.dominators().parent[candidate.node]];
    return candidate.share >= kNegligible && m_leaves + (newLeaf ? 1 : 0) <= m_options.room;
}

void Pruning::open(Node node) {
    if (!m_kept[node])
        return;
    std::size_t shown = 0;
    for (const Node child : children(node)) {
        if (shown++ == kOpened)
            return;
        m_kept[child] = true;
    }
}

void Pruning::run(Node root) {
    keep(root);
    while (!m_candidates.empty() && fits(m_candidates.top())) {
        m_smallest = std::min(m_smallest, m_candidates.top().share);
        const Node node = m_candidates.top().node;
        m_candidates.pop();
        keep(node);
    }
    // Parents before their children: below an opened node another one may be open.
    for (const Node node : m_source.dominators().preorder)
        if (m_options.opened.contains(node))
            open(node);
}

/// Adds the node and all kept ones below it; children follow their parents, heaviest first.
void addTree(const SceneSource& source, const SceneOptions& options, const Pruning& pruning, Node root,
             GraphScene& scene) {
    struct Open {
        Node node;
        std::uint32_t parent;
    };
    std::vector<Open> stack{{root, initgraph::kNoNode}};
    while (!stack.empty()) {
        const Open open = stack.back();
        stack.pop_back();
        const auto place = static_cast<std::uint32_t>(scene.nodes.size());
        SceneNode node = packageNode(source, open.node, options.by);
        const initgraph::InitCost& retained = source.retained(open.node);
        node.retained = source.share(retained, options.by);
        node.costText = retained.inits > 0 ? costText(source, retained, options.by) : std::string();
        node.folded = source.dominators().subtree[open.node] - 1;
        if (open.parent != initgraph::kNoNode)
            scene.edges.push_back({open.parent, place, SceneEdgeKind::Dominates});
        const std::vector<Node> children = pruning.shownChildren(open.node);
        for (const Node child : children)
            node.folded -= source.dominators().subtree[child];
        if (node.folded > 0)
            node.fold = SceneFold::Closed;
        else if (!children.empty() && options.opened.contains(open.node))
            node.fold = SceneFold::Open;
        scene.nodes.push_back(std::move(node));
        for (auto child = children.rbegin(); child != children.rend(); ++child)
            stack.push_back({*child, place});
    }
}

constexpr double kTellable = 0.001; ///< smaller shares are told as "< 0.1 %"

} // namespace

GraphScene dominatorScene(const SceneSource& source, const SceneOptions& options) {
    GraphScene scene;
    scene.tree = true;
    scene.retained = true;
    const Node root = source.graph().root();
    Pruning pruning(source, options);
    pruning.run(root);
    addTree(source, options, pruning, root, scene);
    const std::size_t all = source.graph().size();
    const double least = options.atLeast > 0 ? options.atLeast : pruning.smallest();
    const std::string limit = least < kTellable ? fmt::format("those that retain most {}", nameOf(options.by))
                                                : fmt::format("those that retain at least {} of all {}",
                                                              formatShare(least), nameOf(options.by));
    scene.caption = fmt::format("What is linked only because of what: {} of {} packages, {}",
                                formatCount(scene.nodes.size()), formatCount(all), limit);
    return scene;
}

} // namespace rt0::scenes
