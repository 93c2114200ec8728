#include "graph/graphlegend.h"

#include <QPainter>
#include <cmath>

namespace rt0::ui {

GraphLegend::GraphLegend(QWidget* parent) : QWidget(parent), m_style(lightTheme(), font()) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    takeHeight();
}

void GraphLegend::show(const GraphScene& scene, const GraphStyle& style) {
    m_scene = scene;
    m_style = style;
    takeHeight();
    update();
}

QRectF GraphLegend::room() const {
    return QRectF(rect()).adjusted(12, 2, -8, -2);
}

void GraphLegend::takeHeight() {
    setFixedHeight(4 +
                   static_cast<int>(std::ceil(graphLegendHeight(room().width(), font(), m_scene, m_style))));
}

void GraphLegend::resizeEvent(QResizeEvent*) {
    takeHeight();
}

void GraphLegend::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), m_style.theme().surface);
    if (!m_scene.nodes.empty())
        paintGraphLegend(painter, room(), m_scene, m_style);
}

} // namespace rt0::ui
