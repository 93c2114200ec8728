#include "timeline/spanplottable.h"

#include <QPainterPath>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace rt0::ui {

namespace {

constexpr double kTolerancePx = 3;

/// Doubles beyond the clock's ends are an axis zoomed out too far, not undefined behaviour.
Nanoseconds toTime(double ns) {
    constexpr double limit = 9.2e18;
    return Nanoseconds(std::isnan(ns) ? 0 : std::llround(std::clamp(ns, -limit, limit)));
}

SpanPalette plainPalette() {
    SpanPalette palette;
    palette.fill(qRgb(0x4c, 0x78, 0xa8));
    return palette;
}

/// One path for each colour; rectangles of a row do not overlap, so merging them changes nothing.
using PathsByColour = std::map<QRgb, QPainterPath>;

/// Alike columns of summaries follow each other: one rectangle makes the file smaller.
bool continues(const SpanPalette& palette, const PixelRun& run, const PixelRun& next) {
    return !run.single && !next.single && next.x0 == run.x1 &&
           runColour(palette, next) == runColour(palette, run);
}

void addRuns(PathsByColour& paths, const SpanPalette& palette, std::span<const PixelRun> runs,
             const QRectF& row) {
    for (std::size_t i = 0; i < runs.size(); ++i) {
        const PixelRun& run = runs[i];
        while (i + 1 < runs.size() && continues(palette, runs[i], runs[i + 1]))
            ++i;
        const int x1 = runs[i].x1;
        const QRgb colour = runColour(palette, run);
        const bool followed = i + 1 < runs.size() && runs[i + 1].single && runs[i + 1].x0 == x1;
        const int separator = followed && takesSeparator(run) ? 1 : 0;
        paths[colour].addRect(row.left() + run.x0, row.top(), x1 - run.x0 - separator, row.height());
        if (separator != 0)
            paths[separatorColour(colour)].addRect(row.left() + x1 - 1, row.top(), 1, row.height());
    }
}

} // namespace

SpanPlottable::SpanPlottable(QCPAxis* keyAxis, QCPAxis* valueAxis)
    : QCPAbstractPlottable(keyAxis, valueAxis),
      m_palette(plainPalette()),
      m_colours(m_palette, qRgb(255, 255, 255)) {
    setSelectable(QCP::stNone);
}

void SpanPlottable::setSources(std::vector<LaneSource> sources) {
    m_sources = std::move(sources);
}

bool SpanPlottable::exists(const RowGeometry& row) const {
    return row.source < m_sources.size() && row.row < m_sources[row.source].index().store().rowCount();
}

void SpanPlottable::setRows(std::vector<RowGeometry> rows) {
    std::sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.top < b.top; });
    m_rows = std::move(rows);
}

void SpanPlottable::setPalette(const SpanPalette& palette) {
    m_palette = palette;
    m_colours = RunColours(m_palette, m_colours.background());
}

void SpanPlottable::setBackground(QRgb background) {
    m_colours = RunColours(m_palette, background);
}

QRect SpanPlottable::axisPixels() const {
    return mKeyAxis ? mKeyAxis->axisRect()->rect() : QRect();
}

TimeRange SpanPlottable::visibleTime() const {
    if (!mKeyAxis)
        return {};
    const QCPRange range = mKeyAxis->range();
    return {toTime(range.lower), toTime(range.upper)};
}

std::vector<RowGeometry> SpanPlottable::shownRows() const {
    std::vector<RowGeometry> shown;
    const int height = axisPixels().height();
    for (const RowGeometry& row : m_rows)
        if (exists(row) && row.top < height && row.top + row.height > 0)
            shown.push_back(row);
    return shown;
}

void SpanPlottable::draw(QCPPainter* painter) {
    const TimeRange visible = visibleTime();
    const std::vector<RowGeometry> rows = shownRows();
    if (visible.empty() || rows.empty())
        return;
    if (painter->modes().testFlag(QCPPainter::pmVectorized))
        drawPaths(painter, rows);
    else
        drawImage(painter, rows);
}

void SpanPlottable::drawImage(QCPPainter* painter, std::span<const RowGeometry> rows) {
    const QRect area = axisPixels();
    const double ratio = painter->device()->devicePixelRatioF();
    const QSize size(qRound(area.width() * ratio), qRound(area.height() * ratio));
    if (m_image.size() != size)
        m_image = QImage(size, QImage::Format_RGB32);
    if (m_image.isNull())
        return;
    m_image.setDevicePixelRatio(ratio);
    std::vector<RowGeometry> scaled(rows.begin(), rows.end());
    for (RowGeometry& row : scaled) {
        const int bottom = qRound((row.top + row.height) * ratio);
        row.top = qRound(row.top * ratio);
        row.height = bottom - row.top;
    }
    RowRasterizer(m_sources, m_colours).paint(m_image, visibleTime(), scaled, m_threads);
    // The image is opaque: copying is cheaper than blending.
    painter->save();
    painter->setCompositionMode(QPainter::CompositionMode_Source);
    painter->drawImage(area.topLeft(), m_image);
    painter->restore();
}

void SpanPlottable::drawPaths(QCPPainter* painter, std::span<const RowGeometry> rows) const {
    const QRect area = axisPixels();
    PathsByColour paths;
    std::vector<PixelRun> runs;
    for (const RowGeometry& row : rows) {
        const QRectF place =
            QRectF(area.left(), area.top() + row.top, area.width(), row.height) & QRectF(area);
        runs.clear();
        const LaneSource& source = m_sources[row.source];
        source.index().collectRuns(row.row, source.toSource(visibleTime()), area.width(), runs);
        addRuns(paths, m_palette, runs, place);
    }
    painter->setPen(Qt::NoPen);
    painter->setAntialiasing(false);
    for (const auto& [colour, path] : paths)
        painter->fillPath(path, QColor::fromRgba(colour));
}

void SpanPlottable::drawLegendIcon(QCPPainter* painter, const QRectF& rect) const {
    painter->fillRect(rect, QColor(m_palette[0]));
}

const RowGeometry* SpanPlottable::rowAt(QPointF pixelPos) const {
    const QRect area = axisPixels();
    if (!QRectF(area).contains(pixelPos))
        return nullptr;
    const double y = pixelPos.y() - area.top();
    const auto behind =
        std::upper_bound(m_rows.begin(), m_rows.end(), y,
                         [](double value, const RowGeometry& row) { return value < row.top; });
    if (behind == m_rows.begin())
        return nullptr;
    const RowGeometry& row = *(behind - 1);
    return y < row.top + row.height && exists(row) ? &row : nullptr;
}

SpanId SpanPlottable::spanAt(QPointF pixelPos) const {
    const RowGeometry* row = rowAt(pixelPos);
    if (row == nullptr)
        return kNoSpan;
    const LaneSource& source = m_sources[row->source];
    const SpanStore& store = source.index().store();
    // The pixel's middle, as QMouseEvent gives whole pixels.
    const double wanted = mKeyAxis->pixelToCoord(pixelPos.x() + 0.5);
    const double tolerance = std::abs(mKeyAxis->pixelToCoord(pixelPos.x() + 0.5 + kTolerancePx) - wanted);
    const Nanoseconds time = toTime(wanted);
    SpanId best = kNoSpan;
    double bestDistance = tolerance;
    const SpanId next = store.firstEndingAfter(row->row, source.toSource(time));
    const SpanId from = next > store.firstOf(row->row) ? next - 1 : next;
    for (SpanId id = from; id < store.endOf(row->row) && id <= next; ++id) {
        const double before = static_cast<double>(source.timeOf(id).begin.count()) - wanted;
        const double behind = wanted - static_cast<double>(source.timeOf(id).end.count());
        const double distance = std::max({before, behind, 0.0});
        if (distance < bestDistance || (distance == bestDistance && best == kNoSpan)) {
            best = id;
            bestDistance = distance;
        }
    }
    return best;
}

double SpanPlottable::selectTest(const QPointF& pos, bool onlySelectable, QVariant* details) const {
    if (onlySelectable && mSelectable == QCP::stNone)
        return -1;
    const SpanId span = spanAt(pos);
    if (span == kNoSpan)
        return -1;
    if (details != nullptr)
        details->setValue(QCPDataSelection(QCPDataRange(static_cast<int>(span & 0x7fff'ffff), 0)));
    return 0;
}

QCPRange SpanPlottable::getKeyRange(bool& foundRange, QCP::SignDomain) const {
    TimeRange extent;
    for (const LaneSource& source : m_sources)
        extent = united(extent, source.extent());
    foundRange = !extent.empty();
    return {static_cast<double>(extent.begin.count()), static_cast<double>(extent.end.count())};
}

QCPRange SpanPlottable::getValueRange(bool& foundRange, QCP::SignDomain, const QCPRange&) const {
    foundRange = false;
    return {};
}

} // namespace rt0::ui
