#pragma once

#include "session.h"
#include "theme.h"
#include "timeline/lanelayout.h"

#include <qcustomplot.h>

namespace rt0::ui {

/// The lanes' titles left of the axis rect; the colour mark beside a group is the legend of its spans.
class LaneGutter : public QCPLayerable {
    Q_OBJECT

public:
    LaneGutter(QCustomPlot* plot, const Session& session, const LaneLayout& layout);
    void setTheme(const Theme& theme) { m_theme = theme; }

    static constexpr int kWidth = 252;

protected:
    void applyDefaultAntialiasingHint(QCPPainter* painter) const override;
    void draw(QCPPainter* painter) override;
    QRect clipRect() const override;

private:
    void drawLane(QCPPainter* painter, const QRectF& rect, const Lane& lane, bool pinned) const;

    const Session& m_session;
    const LaneLayout& m_layout;
    Theme m_theme;
};

} // namespace rt0::ui
