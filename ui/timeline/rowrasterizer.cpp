#include "timeline/rowrasterizer.h"

#include <algorithm>
#include <thread>

namespace rt0::ui {

namespace {

/// Of 255: what is paler is not told from the background.
constexpr int kVisibleCoverage = 85;
/// A second thread costs some 50 µs to start: not for less than about a millisecond of work.
constexpr std::size_t kRowsWorthThread = 16;

/// `colour` over an opaque background.
QRgb mixed(QRgb colour, QRgb background) {
    const int alpha = qAlpha(colour);
    const auto mix = [alpha](int above, int below) { return below + (above - below) * alpha / 255; };
    return qRgb(mix(qRed(colour), qRed(background)), mix(qGreen(colour), qGreen(background)),
                mix(qBlue(colour), qBlue(background)));
}

} // namespace

QRgb runColour(const SpanPalette& palette, const PixelRun& run) {
    const QRgb colour = palette[run.colour];
    return qRgba(qRed(colour), qGreen(colour), qBlue(colour), std::max<int>(run.coverage, kVisibleCoverage));
}

QRgb separatorColour(QRgb colour) {
    return qRgb(qRed(colour) * 3 / 4, qGreen(colour) * 3 / 4, qBlue(colour) * 3 / 4);
}

RunColours::RunColours(const SpanPalette& palette, QRgb background)
    : m_background(background), m_colours(palette.size() << kBits) {
    PixelRun run;
    for (std::size_t i = 0; i < m_colours.size(); ++i) {
        const std::size_t level = i & ((1U << kBits) - 1);
        run.colour = static_cast<std::uint8_t>(i >> kBits);
        run.coverage = static_cast<std::uint8_t>(level * 255 / ((1U << kBits) - 1));
        m_colours[i] = mixed(runColour(palette, run), background);
    }
}

std::span<QRgb> RowRasterizer::Canvas::line(int y) const {
    return {reinterpret_cast<QRgb*>(bits + y * bytesPerLine), static_cast<std::size_t>(width)};
}

void RowRasterizer::Canvas::fill(int top, int bottom, QRgb colour) const {
    for (int y = top; y < bottom; ++y)
        std::ranges::fill(line(y), colour);
}

void RowRasterizer::paint(QImage& image, TimeRange visible, std::span<const RowGeometry> rows,
                          int threads) const {
    // bits() detaches, which must not happen in a thread.
    const Canvas canvas{image.bits(), image.bytesPerLine(), image.width(), image.height()};
    int done = 0;
    for (const RowGeometry& row : rows) {
        canvas.fill(done, std::min(row.top, canvas.height), m_colours.background());
        done = std::max(done, row.top + row.height);
    }
    canvas.fill(done, canvas.height, m_colours.background());
    if (threads < 2 || rows.size() < kRowsWorthThread) {
        paintRows(canvas, visible, rows);
        return;
    }
    // Every other row, not halves: dense lanes tend to stand together.
    std::array<std::vector<RowGeometry>, 2> parts;
    for (std::size_t i = 0; i < rows.size(); ++i)
        parts[i % 2].push_back(rows[i]);
    std::thread helper([&] { paintRows(canvas, visible, parts[1]); });
    paintRows(canvas, visible, parts[0]);
    helper.join();
}

void RowRasterizer::paintRows(const Canvas& canvas, TimeRange visible,
                              std::span<const RowGeometry> rows) const {
    std::vector<PixelRun> runs;
    runs.reserve(static_cast<std::size_t>(canvas.width));
    for (const RowGeometry& row : rows) {
        const int top = std::max(row.top, 0);
        const int bottom = std::min(row.top + row.height, canvas.height);
        if (top >= bottom)
            continue;
        runs.clear();
        const LaneSource& source = m_sources[row.source];
        source.index().collectRuns(row.row, source.toSource(visible), canvas.width, runs);
        const std::span<QRgb> line = canvas.line(top);
        std::ranges::fill(line, m_colours.background());
        paintLine(runs, line);
        for (int y = top + 1; y < bottom; ++y)
            std::copy(line.begin(), line.end(), canvas.line(y).begin());
    }
}

void RowRasterizer::paintLine(std::span<const PixelRun> runs, std::span<QRgb> line) const {
    for (std::size_t i = 0; i < runs.size(); ++i) {
        const PixelRun& run = runs[i];
        const QRgb colour = m_colours[run];
        line[static_cast<std::size_t>(run.x0)] = colour;
        if (run.x1 - run.x0 > 1)
            std::fill(line.begin() + run.x0 + 1, line.begin() + run.x1, colour);
        const bool followed = i + 1 < runs.size() && runs[i + 1].single && runs[i + 1].x0 == run.x1;
        if (followed && takesSeparator(run))
            line[static_cast<std::size_t>(run.x1 - 1)] = separatorColour(colour);
    }
}

} // namespace rt0::ui
