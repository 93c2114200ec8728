#pragma once

#include "theme.h"

#include <QWidget>
#include <memory>

class QLabel;
class QStackedWidget;

namespace rt0 {
struct SceneNode;
}

namespace rt0::ui {

class ChangeLegend;
class CompareState;
class GraphCanvas;
class GraphLayouter;
class GraphStyle;

/// The import graphs of both builds as one, in the colours of what changed.
class DifferenceGraphPage : public QWidget {
    Q_OBJECT

public:
    explicit DifferenceGraphPage(CompareState& state, QWidget* parent = nullptr);
    ~DifferenceGraphPage() override;
    void setTheme(const Theme& theme);
    GraphCanvas& canvas() { return *m_canvas; }

protected:
    void showEvent(QShowEvent* event) override;

private:
    void fill();
    void layOutAgain();
    void showPackage();
    QString whyEmpty() const;
    QString packageOf(const SceneNode& node) const;

    CompareState& m_state;
    std::unique_ptr<GraphStyle> m_style;
    bool m_stale = true;               ///< to be laid out when it is shown
    QStackedWidget* m_stack = nullptr; ///< children of this widget, as the following
    QLabel* m_empty = nullptr;
    QLabel* m_caption = nullptr;
    GraphCanvas* m_canvas = nullptr;
    ChangeLegend* m_legend = nullptr;
    GraphLayouter* m_layouter = nullptr;
};

} // namespace rt0::ui
