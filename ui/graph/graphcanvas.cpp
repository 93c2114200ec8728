#include "graph/graphcanvas.h"

#include "text.h"

#include <QAccessible>
#include <QApplication>
#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>
#include <cmath>

namespace rt0::ui {
namespace {

constexpr double kMargin = 16;
constexpr double kLargest = 4;
constexpr double kSmallest = 0.01;

} // namespace

GraphCanvas::GraphCanvas(QWidget* parent) : QWidget(parent), m_style(lightTheme(), font()) {
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAttribute(Qt::WA_OpaquePaintEvent);
    setMinimumSize(200, 160);
    describe();
}

void GraphCanvas::setPicture(std::shared_ptr<const GraphPicture> picture, Place place) {
    QPointF held;
    std::optional<std::size_t> node;
    if (m_picture && m_marks.selected && picture && place == Place::Keep) {
        const auto& packages = m_picture->scene().nodes[*m_marks.selected].packages;
        if (!packages.empty())
            node = picture->nodeOf(packages.front());
        held = toScreen(m_picture->nodes()[*m_marks.selected].center());
    }
    m_picture = std::move(picture);
    m_marks = {};
    if (node) {
        m_offset = held - m_picture->nodes()[*node].center() * m_scale;
        m_fitted = false;
        if (m_untouched)
            keepWhole();
        bound();
    } else if (place == Place::Fit) {
        fit();
    } else {
        fitReadable();
    }
    changed();
}

void GraphCanvas::setStyle(const GraphStyle& style) {
    m_style = style;
    update();
}

void GraphCanvas::setMarks(const GraphMarks& marks) {
    const bool other = marks.selected != m_marks.selected;
    m_marks = marks;
    if (other)
        describe();
    update();
}

QSizeF GraphCanvas::room() const {
    return {std::max(width() - 2 * kMargin, 50.0), std::max(height() - 2 * kMargin, 50.0)};
}

void GraphCanvas::fit() {
    m_fitted = m_untouched = true;
    if (!m_picture || m_picture->size().isEmpty())
        return;
    const QSizeF size = m_picture->size();
    m_scale = std::max(m_picture->zoomIn(room()), kSmallest);
    m_offset = QPointF((width() - size.width() * m_scale) / 2, (height() - size.height() * m_scale) / 2);
    changed();
}

void GraphCanvas::fitReadable() {
    fit();
    if (!m_picture || m_picture->nodes().empty() || m_scale >= kReadableZoom)
        return;
    m_scale = kReadableZoom;
    m_fitted = false;
    const QRectF first = m_picture->nodes()[m_picture->start()];
    m_offset = m_picture->direction() == layout::Direction::Right
                   ? QPointF(kMargin - first.left() * m_scale, height() / 2.0 - first.center().y() * m_scale)
                   : QPointF(width() / 2.0 - first.center().x() * m_scale, kMargin - first.top() * m_scale);
    // What fits in one direction is shown whole there.
    const QSizeF size = m_picture->size() * m_scale;
    if (size.width() + 2 * kMargin <= width())
        m_offset.setX((width() - size.width()) / 2);
    if (size.height() + 2 * kMargin <= height())
        m_offset.setY((height() - size.height()) / 2);
    bound();
}

/// What nobody has moved stays in sight as a whole where that can be read, moved as little as that takes.
void GraphCanvas::keepWhole() {
    const double zoom = m_picture->zoomIn(room());
    if (zoom < kReadableZoom)
        return;
    if (zoom < m_scale)
        return fit();
    const QSizeF size = m_picture->size() * m_scale;
    m_offset.setX(std::clamp(m_offset.x(), kMargin, std::max(kMargin, width() - kMargin - size.width())));
    m_offset.setY(std::clamp(m_offset.y(), kMargin, std::max(kMargin, height() - kMargin - size.height())));
}

/// A corner of the picture always stays in sight.
void GraphCanvas::bound() {
    if (!m_picture)
        return;
    const QSizeF size = m_picture->size() * m_scale;
    const double keepX = std::min(80.0, width() / 2.0);
    const double keepY = std::min(80.0, height() / 2.0);
    m_offset.setX(std::clamp(m_offset.x(), keepX - size.width(), width() - keepX));
    m_offset.setY(std::clamp(m_offset.y(), keepY - size.height(), height() - keepY));
}

void GraphCanvas::changed() {
    QToolTip::hideText();
    update();
}

void GraphCanvas::pan(const QPointF& by) {
    m_fitted = m_untouched = false;
    m_offset += by;
    bound();
    changed();
}

void GraphCanvas::zoomAt(const QPointF& at, double factor) {
    const QPointF held = toPicture(at);
    m_scale = std::clamp(m_scale * factor, kSmallest, kLargest);
    m_offset = at - held * m_scale;
    m_fitted = m_untouched = false;
    bound();
    changed();
}

QRectF GraphCanvas::visiblePart() const {
    return {toPicture({0, 0}), toPicture({static_cast<double>(width()), static_cast<double>(height())})};
}

void GraphCanvas::reveal(std::size_t node) {
    const QRectF rect = m_picture->nodes()[node];
    const QRectF onScreen(toScreen(rect.topLeft()), toScreen(rect.bottomRight()));
    const QRectF room = QRectF(this->rect()).adjusted(kMargin, kMargin, -kMargin, -kMargin);
    if (room.contains(onScreen))
        return;
    const auto shift = [](double low, double high, double from, double to) {
        return low < from ? from - low : high > to ? to - high : 0.0;
    };
    pan({shift(onScreen.left(), onScreen.right(), room.left(), room.right()),
         shift(onScreen.top(), onScreen.bottom(), room.top(), room.bottom())});
}

void GraphCanvas::centre(std::size_t node) {
    // The second time as large as life.
    const QPointF middle(width() / 2.0, height() / 2.0);
    const QPointF at = toScreen(m_picture->nodes()[node].center());
    if (QLineF(at, middle).length() < 2 && m_scale < 1)
        return zoomAt(middle, 1 / m_scale);
    pan(middle - at);
}

void GraphCanvas::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), m_style.theme().surface);
    if (!m_picture)
        return;
    painter.translate(m_offset);
    painter.scale(m_scale, m_scale);
    paintGraph(painter, *m_picture, m_style, m_marks, visiblePart(), m_scale);
}

void GraphCanvas::resizeEvent(QResizeEvent*) {
    if (m_fitted)
        fit();
    else
        bound();
}

void GraphCanvas::choose(std::optional<std::size_t> node) {
    if (node)
        emit chosen(*node);
    else
        emit unchosen();
}

/// For people who cannot see the picture: what is shown and what is selected.
void GraphCanvas::describe() {
    QString text = tr("Init graph");
    if (m_picture) {
        text = tr("Init graph, %1 nodes. %2")
                   .arg(m_picture->scene().nodes.size())
                   .arg(toQString(m_picture->scene().caption));
        if (m_marks.selected) {
            const SceneNode& node = m_picture->scene().nodes[*m_marks.selected];
            text = tr("%1, %2; %3 edges out, %4 in")
                       .arg(toQString(node.fullName),
                            node.costText.empty() ? tr("no init") : toQString(node.costText))
                       .arg(m_picture->targets(*m_marks.selected).size())
                       .arg(m_picture->sources(*m_marks.selected).size());
        }
    }
    setAccessibleName(text);
    QAccessibleEvent changed(this, QAccessible::NameChanged);
    QAccessible::updateAccessibility(&changed);
}

void GraphCanvas::showTip(const QPointF& at, const QPoint& global) {
    const auto node = m_picture ? m_picture->nodeAt(toPicture(at)) : std::nullopt;
    if (!node)
        return QToolTip::hideText();
    const SceneNode& shown = m_picture->scene().nodes[*node];
    QStringList lines{QStringLiteral("<b>%1</b>").arg(toQString(shown.fullName).toHtmlEscaped())};
    lines << (shown.costText.empty() ? tr("has no init") : toQString(shown.costText).toHtmlEscaped());
    if (shown.order > 0)
        lines << tr("init %1").arg(shown.order);
    if (shown.fold == SceneFold::Closed)
        lines << tr("%1 packages folded into it; double-click shows the costliest of them")
                     .arg(countText(shown.folded));
    QToolTip::showText(
        global, QStringLiteral("<p style='white-space:pre'>%1</p>").arg(lines.join(QStringLiteral("<br>"))),
        this);
}

bool GraphCanvas::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        showTip(help->pos(), help->globalPos());
        return true;
    }
    if (event->type() == QEvent::NativeGesture) {
        const auto* gesture = static_cast<QNativeGestureEvent*>(event);
        if (gesture->gestureType() == Qt::ZoomNativeGesture) {
            zoomAt(gesture->position(), 1 + gesture->value());
            return true;
        }
    }
    return QWidget::event(event);
}

} // namespace rt0::ui
