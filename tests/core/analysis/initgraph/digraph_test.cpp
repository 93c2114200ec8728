#include "analysis/initgraph/digraph.h"

#include "analysis/initgraph/dominators.h"
#include "core/analysis/initgraph/randomgraphs.h"

#include <algorithm>
#include <gmock/gmock.h>

namespace rt0::initgraph {
namespace {

using testing::ElementsAre;

struct Shape {
    Node nodes;
    std::size_t edges;
    bool loops;
};

/// Many small graphs of all densities, so that every case of the algorithms comes up.
template <typename Check>
void onManyGraphs(Check check) {
    std::mt19937 random(1);
    for (const Shape shape : {Shape{2, 2, true}, Shape{6, 9, true}, Shape{12, 20, true}, Shape{40, 60, true},
                              Shape{6, 9, false}, Shape{30, 60, false}, Shape{60, 400, false}})
        for (int i = 0; i < 60; ++i)
            check(test::randomDigraph(random, shape.nodes, shape.edges, shape.loops));
}

TEST(Digraph, ReversedTwiceIsTheSame) {
    onManyGraphs([](const Digraph& graph) {
        const Digraph twice = reversed(reversed(graph));
        EXPECT_EQ(twice.first, graph.first);
        EXPECT_EQ(twice.targets, graph.targets);
    });
}

TEST(Components, AreNodesThatReachEachOther) {
    onManyGraphs([](const Digraph& graph) {
        const Components components = componentsOf(graph);
        for (Node a = 0; a < graph.size(); ++a) {
            const auto fromA = test::reachable(graph, a);
            for (Node b = 0; b < graph.size(); ++b) {
                const bool together = fromA[b] && test::reachable(graph, b)[a];
                ASSERT_EQ(components.of[a] == components.of[b], together) << a << ' ' << b;
                if (fromA[b]) {
                    ASSERT_GE(components.of[a], components.of[b]);
                }
            }
        }
    });
}

TEST(Layers, AreTheLongestWaysDown) {
    onManyGraphs([](const Digraph& graph) {
        const Components components = componentsOf(graph);
        if (components.count < graph.size())
            return; // compared for graphs without loops
        const auto layers = layersOf(graph);
        for (Node node = 0; node < graph.size(); ++node) {
            std::uint32_t longest = 0;
            for (const Node target : graph.from(node))
                longest = std::max(longest, layers[target] + 1);
            ASSERT_EQ(layers[node], longest);
        }
    });
}

TEST(ReducedEdges, LeadWhereNoOtherWayLeads) {
    onManyGraphs([](const Digraph& graph) {
        if (componentsOf(graph).count < graph.size())
            return;
        const auto kept = reducedEdges(graph);
        for (Node node = 0; node < graph.size(); ++node)
            for (std::uint32_t edge = graph.first[node]; edge < graph.first[node + 1]; ++edge) {
                const Node target = graph.targets[edge];
                const bool otherWay = std::ranges::any_of(graph.from(node), [&](Node other) {
                    return other != target && test::reachable(graph, other)[target];
                });
                ASSERT_EQ(kept[edge], !otherWay) << node << " → " << target;
            }
    });
}

TEST(ReducedEdges, WorkAcrossBlocksOfNodes) {
    // 0 ← 1 ← 2 … with an edge from each node to 0: only the chain is needed.
    constexpr Node kNodes = 1500;
    std::vector<ImportEdge> edges;
    for (Node node = 1; node < kNodes; ++node) {
        edges.push_back({node, node - 1});
        edges.push_back({node, 0});
    }
    const Digraph graph = digraphOf(kNodes, edges);
    const auto kept = reducedEdges(graph);
    EXPECT_EQ(std::ranges::count(kept, true), kNodes - 1);
}

TEST(ReducedEdges, OfALoopAreAllKept) {
    const Digraph graph = digraphOf(3, {{0, 1}, {1, 0}, {2, 0}, {2, 1}});
    EXPECT_EQ(std::ranges::count(reducedEdges(graph), true), 4);
}

TEST(Dominators, AreWhatMustBePassed) {
    onManyGraphs([](const Digraph& graph) {
        const Node root = graph.size() - 1;
        const DominatorTree tree = dominatorsOf(graph, root);
        const auto all = test::reachable(graph, root);
        for (Node node = 0; node < graph.size(); ++node) {
            ASSERT_EQ(tree.reached(node), all[node]);
            if (!all[node])
                continue;
            const auto without = test::reachable(graph, root, node);
            for (Node other = 0; other < graph.size(); ++other) {
                if (all[other]) {
                    ASSERT_EQ(tree.dominates(node, other), !without[other]) << node << ' ' << other;
                }
            }
        }
    });
}

TEST(Dominators, OfALongChainNeedNoStack) {
    constexpr Node kNodes = 300'000;
    std::vector<ImportEdge> edges;
    for (Node node = 1; node < kNodes; ++node)
        edges.push_back({node, node - 1});
    const Digraph graph = digraphOf(kNodes, edges);
    const DominatorTree tree = dominatorsOf(graph, kNodes - 1);
    EXPECT_EQ(tree.parent[0], 1U);
    EXPECT_EQ(tree.subtree[kNodes - 1], kNodes);
    EXPECT_EQ(componentsOf(graph).count, kNodes);
    EXPECT_EQ(layersOf(graph).back(), kNodes - 1);
}

TEST(Dominators, OfNothingAreNone) {
    EXPECT_TRUE(dominatorsOf({}, kNoNode).preorder.empty());
    const DominatorTree alone = dominatorsOf(digraphOf(1, {}), 0);
    EXPECT_THAT(alone.preorder, ElementsAre(0));
    EXPECT_EQ(alone.below(0).size(), 1U);
}

} // namespace
} // namespace rt0::initgraph
