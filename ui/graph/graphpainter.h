#pragma once

#include "graph/graphpicture.h"

class QPainter;

namespace rt0::ui {

/// What is marked in a picture.
struct GraphMarks {
    std::optional<std::size_t> selected; ///< a node; its edges stand out
    std::vector<bool> faded;             ///< by node: does not pass the filter; empty: none
};

/// Paints the part of the picture that lies within `visible` (in the picture's pixels). The painter maps
/// them to where they belong; `scale` is its zoom and decides which details can still be seen.
void paintGraph(QPainter& painter, const GraphPicture& picture, const GraphStyle& style,
                const GraphMarks& marks, const QRectF& visible, double scale);

/// What colours, letters and lines mean, row by row from the top left of `rect`, in the painter's font.
/// Returns the height it takes.
double paintGraphLegend(QPainter& painter, const QRectF& rect, const GraphScene& scene,
                        const GraphStyle& style);
double graphLegendHeight(double width, const QFont& font, const GraphScene& scene, const GraphStyle& style);

} // namespace rt0::ui
