#pragma once

#include "timeline/rowrasterizer.h"

#include <qcustomplot.h>

#include <memory>
#include <vector>

namespace rt0::ui {

/// Rows of spans in a QCustomPlot. The key axis is time in nanoseconds; rows lie at fixed pixels below the
/// axis rect's top, whatever the value axis shows.
///
/// On the screen all rows are one image. Vector exports get one path for each colour, cut to the axis rect by
/// hand because QSvgGenerator ignores clipping. Both come from SpanIndex::collectRuns and show the same.
class SpanPlottable : public QCPAbstractPlottable {
    Q_OBJECT
public:
    SpanPlottable(QCPAxis* keyAxis, QCPAxis* valueAxis);

    /// Rows name their source by its place; each has a clock of its own.
    void setSources(std::vector<LaneSource> sources);
    void setIndex(std::shared_ptr<const SpanIndex> index) { setSources({{std::move(index), {}, {}}}); }
    /// Rows that no source has are left out; `top` counts from the top of the axis rect.
    void setRows(std::vector<RowGeometry> rows);
    void setPalette(const SpanPalette& palette);
    /// The colour below partly covered columns. Without it they are drawn translucent, which takes Qt longer.
    void setBackground(QRgb background);
    /// Whether a second thread may paint (2, the default) or not (1).
    void setThreads(int threads) { m_threads = threads; }

    const std::vector<LaneSource>& sources() const { return m_sources; }
    const std::vector<RowGeometry>& rows() const { return m_rows; }

    /// What the axis rect shows, to the nanosecond.
    TimeRange visibleTime() const;
    /// The row at a point in the plot's pixels, or null between rows.
    const RowGeometry* rowAt(QPointF pixelPos) const;
    /// The span at a point, or the nearest one in that row within 3 px; kNoSpan when there is none. An id of
    /// the row's source.
    SpanId spanAt(QPointF pixelPos) const;

    double selectTest(const QPointF& pos, bool onlySelectable, QVariant* details = nullptr) const override;
    QCPRange getKeyRange(bool& foundRange, QCP::SignDomain inSignDomain = QCP::sdBoth) const override;
    QCPRange getValueRange(bool& foundRange, QCP::SignDomain inSignDomain = QCP::sdBoth,
                           const QCPRange& inKeyRange = QCPRange()) const override;

protected:
    void draw(QCPPainter* painter) override;
    void drawLegendIcon(QCPPainter* painter, const QRectF& rect) const override;

private:
    QRect axisPixels() const;
    bool exists(const RowGeometry& row) const;
    std::vector<RowGeometry> shownRows() const;
    void drawImage(QCPPainter* painter, std::span<const RowGeometry> rows);
    void drawPaths(QCPPainter* painter, std::span<const RowGeometry> rows) const;

    std::vector<LaneSource> m_sources;
    std::vector<RowGeometry> m_rows; ///< from top to bottom
    SpanPalette m_palette;
    RunColours m_colours;
    QImage m_image; ///< kept between frames
    int m_threads = 2;
};

} // namespace rt0::ui
