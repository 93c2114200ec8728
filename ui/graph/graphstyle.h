#pragma once

#include "analysis/graphscene/graphscene.h"
#include "theme.h"

#include <QFont>
#include <QSizeF>
#include <QString>

class QPainter;

namespace rt0::ui {

/// How a node's words are put: what costs little in one line, or in two, which is narrower.
enum class NodeForm { Flat, Narrow };

/// The words and the shape of one node, measured. A node that costs much has larger, bold letters and two
/// lines whatever its form.
struct NodeShape {
    QString prefix;
    QString name;
    QString cost;
    QSizeF size;        ///< pixels at scale 1
    double letters = 0; ///< size of the name's letters in pixels
    bool twoLines = false;
    bool bold = false;
};

/// How nodes look: fonts, colours, sizes. One object serves the window, pictures and the legend.
class GraphStyle {
public:
    /// `base`: the family to write in.
    GraphStyle(const Theme& theme, const QFont& base);

    const Theme& theme() const { return m_theme; }
    NodeShape shape(const SceneNode& node, bool withOrder, NodeForm form = NodeForm::Flat) const;
    /// Paints the node into `rect`, which has the shape's size. `withText` false: too small to be read.
    void paint(QPainter& painter, const QRectF& rect, const SceneNode& node, const NodeShape& shape,
               double largestOwn, bool withText, bool withOrder) const;

    /// `own` of at most `largest`; by the square root, so that small costs can be told apart, too.
    QColor heat(double own, double largest) const;
    QColor fill(const SceneNode& node, double largestOwn) const;
    QFont font(double letters, bool bold = false) const;
    double lettersOf(double retained) const;

private:
    QRectF paintFold(QPainter& painter, QRectF rest, const SceneNode& node, const QColor& text) const;

    Theme m_theme;
    QFont m_base;
};

/// The mark that tells how often a node's packages are folded into it: "+12".
QString foldText(const SceneNode& node);

} // namespace rt0::ui
