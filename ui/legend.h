#pragma once

#include "theme.h"

#include <QWidget>

namespace rt0::ui {

/// What solid, pale, hatched and the GC's colours mean, in one line from the left of `rect`; entries that do
/// not fit are left out. The window and pictures share it.
void paintLegend(QPainter& painter, const QRectF& rect, const Theme& theme);

/// The legend below the timeline.
class Legend : public QWidget {
    Q_OBJECT

public:
    explicit Legend(QWidget* parent = nullptr);
    void setTheme(const Theme& theme);
    QSize sizeHint() const override { return {300, 24}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Theme m_theme = lightTheme();
};

} // namespace rt0::ui
