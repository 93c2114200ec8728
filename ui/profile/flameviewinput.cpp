#include "profile/flameview.h"
#include "text.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QToolTip>

/// Mouse and keys of the flame graph.
namespace rt0::ui {

using profile::FlameNode;
using profile::kFlameRoot;
using profile::kNoNode;

void FlameView::mousePressEvent(QMouseEvent* event) {
    const std::uint32_t node = nodeAt(event->position());
    if (event->button() != Qt::LeftButton || node == kNoNode)
        return;
    setCurrent(node);
    m_clickZoomed = node != m_top;
    zoomTo(node);
    emit picked(node);
}

/// The first click of the two may have zoomed, which was not meant.
void FlameView::mouseDoubleClickEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton)
        return;
    if (m_clickZoomed)
        back();
    m_clickZoomed = false;
    back();
}

void FlameView::mouseMoveEvent(QMouseEvent* event) {
    const std::uint32_t node = nodeAt(event->position());
    if (node == m_hovered)
        return;
    m_hovered = node;
    viewport()->update();
    emit hovered(node);
    if (node == kNoNode)
        QToolTip::hideText();
    else
        QToolTip::showText(
            event->globalPosition().toPoint() + QPoint(14, 10),
            QStringLiteral("<p style='white-space:pre'><b>%1</b><br>%2</p>")
                .arg(toQString(std::string(m_tree->nameOf(node))).toHtmlEscaped(),
                     factsOf(node).toHtmlEscaped().replace(QStringLiteral(" · "), QStringLiteral("<br>"))),
            viewport());
}

bool FlameView::viewportEvent(QEvent* event) {
    if (event->type() == QEvent::Leave && m_hovered != kNoNode) {
        m_hovered = kNoNode;
        viewport()->update();
        emit hovered(kNoNode);
    }
    return QAbstractScrollArea::viewportEvent(event);
}

void FlameView::walk(int key) {
    if (m_current == kNoNode)
        return setCurrent(m_top);
    const FlameNode& node = m_tree->nodes[m_current];
    const bool towardsCallers = key == (m_inverted ? Qt::Key_Down : Qt::Key_Up);
    std::uint32_t to = m_current;
    if (key == Qt::Key_Left || key == Qt::Key_Right) {
        // Neighbours of a level lie behind each other, also those of other callers.
        const std::uint32_t next = key == Qt::Key_Left ? m_current - 1 : m_current + 1;
        const bool exists = next < m_tree->nodes.size() && m_tree->nodes[next].depth == node.depth;
        to = exists ? next : m_current;
    } else if (towardsCallers) {
        to = node.parent == kNoNode ? m_current : node.parent;
    } else if (node.childCount > 0) {
        to = node.firstChild;
    }
    setCurrent(to);
    showCurrent();
    emit picked(to);
}

void FlameView::keyPressEvent(QKeyEvent* event) {
    if (!m_tree)
        return event->ignore();
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Up:
    case Qt::Key_Down:
        return walk(event->key());
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_current != kNoNode)
            zoomTo(m_current);
        return;
    case Qt::Key_Backspace:
        back();
        return;
    case Qt::Key_Home:
    case Qt::Key_0:
        zoomTo(kFlameRoot);
        return;
    default:
        QAbstractScrollArea::keyPressEvent(event);
    }
}

} // namespace rt0::ui
