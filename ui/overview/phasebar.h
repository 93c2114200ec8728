#pragma once

#include "theme.h"
#include "timeline/startup.h"

#include <QWidget>
#include <vector>

namespace rt0::ui {

class Session;

/// Where each phase lies in a phase bar. Measured phases share the width that is left by proportion; phases
/// without a measurement have no length, so each stretch of them takes a fixed width and is drawn hatched.
struct PhaseSegment {
    std::size_t first = 0; ///< indices into Startup::phases, one behind the last in `end`
    std::size_t end = 0;
    bool measured = false;
    double x = 0;
    double width = 0;
};

std::vector<PhaseSegment> layOutPhases(const Startup& startup, double width);

/// Paints the bar with its labels into `rect`; the window, PNG and SVG share this code.
void paintPhaseBar(QPainter& painter, const QRectF& rect, const Startup& startup, const Theme& theme,
                   std::optional<std::size_t> selected);

/// Height at which paintPhaseBar has room for its labels.
double phaseBarHeight(const QFontMetricsF& metrics);

/// The phase bar as a widget: click selects a phase, the tool tip says what would measure it.
class PhaseBar : public QWidget {
    Q_OBJECT

public:
    PhaseBar(Session& session, QWidget* parent);
    void setTheme(const Theme& theme);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    bool event(QEvent* event) override;

private:
    const PhaseSegment* segmentAt(double x, const std::vector<PhaseSegment>& segments) const;

    Session& m_session;
    Theme m_theme;
};

} // namespace rt0::ui
