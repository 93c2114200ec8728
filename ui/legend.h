#pragma once

#include "theme.h"

#include <QWidget>

namespace rt0::ui {

/// What solid, pale, hatched and the GC's colours mean, in one line from the left of `rect`; entries that do
/// not fit are left out. The window and pictures share it.
///
/// `trace`: with the states of goroutines; `logs`: with what inits need.
void paintLegend(QPainter& painter, const QRectF& rect, const Theme& theme, bool trace = false,
                 bool logs = true);

/// The legend below the timeline.
class Legend : public QWidget {
    Q_OBJECT

public:
    explicit Legend(QWidget* parent = nullptr);
    void setTheme(const Theme& theme);
    void setContent(bool trace, bool logs);
    QSize sizeHint() const override { return {300, 24}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Theme m_theme = lightTheme();
    bool m_trace = false;
    bool m_logs = true;
};

} // namespace rt0::ui
