#include "sheet/sheettable.h"

#include "sheet/bardelegate.h"
#include "sheet/copyrows.h"
#include "sheet/sheetroles.h"
#include "text.h"

#include <QAction>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <algorithm>

namespace rt0::ui {
namespace {

constexpr int kWidestColumn = 420; ///< pixels, of those that do not stretch
constexpr int kCellRoom = 14;
constexpr int kBarRoom = 60;
constexpr int kNarrowestStretched = 240;
constexpr int kRowsMeasured = 500; ///< for the columns' widths

bool isEmpty(const QAbstractItemModel& model, int column) {
    for (int row = 0; row < model.rowCount(); ++row)
        if (!model.index(row, column).data().toString().isEmpty())
            return false;
    return true;
}

} // namespace

SheetTable::SheetTable(const QString& title, std::vector<SheetColumn> columns, Filter filter, QWidget* parent)
    : QWidget(parent) {
    auto* heading = new QLabel(QStringLiteral("<b>%1</b>").arg(title.toHtmlEscaped()), this);
    m_count = new QLabel(this);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(8, 4, 8, 4);
    row->setSpacing(10);
    row->addWidget(heading);
    if (filter == Filter::Yes) {
        m_filter = new QLineEdit(this);
        m_filter->setPlaceholderText(tr("Filter by any column (Ctrl+F)"));
        m_filter->setClearButtonEnabled(true);
        m_filter->setAccessibleName(tr("Filter"));
        row->addWidget(m_filter, 1);
    } else {
        row->addStretch(1);
    }
    row->addWidget(m_count);
    m_model = new SheetModel(columns, this);
    m_proxy = new QSortFilterProxyModel(this);
    m_proxy->setSourceModel(m_model);
    m_proxy->setSortRole(SortRole);
    m_proxy->setFilterKeyColumn(-1);
    m_proxy->setFilterCaseSensitivity(Qt::CaseInsensitive);
    makeTable(columns);
    m_table->setAccessibleName(title);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(row);
    column->addWidget(m_table, 1);
    setFocusProxy(m_table);
    if (m_filter)
        connect(m_filter, &QLineEdit::textChanged, this, [this](const QString& text) {
            m_proxy->setFilterFixedString(text);
            updateCount();
        });
}

void SheetTable::makeTable(const std::vector<SheetColumn>& columns) {
    m_table = new QTableView(this);
    m_table->setModel(m_proxy);
    m_bars = new BarDelegate(m_table);
    m_table->setItemDelegate(m_bars);
    m_table->setSortingEnabled(true);
    m_proxy->sort(-1); // as given, until the user asks for another order
    m_table->horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
    m_table->setAlternatingRowColors(true);
    m_table->setShowGrid(false);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setWordWrap(false);
    m_table->setTextElideMode(Qt::ElideMiddle);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(m_table->fontMetrics().height() + 10);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setResizeContentsPrecision(kRowsMeasured);
    for (std::size_t c = 0; c < columns.size(); ++c) {
        m_optional.push_back(columns[c].optional);
        if (columns[c].stretch)
            m_stretched = static_cast<int>(c);
    }
    m_table->horizontalHeader()->setSectionResizeMode(m_stretched, QHeaderView::Stretch);
    m_empty = new QLabel(m_table->viewport());
    m_empty->setMargin(16);
    m_empty->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_empty->hide();
    auto* copy = new QAction(tr("Copy the selected rows"), m_table);
    copy->setShortcut(QKeySequence::Copy);
    copy->setShortcutContext(Qt::WidgetShortcut);
    m_table->addAction(copy);
    m_table->setContextMenuPolicy(Qt::ActionsContextMenu);
    connect(copy, &QAction::triggered, this, [this] { copySelectedRows(*m_table); });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this](const QModelIndex& row) {
                if (row.isValid() && !m_following)
                    emit rowChosen(m_proxy->mapToSource(row).row());
            });
}

void SheetTable::setRows(std::vector<SheetRow> rows, const QString& whyEmpty) {
    m_whyEmpty = whyEmpty;
    if (m_filter)
        m_filter->clear();
    m_model->setRows(std::move(rows));
    fitColumns();
    m_table->scrollToTop();
    updateCount();
}

void SheetTable::showRow(int row) {
    m_following = true;
    const QModelIndex shown = row < 0 ? QModelIndex() : m_proxy->mapFromSource(m_model->index(row, 0));
    m_table->selectionModel()->setCurrentIndex(shown, QItemSelectionModel::ClearAndSelect |
                                                          QItemSelectionModel::Rows);
    if (shown.isValid())
        m_table->scrollTo(shown);
    m_following = false;
}

std::vector<int> SheetTable::selectedRows() const {
    QModelIndexList selected = m_table->selectionModel()->selectedRows();
    std::ranges::sort(selected, {}, &QModelIndex::row);
    std::vector<int> rows;
    for (const QModelIndex& row : selected)
        rows.push_back(m_proxy->mapToSource(row).row());
    return rows;
}

void SheetTable::fitColumns() {
    m_table->resizeColumnsToContents();
    for (int c = 0; c < m_model->columnCount(); ++c) {
        const int more = m_model->index(0, c).data(ShareRole).isValid() ? kBarRoom : kCellRoom;
        if (c != m_stretched)
            m_table->setColumnWidth(c, std::min(kWidestColumn, m_table->columnWidth(c) + more));
        if (m_optional[static_cast<std::size_t>(c)])
            m_table->setColumnHidden(c, isEmpty(*m_model, c));
    }
    fitStretched();
}

/// Where the others leave too little room the table scrolls sideways.
void SheetTable::fitStretched() {
    QHeaderView& header = *m_table->horizontalHeader();
    int others = 0;
    for (int c = 0; c < m_model->columnCount(); ++c)
        others += c == m_stretched || m_table->isColumnHidden(c) ? 0 : m_table->columnWidth(c);
    // Not the viewport's width: it follows ours later.
    const int room = width() - style()->pixelMetric(QStyle::PM_ScrollBarExtent) - 4;
    const bool fits = room - others >= kNarrowestStretched;
    header.setSectionResizeMode(m_stretched, fits ? QHeaderView::Stretch : QHeaderView::Interactive);
    if (!fits)
        m_table->setColumnWidth(m_stretched, kNarrowestStretched);
}

void SheetTable::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    fitStretched();
}

void SheetTable::updateCount() {
    const auto all = static_cast<std::uint64_t>(m_model->rowCount());
    const auto shown = static_cast<std::uint64_t>(m_proxy->rowCount());
    m_count->setText(shown == all ? countText(all) : tr("%1 of %2").arg(countText(shown), countText(all)));
    m_empty->setText(all == 0 ? m_whyEmpty : tr("Nothing matches the filter. Esc clears it."));
    m_empty->setVisible(shown == 0);
    m_empty->adjustSize();
}

void SheetTable::setTheme(const Theme& theme) {
    m_bars->setTheme(theme);
    m_table->viewport()->update();
}

void SheetTable::find() {
    if (!m_filter)
        return;
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
}

bool SheetTable::peel() {
    if (!m_filter || m_filter->text().isEmpty())
        return false;
    m_filter->clear();
    m_table->setFocus();
    return true;
}

} // namespace rt0::ui
