#pragma once

#include <QAbstractTableModel>
#include <vector>

namespace rt0::ui {

struct SheetColumn {
    QString title;
    QString tip;
    bool number = false;   ///< stands to the right
    bool stretch = false;  ///< takes the room that is left; one column of a table
    bool optional = false; ///< not shown while all its cells are empty
};

struct SheetCell {
    SheetCell() = default;
    SheetCell(QString shown) : text(std::move(shown)) {} // NOLINT: a text is a cell
    SheetCell(QString shown, quint64 key) : text(std::move(shown)), sortKey(key) {}
    SheetCell(QString shown, quint64 key, double part) : text(std::move(shown)), sortKey(key), share(part) {}

    QString text;
    QVariant sortKey; ///< invalid: the text
    QVariant share;   ///< as ShareRole
    QString tip;      ///< empty: the text
};

using SheetRow = std::vector<SheetCell>;

/// Rows of plain values.
class SheetModel : public QAbstractTableModel {
    Q_OBJECT

public:
    explicit SheetModel(std::vector<SheetColumn> columns, QObject* parent = nullptr)
        : QAbstractTableModel(parent), m_columns(std::move(columns)) {}

    /// Each row has a cell for each column.
    void setRows(std::vector<SheetRow> rows);

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    std::vector<SheetColumn> m_columns;
    std::vector<SheetRow> m_rows;
};

} // namespace rt0::ui
