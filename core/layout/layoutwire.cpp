#include "layout/layoutwire.h"

#include "base/bytereader.h"
#include "base/littleendian.h"

#include <bit>
#include <cmath>

namespace rt0::layout {
namespace {

constexpr std::string_view kDrawing = "rt0drawing";
constexpr std::string_view kLayout = "rt0layout";

class Writer {
public:
    explicit Writer(std::string_view magic) : m_bytes(magic) {}

    void number(std::uint64_t value) {
        for (; value >= 0x80; value >>= 7U)
            m_bytes.push_back(static_cast<char>(value | 0x80U));
        m_bytes.push_back(static_cast<char>(value));
    }
    void real(double value) {
        auto bits = std::bit_cast<std::uint64_t>(value);
        for (int i = 0; i < 8; ++i, bits >>= 8U)
            m_bytes.push_back(static_cast<char>(bits & 0xffU));
    }
    void point(const Point& value) {
        real(value.x);
        real(value.y);
    }
    void indices(const std::vector<std::uint32_t>& list) {
        number(list.size());
        for (const std::uint32_t index : list)
            number(index);
    }
    std::string take() { return std::move(m_bytes); }

private:
    std::string m_bytes;
};

class Reader {
public:
    Reader(std::string_view bytes, std::string_view magic) : m_bytes(bytes) {
        m_good = m_bytes.bytes(magic.size()) == magic;
    }

    /// A count of records that take at least `smallest` bytes each.
    std::size_t count(std::size_t smallest) {
        const std::uint64_t value = m_bytes.varint();
        return m_bytes.fits(value, smallest) ? static_cast<std::size_t>(value) : 0;
    }
    std::uint32_t number(std::uint64_t below) {
        const std::uint64_t value = m_bytes.varint();
        m_good = m_good && value < below;
        return m_good ? static_cast<std::uint32_t>(value) : 0;
    }
    double real() {
        const std::string_view bytes = m_bytes.bytes(8);
        const double value =
            bytes.size() == 8 ? std::bit_cast<double>(loadLittleEndian<std::uint64_t>(bytes.data())) : 0;
        m_good = m_good && std::isfinite(value);
        return value;
    }
    Point point() {
        const double x = real();
        return {x, real()};
    }
    std::vector<std::uint32_t> indices(std::uint64_t below) {
        std::vector<std::uint32_t> list(count(1));
        for (std::uint32_t& index : list)
            index = number(below);
        return list;
    }
    bool good() const { return m_good && !m_bytes.failed(); }
    bool complete() const { return good() && m_bytes.atEnd(); }

private:
    ByteReader m_bytes;
    bool m_good = true;
};

constexpr std::uint64_t kAny = std::uint64_t(1) << 32U;

void packOptions(Writer& writer, const DrawingOptions& options) {
    writer.number(static_cast<std::uint64_t>(options.direction));
    writer.number(static_cast<std::uint64_t>(options.splines));
    writer.number(options.keepOrder ? 1 : 0);
    writer.real(options.nodeGap);
    writer.real(options.rankGap);
    writer.real(options.placingEffort);
    writer.real(options.crossingEffort);
}

DrawingOptions unpackOptions(Reader& reader) {
    DrawingOptions options;
    options.direction = static_cast<Direction>(reader.number(2));
    options.splines = static_cast<Splines>(reader.number(2));
    options.keepOrder = reader.number(2) == 1;
    options.nodeGap = reader.real();
    options.rankGap = reader.real();
    options.placingEffort = reader.real();
    options.crossingEffort = reader.real();
    return options;
}

} // namespace

std::string packedDrawing(const GraphDrawing& drawing) {
    Writer writer(kDrawing);
    packOptions(writer, drawing.options);
    writer.number(drawing.nodes.size());
    for (const DrawingNode& node : drawing.nodes)
        writer.point({node.width, node.height});
    writer.number(drawing.edges.size());
    for (const DrawingEdge& edge : drawing.edges) {
        writer.number(edge.from);
        writer.number(edge.to);
        writer.number(edge.weight);
        writer.number(edge.minRanks);
    }
    writer.number(drawing.clusters.size());
    for (const DrawingCluster& cluster : drawing.clusters)
        writer.indices(cluster.nodes);
    writer.number(drawing.sameRank.size());
    for (const auto& line : drawing.sameRank)
        writer.indices(line);
    return writer.take();
}

Result<GraphDrawing> unpackDrawing(std::string_view bytes) {
    Reader reader(bytes, kDrawing);
    GraphDrawing drawing;
    drawing.options = unpackOptions(reader);
    drawing.nodes.resize(reader.count(16));
    for (DrawingNode& node : drawing.nodes) {
        node.width = reader.real();
        node.height = reader.real();
    }
    const std::size_t nodes = drawing.nodes.size();
    drawing.edges.resize(reader.count(4));
    for (DrawingEdge& edge : drawing.edges) {
        edge.from = reader.number(nodes);
        edge.to = reader.number(nodes);
        edge.weight = reader.number(kAny);
        edge.minRanks = reader.number(kAny);
    }
    drawing.clusters.resize(reader.count(1));
    for (DrawingCluster& cluster : drawing.clusters)
        cluster.nodes = reader.indices(nodes);
    drawing.sameRank.resize(reader.count(1));
    for (auto& line : drawing.sameRank)
        line = reader.indices(nodes);
    if (!reader.complete())
        return tl::unexpected(Error{"is damaged", "drawing for the layout", {}});
    return drawing;
}

std::string packedLayout(const LaidOutGraph& layout) {
    Writer writer(kLayout);
    writer.point({layout.width, layout.height});
    writer.number(layout.nodes.size());
    for (const Point& point : layout.nodes)
        writer.point(point);
    writer.number(layout.edges.size());
    for (const auto& edge : layout.edges) {
        writer.number(edge.size());
        for (const Point& point : edge)
            writer.point(point);
    }
    writer.number(layout.clusters.size());
    for (const Rect& rect : layout.clusters) {
        writer.point(rect.topLeft);
        writer.point(rect.bottomRight);
    }
    return writer.take();
}

Result<LaidOutGraph> unpackLayout(std::string_view bytes, const GraphDrawing& drawing) {
    Reader reader(bytes, kLayout);
    LaidOutGraph layout;
    layout.width = reader.real();
    layout.height = reader.real();
    layout.nodes.resize(reader.count(16));
    for (Point& point : layout.nodes)
        point = reader.point();
    layout.edges.resize(reader.count(1));
    bool curves = true;
    for (auto& edge : layout.edges) {
        edge.resize(reader.count(16));
        for (Point& point : edge)
            point = reader.point();
        curves = curves && (edge.empty() || edge.size() % 3 == 1);
    }
    layout.clusters.resize(reader.count(32));
    for (Rect& rect : layout.clusters) {
        rect.topLeft = reader.point();
        rect.bottomRight = reader.point();
    }
    const bool fits = layout.nodes.size() == drawing.nodes.size() &&
                      layout.edges.size() == drawing.edges.size() &&
                      layout.clusters.size() == drawing.clusters.size();
    if (!reader.complete() || !fits || !curves)
        return tl::unexpected(Error{"is damaged", "layout of the graph", "try again"});
    return layout;
}

} // namespace rt0::layout
