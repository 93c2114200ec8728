#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

/// What a layout is made of, and what comes out of it: sizes and places only, no names and no meaning.
/// Lengths are points (1/72 inch); where they are drawn a point may be any length. y grows downwards.
namespace rt0::layout {

struct Point {
    double x = 0;
    double y = 0;
    friend bool operator==(const Point&, const Point&) = default;
};

struct Rect {
    Point topLeft;
    Point bottomRight;
    friend bool operator==(const Rect&, const Rect&) = default;
};

struct DrawingNode {
    double width = 0;
    double height = 0;
};

struct DrawingEdge {
    std::uint32_t from = 0; ///< into GraphDrawing::nodes
    std::uint32_t to = 0;
    std::uint32_t weight = 1;   ///< how much it wants to be short and straight
    std::uint32_t minRanks = 1; ///< how many ranks it spans at least
};

/// Nodes that are drawn next to each other, in a box of their own.
struct DrawingCluster {
    std::vector<std::uint32_t> nodes;
};

enum class Direction : std::uint8_t { Down, Right };
enum class Splines : std::uint8_t { Curved, Straight };

struct DrawingOptions {
    Direction direction = Direction::Down;
    Splines splines = Splines::Curved;
    double nodeGap = 12;
    double rankGap = 36;
    /// Children lie in the order their edges are given in; for trees, where no order makes crossings.
    bool keepOrder = false;
    /// How long `dot` polishes, as factors of its own limits: for placing within ranks and for crossings
    /// (its nslimit and mclimit). 0: as long as it likes.
    double placingEffort = 0;
    double crossingEffort = 0;
};

struct GraphDrawing {
    std::vector<DrawingNode> nodes;
    std::vector<DrawingEdge> edges; ///< none from a node to itself
    std::vector<DrawingCluster> clusters;
    std::vector<std::vector<std::uint32_t>> sameRank; ///< sets of nodes that lie on one line
    DrawingOptions options;
};

struct LaidOutGraph {
    double width = 0;
    double height = 0;
    std::vector<Point> nodes; ///< centres
    /// Bézier curves: the first point, then three for each piece. Empty where none could be drawn.
    std::vector<std::vector<Point>> edges;
    std::vector<Rect> clusters;
};

} // namespace rt0::layout
