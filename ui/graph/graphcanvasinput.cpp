#include "graph/graphcanvas.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>

/// Mouse and keys of the canvas (INTERACTION).
namespace rt0::ui {
namespace {

constexpr double kWheelZoom = 1.25; ///< per notch
constexpr double kNotch = 120;      ///< QWheelEvent's unit
constexpr double kPixelsPerNotch = 60;
constexpr double kKeyPan = 80;

double dot(const QPointF& a, const QPointF& b) {
    return a.x() * b.x() + a.y() * b.y();
}

} // namespace

void GraphCanvas::mousePressEvent(QMouseEvent* event) {
    const bool rightPans = m_preset != NavigationPreset::Perfetto;
    m_pressed = event->button() == Qt::LeftButton || event->button() == Qt::MiddleButton ||
                (event->button() == Qt::RightButton && rightPans);
    m_panning = event->button() == Qt::MiddleButton;
    m_pressedAt = m_last = event->position();
    if (!m_pressed)
        event->ignore(); // mouse 4 and 5 go through the history
}

void GraphCanvas::mouseMoveEvent(QMouseEvent* event) {
    if (!m_pressed) {
        const bool over = m_picture && m_picture->nodeAt(toPicture(event->position()));
        setCursor(over ? Qt::PointingHandCursor : Qt::ArrowCursor);
        return;
    }
    const double way = (event->position() - m_pressedAt).manhattanLength();
    if (!m_panning && way < QApplication::startDragDistance())
        return;
    if (!m_panning)
        setCursor(Qt::ClosedHandCursor);
    m_panning = true;
    pan(event->position() - m_last);
    m_last = event->position();
}

void GraphCanvas::mouseReleaseEvent(QMouseEvent* event) {
    const bool click = m_pressed && !m_panning && event->button() == Qt::LeftButton;
    m_pressed = m_panning = false;
    setCursor(Qt::ArrowCursor);
    if (click && m_picture)
        choose(m_picture->nodeAt(toPicture(event->position())));
}

void GraphCanvas::mouseDoubleClickEvent(QMouseEvent* event) {
    const auto node = m_picture ? m_picture->nodeAt(toPicture(event->position())) : std::nullopt;
    if (node && event->button() == Qt::LeftButton)
        emit activated(*node);
}

void GraphCanvas::contextMenuEvent(QContextMenuEvent* event) {
    if (!m_picture ||
        (m_preset != NavigationPreset::Perfetto && event->reason() == QContextMenuEvent::Mouse &&
         (event->pos() - m_pressedAt.toPoint()).manhattanLength() > 4))
        return; // it was a drag
    const bool keyboard = event->reason() == QContextMenuEvent::Keyboard;
    const auto node = keyboard ? m_marks.selected : m_picture->nodeAt(toPicture(event->pos()));
    if (!node)
        return;
    choose(node);
    const QPoint at = keyboard ? toScreen(m_picture->nodes()[*node].center()).toPoint() : event->pos();
    emit menuRequested(*node, mapToGlobal(at));
}

void GraphCanvas::wheelEvent(QWheelEvent* event) {
    const bool control = event->modifiers().testFlag(Qt::ControlModifier);
    const bool zooms = control == (m_preset == NavigationPreset::Perfetto);
    const QPointF notches = QPointF(event->angleDelta()) / kNotch;
    if (zooms)
        zoomAt(event->position(), std::pow(kWheelZoom, notches.y()));
    else if (event->modifiers().testFlag(Qt::ShiftModifier))
        pan({notches.y() * kPixelsPerNotch, 0});
    else
        pan(notches * kPixelsPerNotch);
    event->accept();
}

void GraphCanvas::keyPressEvent(QKeyEvent* event) {
    const bool plain = (event->modifiers() & ~(Qt::KeypadModifier | Qt::ShiftModifier)) == Qt::NoModifier;
    if (!m_picture || !plain || (!walk(event->key()) && !moveView(event->key())))
        QWidget::keyPressEvent(event);
}

std::optional<std::size_t> GraphCanvas::nearest(std::size_t from, const QPointF& way,
                                                const std::vector<std::size_t>& candidates) const {
    const QPointF start = m_picture->nodes()[from].center();
    std::optional<std::size_t> best;
    double bestCost = 0;
    for (const std::size_t candidate : candidates) {
        const QPointF to = m_picture->nodes()[candidate].center() - start;
        const double along = dot(to, way);
        if (candidate == from || along <= 1)
            continue;
        // Straight ahead beats near but aside.
        const double cost = along + 3 * std::abs(dot(to, {way.y(), way.x()}));
        if (!best || cost < bestCost) {
            best = candidate;
            bestCost = cost;
        }
    }
    return best;
}

/// Arrow keys: the way the graph grows along the edges (what it imports), back against them (what imports
/// it), across to the neighbour on screen.
bool GraphCanvas::walk(int key) {
    const auto& nodes = m_picture->nodes();
    if (nodes.empty())
        return false;
    const bool arrow =
        key == Qt::Key_Left || key == Qt::Key_Right || key == Qt::Key_Up || key == Qt::Key_Down;
    if (!m_marks.selected) {
        if (arrow)
            choose(0);
        return arrow;
    }
    const std::size_t here = *m_marks.selected;
    std::optional<std::size_t> next;
    std::vector<std::size_t> all(nodes.size());
    for (std::size_t i = 0; i < all.size(); ++i)
        all[i] = i;
    const bool right = m_picture->direction() == layout::Direction::Right;
    switch (key) {
    case Qt::Key_Right:
        next = nearest(here, {1, 0}, right ? m_picture->targets(here) : all);
        break;
    case Qt::Key_Left:
        next = nearest(here, {-1, 0}, right ? m_picture->sources(here) : all);
        break;
    case Qt::Key_Down:
        next = nearest(here, {0, 1}, right ? all : m_picture->targets(here));
        break;
    case Qt::Key_Up:
        next = nearest(here, {0, -1}, right ? all : m_picture->sources(here));
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        emit activated(here);
        return true;
    case Qt::Key_F:
        centre(here);
        return true;
    default:
        return false;
    }
    if (next)
        choose(next);
    return true;
}

bool GraphCanvas::moveView(int key) {
    const QPointF middle(width() / 2.0, height() / 2.0);
    switch (key) {
    case Qt::Key_W:
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        zoomAt(middle, kWheelZoom);
        return true;
    case Qt::Key_S:
    case Qt::Key_Minus:
        zoomAt(middle, 1 / kWheelZoom);
        return true;
    case Qt::Key_A:
        pan({kKeyPan, 0});
        return true;
    case Qt::Key_D:
        pan({-kKeyPan, 0});
        return true;
    case Qt::Key_0:
    case Qt::Key_Home:
        fit();
        return true;
    default:
        return false;
    }
}

} // namespace rt0::ui
