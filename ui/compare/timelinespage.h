#pragma once

#include "settings.h"
#include "theme.h"

#include <QWidget>

class QPainter;

namespace rt0::ui {

class ChangeLegend;
class CompareState;
class TimelineView;

/// Both starts above each other on one axis.
class TimelinesPage : public QWidget {
    Q_OBJECT

public:
    explicit TimelinesPage(CompareState& state, QWidget* parent = nullptr);
    void setTheme(const Theme& theme);
    void setNavigation(NavigationPreset preset);
    TimelineView& view() { return *m_view; }

private:
    TimelineView* m_view = nullptr; ///< children of this widget, as the next
    ChangeLegend* m_legend = nullptr;
};

/// What the colours and signs of changes mean, in one line from the left of `rect`; entries that do not fit
/// are left out. The window and pictures share it.
void paintChangeLegend(QPainter& painter, const QRectF& rect, const Theme& theme);

class ChangeLegend : public QWidget {
    Q_OBJECT

public:
    explicit ChangeLegend(QWidget* parent = nullptr);
    void setTheme(const Theme& theme);
    QSize sizeHint() const override { return {300, 24}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Theme m_theme = lightTheme();
};

} // namespace rt0::ui
