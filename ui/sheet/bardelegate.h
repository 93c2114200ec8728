#pragma once

#include "theme.h"

#include <QStyledItemDelegate>

namespace rt0::ui {

/// Draws a cell's share (ShareRole) as a bar behind its text.
class BarDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void setTheme(const Theme& theme) { m_theme = theme; }
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;

private:
    Theme m_theme = lightTheme();
};

} // namespace rt0::ui
