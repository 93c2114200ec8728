#include "graph/graphstyle.h"

#include "text.h"

#include <QFontInfo>
#include <QFontMetricsF>
#include <QPainter>
#include <algorithm>
#include <array>
#include <cmath>

namespace rt0::ui {
namespace {

constexpr double kSmallLetters = 12;
constexpr double kLargeLetters = 18;
constexpr double kSmallPart = 0.83; ///< prefix and cost, against the name
constexpr double kBoldFrom = 0.08;  ///< share from which a node stands out
constexpr double kWidestName = 300;
constexpr double kWidestPrefix = 150;
constexpr double kPaddingX = 7;
constexpr double kPaddingY = 3;
constexpr double kGap = 6;
constexpr double kCorner = 3;

/// From "costs nothing" to "costs most"; lightness falls (on dark ground: rises) all the way, so that the
/// order is seen with any colour blindness and in grey (after the ColorBrewer scheme YlOrBr).
constexpr std::array<QRgb, 6> kLightHeat{0xfffff4d6, 0xfffee0a1, 0xfffdbe59,
                                         0xfff08a24, 0xffc6560b, 0xff8a3304};
constexpr std::array<QRgb, 6> kDarkHeat{0xff3a3428, 0xff5e4624, 0xff8a5a1c,
                                        0xffbf761a, 0xffee9a34, 0xffffcf7d};

double widthOf(const QFont& font, const QString& text) {
    return std::ceil(QFontMetricsF(font).horizontalAdvance(text));
}

QString elided(const QFont& font, const QString& text, double width) {
    return QFontMetricsF(font).elidedText(text, Qt::ElideMiddle, width);
}

QString orderText(const SceneNode& node) {
    return node.order == 0 ? QString() : QStringLiteral("%1.").arg(node.order);
}

} // namespace

QString foldText(const SceneNode& node) {
    switch (node.fold) {
    case SceneFold::None:
        break;
    case SceneFold::Closed:
        return QStringLiteral("+%1").arg(node.folded);
    case SceneFold::Open:
        return QStringLiteral("−");
    }
    return {};
}

// A real family, so that an SVG names one that exists.
GraphStyle::GraphStyle(const Theme& theme, const QFont& base)
    : m_theme(theme), m_base(QFontInfo(base).family()) {
    // Places must not depend on where glyphs fall on the pixel grid: the picture is zoomed.
    m_base.setHintingPreference(QFont::PreferNoHinting);
}

QFont GraphStyle::font(double letters, bool bold) const {
    QFont font = m_base;
    font.setPixelSize(static_cast<int>(std::lround(letters)));
    font.setBold(bold);
    return font;
}

double GraphStyle::lettersOf(double retained) const {
    return std::lerp(kSmallLetters, kLargeLetters, std::sqrt(std::clamp(retained, 0.0, 1.0)));
}

NodeShape GraphStyle::shape(const SceneNode& node, bool withOrder, NodeForm form) const {
    NodeShape shape;
    shape.letters = std::round(lettersOf(node.retained));
    shape.bold = node.retained >= kBoldFrom;
    shape.twoLines =
        shape.bold || (form == NodeForm::Narrow && !(node.costText.empty() && node.prefix.empty()));
    const QFont large = font(shape.letters, shape.bold);
    const QFont small = font(shape.letters * kSmallPart);
    const QString order = withOrder ? orderText(node) : QString();
    shape.name = elided(large, toQString(node.name), kWidestName);
    shape.prefix = elided(small, toQString(node.prefix), kWidestPrefix);
    shape.cost = toQString(node.costText);
    if (!shape.bold) // the share of little says little, and makes columns wide
        shape.cost = shape.cost.section(QStringLiteral(" · "), 0, 0);
    const auto gapped = [](double width) { return width > 0 ? width + kGap : 0; };
    const double name =
        widthOf(large, shape.name) + gapped(widthOf(small, order)) + gapped(widthOf(small, foldText(node)));
    const double prefix = widthOf(small, shape.prefix);
    const double cost = widthOf(small, shape.cost);
    const double line = std::ceil(QFontMetricsF(large).height());
    const double smallLine = std::ceil(QFontMetricsF(small).height());
    if (shape.twoLines)
        shape.size = {std::max(name, gapped(prefix) + cost) + 2 * kPaddingX,
                      line + smallLine + 2 * kPaddingY};
    else
        shape.size = {gapped(prefix) + name + (cost > 0 ? cost + kGap : 0) + 2 * kPaddingX,
                      line + 2 * kPaddingY};
    return shape;
}

QColor GraphStyle::heat(double own, double largest) const {
    const auto& stops = m_theme.dark ? kDarkHeat : kLightHeat;
    const double share = largest > 0 ? std::sqrt(std::clamp(own / largest, 0.0, 1.0)) : 0;
    const double at = share * static_cast<double>(stops.size() - 1);
    const auto below = std::min(static_cast<std::size_t>(at), stops.size() - 2);
    const QColor a(stops[below]);
    const QColor b(stops[below + 1]);
    return mixed(a, b, at - static_cast<double>(below));
}

QColor GraphStyle::fill(const SceneNode& node, double largestOwn) const {
    if (node.change != 0 && node.hasInit)
        return m_theme.classColour(node.change);
    return node.hasInit ? heat(node.own, largestOwn) : m_theme.surface;
}

QRectF GraphStyle::paintFold(QPainter& painter, QRectF rest, const SceneNode& node,
                             const QColor& text) const {
    const QString mark = foldText(node);
    if (mark.isEmpty())
        return rest;
    const double width = widthOf(painter.font(), mark);
    painter.setPen(text);
    painter.drawText(QRectF(rest.right() - width, rest.top(), width, rest.height()),
                     Qt::AlignRight | Qt::AlignVCenter, mark);
    rest.setRight(rest.right() - width - kGap);
    return rest;
}

void GraphStyle::paint(QPainter& painter, const QRectF& rect, const SceneNode& node, const NodeShape& shape,
                       double largestOwn, bool withText, bool withOrder) const {
    const QColor ground = fill(node, largestOwn);
    painter.setPen(QPen(node.hasInit ? ground.darker(m_theme.dark ? 70 : 135) : m_theme.hatch, 1,
                        node.hasInit ? Qt::SolidLine : Qt::DashLine));
    painter.setBrush(ground);
    painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), kCorner, kCorner);
    if (!withText)
        return;
    const QColor text = node.hasInit ? Theme::textOn(ground) : m_theme.text;
    QColor faint = text;
    faint.setAlphaF(0.78F);
    const QFont large = font(shape.letters, shape.bold);
    const QFont small = font(shape.letters * kSmallPart);
    QRectF line = rect.adjusted(kPaddingX, kPaddingY, -kPaddingX, -kPaddingY);
    QRectF below = line;
    if (shape.twoLines) {
        line.setHeight(std::ceil(QFontMetricsF(large).height()));
        below.setTop(line.bottom());
    }
    const int left = Qt::AlignLeft | Qt::AlignVCenter;
    const int right = Qt::AlignRight | Qt::AlignVCenter;
    painter.setFont(small);
    if (const QString order = orderText(node); withOrder && !order.isEmpty()) {
        painter.setPen(text);
        painter.drawText(line, left, order);
        line.setLeft(line.left() + widthOf(small, order) + kGap);
    }
    line = paintFold(painter, line, node, text);
    painter.setPen(faint);
    painter.drawText(shape.twoLines ? below : line, right, shape.cost);
    if (!shape.prefix.isEmpty()) {
        painter.drawText(shape.twoLines ? below : line, left, shape.prefix);
        if (!shape.twoLines)
            line.setLeft(line.left() + widthOf(small, shape.prefix) + kGap);
    }
    painter.setFont(large);
    painter.setPen(text);
    painter.drawText(line, left, shape.name);
}

} // namespace rt0::ui
