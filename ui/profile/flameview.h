#pragma once

#include "analysis/pairlanes.h"
#include "profile/flamelayout.h"
#include "theme.h"

#include <QAbstractScrollArea>
#include <memory>
#include <vector>

namespace rt0::ui {

/// A flame graph: who calls whom from top (or bottom) to bottom, as wide as the value; the order from left to
/// right means nothing but the size. A click zooms, a double click or Esc goes back; arrows walk.
class FlameView : public QAbstractScrollArea {
    Q_OBJECT

public:
    explicit FlameView(QWidget* parent = nullptr);

    /// Shows `tree`, which is never changed again; `unit` is that of its values.
    void setTree(std::shared_ptr<const profile::FlameTree> tree, const std::string& unit);
    void setTheme(const Theme& theme);
    /// False: the root lies on top, as an icicle; true: at the bottom.
    void setInverted(bool inverted);
    bool inverted() const { return m_inverted; }
    /// Marks functions whose name or package holds `text`, whatever its case.
    void setSearch(const QString& text);
    /// Of what the search found: value of all stacks with it, as part of everything.
    double matchedShare() const;
    std::uint64_t matchedValue() const { return m_matchedValue; }
    std::size_t matchedFunctions() const { return m_matchedFunctions; }
    /// Goes to the next or the previous frame that the search found.
    void goToMatch(int direction);

    /// The frame that fills the width.
    std::uint32_t top() const { return m_top; }
    void zoomTo(std::uint32_t node);
    /// To what was shown before the last zoom; false when that was nothing.
    bool back();
    /// The frame that the keyboard is at; kNoNode: none.
    std::uint32_t current() const { return m_current; }
    void setCurrent(std::uint32_t node);
    /// Goes to the widest frame of a function.
    void goToFunction(std::uint32_t function);
    /// Underlines the frames of a package; empty: none.
    void markPackage(const std::string& package);

    /// "1.37 s · 77.8 % of all · itself 1.28 s", for the status line and the tip.
    QString factsOf(std::uint32_t node) const;
    QRectF boxOf(std::uint32_t node) const;

signals:
    void zoomed();
    /// The keyboard or a click went to a frame.
    void currentChanged(std::uint32_t node);
    /// The user picked a frame, to see its package elsewhere too.
    void picked(std::uint32_t node);
    /// The mouse is over a frame, or kNoNode.
    void hovered(std::uint32_t node);

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool viewportEvent(QEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    struct Visible {
        std::uint32_t first = 0;
        std::uint32_t last = 0;
    };

    void relayout();
    void setTop(std::uint32_t node);
    Visible visibleRows() const;
    double rowTop(std::uint32_t row) const;
    std::uint32_t nodeAt(const QPointF& place) const;
    void showCurrent();
    void walk(int key);
    struct Difference {
        InitChange change = InitChange::Same;
        double strength = 0;
    };

    Difference differenceOf(const profile::FlameNode& node) const;
    QColor fillOf(std::uint32_t node) const;
    void paintBox(QPainter& painter, const FlameBox& box, double y) const;
    void paintText(QPainter& painter, const QRectF& rect, std::uint32_t node, const QColor& fill) const;

    std::shared_ptr<const profile::FlameTree> m_tree;
    std::string m_unit;
    Theme m_theme = lightTheme();
    FlameLayout m_layout;
    std::vector<QColor> m_colours; ///< by function
    std::vector<bool> m_matches;   ///< by function; empty without a search
    std::vector<bool> m_marked;    ///< by function; empty: none
    QString m_search;
    std::uint64_t m_matchedValue = 0;
    std::size_t m_matchedFunctions = 0;
    std::uint32_t m_top = profile::kFlameRoot;
    std::vector<std::uint32_t> m_before; ///< what was zoomed to, oldest first
    std::uint32_t m_current = profile::kNoNode;
    std::uint32_t m_hovered = profile::kNoNode;
    bool m_inverted = false;
    bool m_clickZoomed = false; ///< by the first click of a double click
    int m_rowHeight = 20;
};

} // namespace rt0::ui
