#pragma once

#include "analysis/lanes.h"

#include <QImage>
#include <QRgb>

#include <array>
#include <span>
#include <vector>

namespace rt0::ui {

/// Where a row of spans is drawn, in pixels from the top of the drawing.
struct RowGeometry {
    RowId row = 0;
    int top = 0;
    int height = 0;
    std::uint8_t source = 0; ///< which of the drawing's sources has the row

    friend constexpr bool operator==(const RowGeometry&, const RowGeometry&) = default;
};

/// Opaque colours of spans by their class (Span::colour).
using SpanPalette = std::array<QRgb, 256>;

/// The colour of a run, not premultiplied: its class's, as opaque as the run is covered, but never so pale
/// that it could not be seen.
QRgb runColour(const SpanPalette& palette, const PixelRun& run);

/// The line between two spans that touch: a darker shade of the span's colour.
QRgb separatorColour(QRgb colour);

/// A span wide enough to end in a separator when another one follows at once.
constexpr bool takesSeparator(const PixelRun& run) {
    return run.single && run.x1 - run.x0 >= 3;
}

/// runColour() of every run on a background, looked up: a frame asks several 100 000 times.
class RunColours {
public:
    /// Pale colours are mixed with `background`: opaque pixels are copied some times faster than blended.
    RunColours(const SpanPalette& palette, QRgb background);

    QRgb background() const { return m_background; }

    QRgb operator[](const PixelRun& run) const {
        return m_colours[std::size_t{run.colour} << kBits | run.coverage >> (8 - kBits)];
    }

private:
    static constexpr unsigned kBits = 6; ///< of coverage; more is not seen
    QRgb m_background;
    std::vector<QRgb> m_colours;
};

/// Paints rows of spans into an image: one line of pixels a row, then copied down the row's height.
class RowRasterizer {
public:
    RowRasterizer(std::span<const LaneSource> sources, const RunColours& colours)
        : m_sources(sources), m_colours(colours) {}

    /// Paints `rows`, given from top to bottom and without overlap, over the whole of `image`: what is
    /// between rows and between spans becomes background. The image's format must be RGB32; rows are cut to
    /// it. Uses up to two threads when there is enough to do.
    void paint(QImage& image, TimeRange visible, std::span<const RowGeometry> rows, int threads) const;

private:
    struct Canvas {
        uchar* bits;
        qsizetype bytesPerLine;
        int width;
        int height;

        std::span<QRgb> line(int y) const;
        void fill(int top, int bottom, QRgb colour) const;
    };

    void paintRows(const Canvas& canvas, TimeRange visible, std::span<const RowGeometry> rows) const;
    void paintLine(std::span<const PixelRun> runs, std::span<QRgb> line) const;

    std::span<const LaneSource> m_sources;
    const RunColours& m_colours;
};

} // namespace rt0::ui
