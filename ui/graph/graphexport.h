#pragma once

#include "graph/graphpainter.h"

#include <QByteArray>
#include <QRectF>
#include <QString>
#include <optional>

namespace rt0::ui {

/// A picture of the graph for a file: title, what is shown, the graph, its legend.
struct GraphSheet {
    std::shared_ptr<const GraphPicture> picture;
    GraphStyle style;
    GraphMarks marks;
    QString title;
    QString source;             ///< where the imports come from
    std::optional<QRectF> part; ///< of the picture; all of it when empty
};

/// Text stays text, shapes stay shapes.
QByteArray graphSvg(const GraphSheet& sheet);
/// `scale` pixels for each pixel; limited so that a side has at most 16 384 and the whole at most 268
/// million.
QByteArray graphPng(const GraphSheet& sheet, double scale);

} // namespace rt0::ui
