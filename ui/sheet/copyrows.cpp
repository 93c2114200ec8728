#include "sheet/copyrows.h"

#include <QApplication>
#include <QClipboard>
#include <QTableView>
#include <algorithm>

namespace rt0::ui {

void copySelectedRows(const QTableView& table) {
    const QAbstractItemModel& model = *table.model();
    QStringList lines;
    QStringList header;
    for (int c = 0; c < model.columnCount(); ++c)
        header << model.headerData(c, Qt::Horizontal).toString();
    lines << header.join(QLatin1Char('\t'));
    QModelIndexList rows = table.selectionModel()->selectedRows();
    std::sort(rows.begin(), rows.end());
    for (const QModelIndex& row : rows) {
        QStringList cells;
        for (int c = 0; c < model.columnCount(); ++c)
            cells << row.siblingAtColumn(c).data().toString();
        lines << cells.join(QLatin1Char('\t'));
    }
    if (lines.size() > 1)
        QApplication::clipboard()->setText(lines.join(QLatin1Char('\n')) + QLatin1Char('\n'));
}

} // namespace rt0::ui
