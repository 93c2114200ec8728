#include "analysis/initgraph/digraph.h"

#include <algorithm>

namespace rt0::initgraph {
namespace {

/// Of a graph without loops whose edges lead to smaller numbers.
std::vector<std::uint32_t> layersOfOrdered(const Digraph& graph) {
    std::vector<std::uint32_t> layers(graph.size(), 0);
    for (Node node = 0; node < graph.size(); ++node)
        for (const Node target : graph.from(node))
            layers[node] = std::max(layers[node], layers[target] + 1);
    return layers;
}

constexpr std::size_t kWords = 8; ///< of 64 targets each: a cache line for each node
constexpr Node kBlock = kWords * 64;
constexpr std::uint64_t kMaxSteps = 4'000'000'000; ///< seconds; a tenth of a percent of it is usual

struct Bits {
    std::uint64_t words[kWords] = {};

    void add(const Bits& other) {
        for (std::size_t i = 0; i < kWords; ++i)
            words[i] |= other.words[i];
    }
    bool has(Node bit) const { return (words[bit / 64] >> (bit % 64) & 1U) != 0; }
    void set(Node bit) { words[bit / 64] |= std::uint64_t{1} << (bit % 64); }
};

/// Decides the edges that lead into one block of nodes. Memory is in proportion to the nodes, however many
/// there are, and no row of a block is longer than what the caches take at once.
class BlockReduction {
public:
    explicit BlockReduction(const Digraph& graph) : m_graph(graph), m_reached(graph.size()) {}

    void decide(Node blockBegin, std::vector<bool>& kept) {
        std::fill(m_reached.begin() + blockBegin, m_reached.end(), Bits{});
        // A node with a smaller number than the block's reaches nothing in it.
        for (Node node = blockBegin; node < m_graph.size(); ++node)
            decideNode(node, blockBegin, kept);
    }

private:
    void decideNode(Node node, Node blockBegin, std::vector<bool>& kept) {
        Bits& reached = m_reached[node];
        // Targets ascend; one that reaches another has the larger number.
        for (std::uint32_t edge = m_graph.first[node + 1]; edge-- > m_graph.first[node];) {
            const Node target = m_graph.targets[edge];
            if (target < blockBegin)
                break;
            if (target - blockBegin < kBlock && reached.has(target - blockBegin))
                kept[edge] = false;
            reached.add(m_reached[target]);
        }
        if (node - blockBegin < kBlock)
            reached.set(node - blockBegin);
    }

    const Digraph& m_graph;
    std::vector<Bits> m_reached; ///< by node: which nodes of the block
};

} // namespace

std::vector<std::uint32_t> layersOf(const Digraph& graph) {
    const Components components = componentsOf(graph);
    const std::vector<std::uint32_t> ofComponent = layersOfOrdered(condensed(graph, components));
    std::vector<std::uint32_t> layers(graph.size());
    for (Node node = 0; node < graph.size(); ++node)
        layers[node] = ofComponent[components.of[node]];
    return layers;
}

std::vector<bool> reducedEdges(const Digraph& graph) {
    const Components components = componentsOf(graph);
    const Digraph ordered = condensed(graph, components);
    std::vector<bool> keptOrdered(ordered.targets.size(), true);
    std::vector<bool> kept(graph.targets.size(), true);
    if (std::uint64_t{ordered.size() / kBlock + 1} * ordered.targets.size() > kMaxSteps / kWords)
        return kept;
    BlockReduction reduction(ordered);
    for (Node begin = 0; begin < ordered.size(); begin += kBlock)
        reduction.decide(begin, keptOrdered);
    for (Node node = 0; node < graph.size(); ++node) {
        const Node from = components.of[node];
        const auto targets = ordered.from(from);
        for (std::uint32_t edge = graph.first[node]; edge < graph.first[node + 1]; ++edge) {
            const Node to = components.of[graph.targets[edge]];
            if (to == from)
                continue;
            const auto place = std::ranges::lower_bound(targets, to) - targets.begin();
            kept[edge] = keptOrdered[ordered.first[from] + static_cast<std::size_t>(place)];
        }
    }
    return kept;
}

} // namespace rt0::initgraph
