#pragma once

#include "session.h"
#include "theme.h"
#include "timeline/lanelayout.h"
#include "timeline/spanplottable.h"

namespace rt0::ui {

/// Draws a start-up's lanes: spans from the index, and over them what only wide spans have room for: the part
/// that is uncertain made pale, whiskers to the bounds, labels; lanes without spans as curves.
///
/// Vertical positions come from a LaneLayout and are pixels below the axis rect's top.
class StartupPlottable : public SpanPlottable {
    Q_OBJECT

public:
    StartupPlottable(QCPAxis* timeAxis, QCPAxis* laneAxis, const Session& session, const LaneLayout& layout);

    void setTheme(const Theme& theme);
    /// After the session shows another start-up.
    void reloadLanes();

protected:
    void draw(QCPPainter* painter) override;

private:
    struct Area {
        QRectF rect; ///< of the lane's content, in widget pixels
        LaneRef lane;
        LaneKind kind{};
        std::optional<LaneRow> row;
    };

    struct SpanBounds {
        TimeBounds start;
        TimeBounds end;
    };

    Area areaOf(const PlacedLane& placed) const;
    void placeRows();
    void drawLane(QCPPainter* painter, const Area& area) const;
    void drawGrid(QCPPainter* painter) const;
    void drawNotMeasured(QCPPainter* painter, const Area& area) const;
    void drawDetails(QCPPainter* painter, const Area& area) const;
    bool anyPasses(const PixelRun& run, const LaneRow& row) const;
    SpanBounds boundsOf(LaneKind kind, std::uint32_t item) const;
    QRectF drawUncertainty(QCPPainter* painter, const QRectF& span, const SpanBounds& bounds) const;
    void drawWhiskers(QCPPainter* painter, const QRectF& span, const QRectF& solid, const SpanBounds& bounds,
                      std::uint32_t item) const;
    void drawLabel(QCPPainter* painter, const QRectF& span, const QRectF& solid, const QString& text,
                   std::uint8_t colour) const;
    void drawNoTimes(QCPPainter* painter) const;
    void drawCurves(QCPPainter* painter, const Area& area) const;
    QPolygonF polyline(const Curve& curve, const QRectF& inner, double top) const;
    void drawConnectors(QCPPainter* painter, const Area& area) const;
    void drawChange(QCPPainter* painter, const QRectF& span, std::uint8_t colour) const;
    void drawTraceSpans(QCPPainter* painter, const Area& area) const;
    void drawTraceHeader(QCPPainter* painter, const Area& area) const;
    void drawSalvaged(QCPPainter* painter, const std::vector<PlacedLane>& placed) const;
    QString labelOf(LaneKind kind, std::uint32_t item) const;
    double toX(Nanoseconds time) const;

    const Session& m_session;
    const LaneLayout& m_layout;
    Theme m_theme;
    std::vector<std::vector<double>> m_highest; ///< value of each curve of each lane
};

} // namespace rt0::ui
