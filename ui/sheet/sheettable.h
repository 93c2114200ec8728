#pragma once

#include "sheet/sheetmodel.h"
#include "theme.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QSortFilterProxyModel;
class QTableView;

namespace rt0::ui {

class BarDelegate;

/// A table of plain values with its title, the number of its rows and, where wanted, a filter over all
/// columns. Sorts by any column; Ctrl+C copies the selected rows.
class SheetTable : public QWidget {
    Q_OBJECT

public:
    enum class Filter { No, Yes };

    SheetTable(const QString& title, std::vector<SheetColumn> columns, Filter filter,
               QWidget* parent = nullptr);

    /// `whyEmpty` is shown when there is no row.
    void setRows(std::vector<SheetRow> rows, const QString& whyEmpty);
    /// Goes to the row of setRows() without telling so; -1, or a row that the filter hides: to none.
    void showRow(int row);
    /// Rows of setRows() that are selected, in the order in which they are shown.
    std::vector<int> selectedRows() const;
    void setTheme(const Theme& theme);
    bool canFilter() const { return m_filter != nullptr; }
    void find();
    /// Clears the filter; false when there was none.
    bool peel();

protected:
    void resizeEvent(QResizeEvent* event) override;

signals:
    /// The user went to a row: its index in what setRows() got.
    void rowChosen(int row);

private:
    void makeTable(const std::vector<SheetColumn>& columns);
    void fitColumns();
    void fitStretched();
    void updateCount();

    SheetModel* m_model = nullptr; ///< children of this widget, as the following
    QSortFilterProxyModel* m_proxy = nullptr;
    QTableView* m_table = nullptr;
    BarDelegate* m_bars = nullptr;
    QLineEdit* m_filter = nullptr; ///< null without one
    QLabel* m_count = nullptr;
    QLabel* m_empty = nullptr;
    QString m_whyEmpty;
    std::vector<bool> m_optional; ///< by column
    int m_stretched = 0;
    bool m_following = false;
};

} // namespace rt0::ui
