#pragma once

#include "graph/graphpainter.h"

#include <QWidget>

namespace rt0::ui {

/// What the colours and lines of the graph mean, in as many rows as that takes.
class GraphLegend : public QWidget {
    Q_OBJECT

public:
    explicit GraphLegend(QWidget* parent = nullptr);
    void show(const GraphScene& scene, const GraphStyle& style);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    QRectF room() const;
    void takeHeight();

    GraphScene m_scene;
    GraphStyle m_style;
};

} // namespace rt0::ui
