#include "profile/flameview.h"

#include "base/format.h"
#include "hatch.h"
#include "profile/flamecolours.h"
#include "text.h"

#include <QAccessible>
#include <QPainter>
#include <QScrollBar>
#include <algorithm>

namespace rt0::ui {
namespace {

using profile::FlameNode;
using profile::kFlameRoot;
using profile::kNoNode;

constexpr double kSmallestText_px = 40;
constexpr double kPadding_px = 4;
constexpr double kSameShare = 0.1; ///< of the larger share: sampling tells no smaller difference

/// "http.(*Server).Serve" of "net/http.(*Server).Serve"; slashes in brackets belong to types.
QString shortName(const QString& name) {
    const qsizetype bracket = name.indexOf(QLatin1Char('['));
    const qsizetype slash = name.lastIndexOf(QLatin1Char('/'), bracket > 0 ? bracket - name.size() : -1);
    return slash < 0 || name.startsWith(QLatin1Char('[')) ? name : name.mid(slash + 1);
}

/// The whole name, without the begin of its import path, without its package, or the begin of that; empty
/// where fewer than a few letters would be left.
QString fittingName(const QString& name, const QFontMetricsF& metrics, double room) {
    constexpr int kFewestLetters = 3;
    const auto fits = [&](const QString& text) { return metrics.horizontalAdvance(text) <= room; };
    if (fits(name))
        return name;
    const QString last = shortName(name);
    if (fits(last))
        return last;
    const qsizetype dot = last.indexOf(QLatin1Char('.'));
    const QString own = dot > 0 && !last.startsWith(QLatin1Char('[')) ? last.mid(dot + 1) : last;
    if (fits(own))
        return own;
    const QString cut = metrics.elidedText(own, Qt::ElideRight, room);
    return cut.size() <= kFewestLetters ? QString() : cut;
}

double shareOf(std::uint64_t value, std::uint64_t total) {
    return total == 0 ? 0 : static_cast<double>(value) / static_cast<double>(total);
}

} // namespace

FlameView::FlameView(QWidget* parent) : QAbstractScrollArea(parent) {
    setFocusPolicy(Qt::StrongFocus);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    viewport()->setMouseTracking(true);
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
    setAccessibleName(tr("Flame graph"));
    m_rowHeight = fontMetrics().height() + 6;
}

void FlameView::setTree(std::shared_ptr<const profile::FlameTree> tree, const std::string& unit) {
    m_tree = std::move(tree);
    m_unit = unit;
    m_top = kFlameRoot;
    m_before.clear();
    m_current = kNoNode;
    m_hovered = kNoNode;
    m_marked.clear();
    m_colours = m_tree ? functionColours(m_tree->functions, m_theme) : std::vector<QColor>();
    setSearch(m_search);
    relayout();
    verticalScrollBar()->setValue(m_inverted ? verticalScrollBar()->maximum() : 0);
    emit zoomed();
    emit currentChanged(kNoNode);
}

void FlameView::setTheme(const Theme& theme) {
    m_theme = theme;
    if (m_tree)
        m_colours = functionColours(m_tree->functions, theme);
    viewport()->update();
}

void FlameView::setInverted(bool inverted) {
    m_inverted = inverted;
    relayout();
    verticalScrollBar()->setValue(inverted ? verticalScrollBar()->maximum() : 0);
}

void FlameView::setSearch(const QString& text) {
    m_search = text;
    m_matches.clear();
    m_matchedValue = 0;
    m_matchedFunctions = 0;
    if (m_tree && !text.isEmpty()) {
        for (const profile::StackFunction& function : m_tree->functions)
            m_matches.push_back(toQString(function.name).contains(text, Qt::CaseInsensitive) ||
                                toQString(function.package).contains(text, Qt::CaseInsensitive));
        m_matchedValue = profile::matchedValue(*m_tree, m_matches);
        m_matchedFunctions = static_cast<std::size_t>(std::count(m_matches.begin(), m_matches.end(), true));
    }
    viewport()->update();
}

double FlameView::matchedShare() const {
    return m_tree ? shareOf(m_matchedValue, m_tree->root().value) : 0;
}

void FlameView::goToMatch(int direction) {
    if (m_matches.empty())
        return;
    const auto count = static_cast<std::int64_t>(m_tree->nodes.size());
    std::int64_t at = m_current == kNoNode ? 0 : m_current;
    for (std::int64_t i = 1; i < count; ++i) {
        at = (at + direction + count) % count;
        if (at == kFlameRoot || !m_matches[m_tree->nodes[static_cast<std::size_t>(at)].function])
            continue;
        setCurrent(static_cast<std::uint32_t>(at));
        return showCurrent();
    }
}

void FlameView::setTop(std::uint32_t node) {
    m_top = node;
    relayout();
    // The zoomed frame stays in view below its callers.
    const double y = rowTop(m_tree->nodes[node].depth);
    const int page = viewport()->height();
    if (y < 0 || y + m_rowHeight > page)
        verticalScrollBar()->setValue(verticalScrollBar()->value() + static_cast<int>(y) -
                                      (m_inverted ? page - 2 * m_rowHeight : m_rowHeight));
    emit zoomed();
}

void FlameView::zoomTo(std::uint32_t node) {
    if (!m_tree || node >= m_tree->nodes.size() || node == m_top)
        return;
    m_before.push_back(m_top);
    setTop(node);
}

bool FlameView::back() {
    if (m_before.empty())
        return false;
    const std::uint32_t node = m_before.back();
    m_before.pop_back();
    setTop(node);
    return true;
}

void FlameView::setCurrent(std::uint32_t node) {
    if (node == m_current)
        return;
    m_current = node;
    setAccessibleDescription(node == kNoNode ? QString()
                                             : toQString(std::string(m_tree->nameOf(node))) +
                                                   QStringLiteral(": ") + factsOf(node));
    QAccessibleEvent told(this, QAccessible::DescriptionChanged);
    QAccessible::updateAccessibility(&told);
    viewport()->update();
    emit currentChanged(node);
}

void FlameView::goToFunction(std::uint32_t function) {
    if (!m_tree)
        return;
    std::uint32_t widest = kNoNode;
    for (std::uint32_t i = 1; i < m_tree->nodes.size(); ++i)
        if (m_tree->nodes[i].function == function &&
            (widest == kNoNode || m_tree->nodes[i].width() > m_tree->nodes[widest].width()))
            widest = i;
    if (widest == kNoNode)
        return;
    setCurrent(widest);
    showCurrent();
}

void FlameView::markPackage(const std::string& package) {
    m_marked.clear();
    if (m_tree && !package.empty())
        for (const profile::StackFunction& function : m_tree->functions)
            m_marked.push_back(function.package == package);
    viewport()->update();
}

/// Zooms out until the current frame is inside, and in when it is too narrow to be seen.
void FlameView::showCurrent() {
    const FlameNode& node = m_tree->nodes[m_current];
    const FlameNode& top = m_tree->nodes[m_top];
    const bool inside = node.depth < top.depth
                            ? m_layout.nodeAt(0, node.depth) == m_current
                            : node.begin >= top.begin && node.begin + node.width() <= top.begin + top.width();
    if (!inside)
        zoomTo(kFlameRoot);
    if (boxOf(m_current).width() < 2) {
        std::uint32_t above = m_current;
        while (m_tree->nodes[above].parent != kNoNode && m_tree->nodes[above].width() < 20 * node.width())
            above = m_tree->nodes[above].parent;
        zoomTo(above);
    }
    const double y = rowTop(node.depth);
    if (y < 0 || y + m_rowHeight > viewport()->height())
        verticalScrollBar()->setValue(verticalScrollBar()->value() + static_cast<int>(y) -
                                      viewport()->height() / 2);
    viewport()->update();
}

void FlameView::relayout() {
    m_layout = m_tree ? FlameLayout(*m_tree, m_top, viewport()->width()) : FlameLayout();
    const int height = static_cast<int>(m_layout.rowCount()) * m_rowHeight;
    verticalScrollBar()->setPageStep(viewport()->height());
    verticalScrollBar()->setSingleStep(m_rowHeight);
    verticalScrollBar()->setRange(0, std::max(0, height - viewport()->height()));
    viewport()->update();
}

double FlameView::rowTop(std::uint32_t row) const {
    const int scrolled = verticalScrollBar()->value();
    if (!m_inverted)
        return static_cast<double>(row) * m_rowHeight - scrolled;
    const double height = std::max(viewport()->height(), static_cast<int>(m_layout.rowCount()) * m_rowHeight);
    return height - static_cast<double>(row + 1) * m_rowHeight - scrolled;
}

FlameView::Visible FlameView::visibleRows() const {
    if (m_layout.rowCount() == 0)
        return {1, 0};
    const auto most = static_cast<double>(m_layout.rowCount() - 1);
    const auto rowAt = [&](double y) {
        const double from = rowTop(0);
        const double row = m_inverted ? (from + m_rowHeight - y) / m_rowHeight : (y - from) / m_rowHeight;
        return static_cast<std::uint32_t>(std::clamp(row, 0.0, most));
    };
    const double height = viewport()->height();
    return m_inverted ? Visible{rowAt(height), rowAt(0)} : Visible{rowAt(0), rowAt(height)};
}

QRectF FlameView::boxOf(std::uint32_t node) const {
    const double left = m_layout.left(node);
    return {left, rowTop(m_tree->nodes[node].depth), m_layout.right(node) - left,
            static_cast<double>(m_rowHeight)};
}

std::uint32_t FlameView::nodeAt(const QPointF& place) const {
    if (!m_tree)
        return kNoNode;
    const double from = rowTop(0);
    const double row =
        m_inverted ? (from + m_rowHeight - place.y()) / m_rowHeight : (place.y() - from) / m_rowHeight;
    if (row < 0 || row >= m_layout.rowCount())
        return kNoNode;
    return m_layout.nodeAt(place.x(), static_cast<std::uint32_t>(row));
}

QString FlameView::factsOf(std::uint32_t node) const {
    const FlameNode& at = m_tree->nodes[node];
    const std::uint64_t all = m_tree->root().value;
    const auto value = [this](std::uint64_t number) { return toQString(profile::valueText(number, m_unit)); };
    QString text = tr("%1 · %2 of all").arg(value(at.value), toQString(formatShare(shareOf(at.value, all))));
    if (m_top != kFlameRoot)
        text += tr(" · %1 of what is shown")
                    .arg(toQString(formatShare(shareOf(at.value, m_tree->nodes[m_top].value))));
    text += tr(" · flat %1").arg(value(m_tree->self(node)));
    if (m_tree->compares) {
        const double delta = shareOf(at.other, m_tree->root().other) - shareOf(at.value, all);
        text += tr(" · in the other profile %1, %2 of all (%3%4 points)")
                    .arg(value(at.other), toQString(formatShare(shareOf(at.other, m_tree->root().other))),
                         delta < 0 ? QStringLiteral("−") : QStringLiteral("+"))
                    .arg(std::abs(delta) * 100, 0, 'f', 1);
    }
    if (at.function != kNoNode)
        text += tr(" · package %1").arg(toQString(m_tree->functions[at.function].package));
    return text;
}

/// By its share of both profiles: the other one has more, or less of it.
FlameView::Difference FlameView::differenceOf(const profile::FlameNode& node) const {
    const double own = shareOf(node.value, m_tree->root().value);
    const double other = shareOf(node.other, m_tree->root().other);
    const double larger = std::max(own, other);
    const double change = larger > 0 ? (other - own) / larger : 0;
    if (!m_tree->compares || std::abs(change) < kSameShare)
        return {};
    return {change > 0 ? InitChange::Slower : InitChange::Faster, std::abs(change)};
}

QColor FlameView::fillOf(std::uint32_t node) const {
    const FlameNode& at = m_tree->nodes[node];
    if (at.function == kNoNode)
        return mixed(m_theme.surface, m_theme.hatch, 0.45);
    const QColor own = m_tree->compares
                           ? m_theme.classColour(colourOf(differenceOf(at).change, differenceOf(at).strength))
                           : m_colours[at.function];
    const bool faded = !m_matches.empty() && !m_matches[at.function];
    if (faded)
        return mixed(own, m_theme.surface, 0.75);
    return at.depth < m_tree->nodes[m_top].depth ? mixed(own, m_theme.surface, 0.45) : own;
}

void FlameView::paintText(QPainter& painter, const QRectF& rect, std::uint32_t node,
                          const QColor& fill) const {
    const double room = rect.width() - 2 * kPadding_px;
    if (rect.width() < kSmallestText_px)
        return;
    const FlameNode& at = m_tree->nodes[node];
    const QFontMetricsF metrics(painter.font());
    // A sign for those who cannot tell the colours.
    const InitChange change = differenceOf(at).change;
    const QString sign =
        change == InitChange::Same ? QString() : toQString(std::string(signOf(change))) + QLatin1Char(' ');
    const QString name = fittingName(toQString(std::string(m_tree->nameOf(node))), metrics,
                                     room - metrics.horizontalAdvance(sign));
    if (name.isEmpty())
        return;
    const QString text = sign + name;
    const bool found = !m_matches.empty() && at.function != kNoNode && m_matches[at.function];
    QFont font = painter.font();
    font.setUnderline(found);
    painter.setFont(font);
    painter.setPen(Theme::textOn(fill));
    painter.drawText(rect.adjusted(kPadding_px, 0, -kPadding_px, 0), Qt::AlignLeft | Qt::AlignVCenter, text);
    font.setUnderline(false);
    painter.setFont(font);
}

void FlameView::paintBox(QPainter& painter, const FlameBox& box, double y) const {
    const double gap = box.right - box.left > 3 ? 1 : 0;
    const QRectF rect(box.left, y, box.right - box.left - gap, m_rowHeight - 1);
    if (box.node == kNoNode) {
        painter.fillRect(rect, mixed(m_theme.surface, m_theme.hatch, 0.35));
        const QString why = tr("frames too narrow to draw: zoom in");
        painter.setPen(m_theme.muted);
        if (painter.fontMetrics().horizontalAdvance(why) + 2 * kPadding_px < rect.width())
            painter.drawText(rect.adjusted(kPadding_px, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, why);
        return;
    }
    const QColor fill = fillOf(box.node);
    if (gap == 0 && box.node != m_current && box.node != m_hovered) { // whole pixels are painted faster
        const int left = static_cast<int>(box.left);
        const int right = std::max(left + 1, static_cast<int>(box.right));
        return painter.fillRect(left, static_cast<int>(y), right - left, m_rowHeight - 1, fill);
    }
    painter.fillRect(rect, fill);
    const std::uint32_t function = m_tree->nodes[box.node].function;
    if (!m_marked.empty() && m_matches.empty() && function != kNoNode && m_marked[function])
        painter.fillRect(QRectF(rect.left(), rect.bottom() - 2, rect.width(), 2), m_theme.accent);
    paintText(painter, rect, box.node, fill);
    if (box.node == m_current || box.node == m_hovered) {
        painter.setPen(
            QPen(box.node == m_current ? m_theme.accent.darker(m_theme.dark ? 100 : 130) : m_theme.text,
                 box.node == m_current ? 2 : 1));
        painter.drawRect(rect.adjusted(1, 1, -1, -1));
    }
}

void FlameView::paintEvent(QPaintEvent* event) {
    QPainter painter(viewport());
    painter.fillRect(event->rect(), m_theme.surface);
    if (!m_tree)
        return;
    painter.setFont(font());
    const Visible rows = visibleRows();
    m_layout.forRows(rows.first, rows.last, [&](std::uint32_t row, const std::vector<FlameBox>& boxes) {
        const double y = rowTop(row);
        for (const FlameBox& box : boxes)
            paintBox(painter, box, y);
    });
}

void FlameView::resizeEvent(QResizeEvent* event) {
    QAbstractScrollArea::resizeEvent(event);
    const bool atEnd = m_inverted && verticalScrollBar()->value() == verticalScrollBar()->maximum();
    relayout();
    if (atEnd)
        verticalScrollBar()->setValue(verticalScrollBar()->maximum());
}

void FlameView::changeEvent(QEvent* event) {
    QAbstractScrollArea::changeEvent(event);
    if (event->type() != QEvent::FontChange)
        return;
    m_rowHeight = fontMetrics().height() + 6;
    relayout();
}

} // namespace rt0::ui
