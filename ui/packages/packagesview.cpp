#include "packages/packagesview.h"

#include "packages/packagemodel.h"
#include "session.h"
#include "sheet/bardelegate.h"
#include "sheet/copyrows.h"
#include "sheet/sheetroles.h"
#include "text.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QSortFilterProxyModel>
#include <QTableView>

namespace rt0::ui {

PackagesView::PackagesView(Session& session, QWidget* parent) : QWidget(parent), m_session(session) {
    m_proxy = new QSortFilterProxyModel(this);
    m_proxy->setSourceModel(new PackageModel(session, this));
    m_proxy->setSortRole(SortRole);
    m_proxy->setFilterKeyColumn(PackageModel::Package);
    m_proxy->setFilterCaseSensitivity(Qt::CaseInsensitive);

    m_filter = new QLineEdit(this);
    m_filter->setPlaceholderText(tr("Filter by import path (Ctrl+F)"));
    m_filter->setClearButtonEnabled(true);
    m_filter->setAccessibleName(tr("Filter"));
    m_count = new QLabel(this);
    m_table = new QTableView(this);
    m_table->setModel(m_proxy);
    m_bars = new BarDelegate(m_table);
    m_table->setItemDelegate(m_bars);
    m_table->setSortingEnabled(true);
    m_table->setAlternatingRowColors(true);
    m_table->setShowGrid(false);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setWordWrap(false);
    m_table->setTextElideMode(Qt::ElideLeft);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(m_table->fontMetrics().height() + 10);
    m_table->horizontalHeader()->setStretchLastSection(false);
    m_table->horizontalHeader()->setSectionResizeMode(PackageModel::Package, QHeaderView::Stretch);
    m_table->sortByColumn(PackageModel::Time, Qt::DescendingOrder);
    m_table->setAccessibleName(tr("Packages"));
    m_table->installEventFilter(this);

    auto* row = new QHBoxLayout;
    row->setContentsMargins(8, 4, 8, 4);
    row->addWidget(m_filter, 1);
    row->addWidget(m_count);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(row);
    column->addWidget(m_table, 1);
    m_empty = new QLabel(m_table->viewport());
    m_empty->setMargin(24);
    m_empty->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_empty->setMinimumWidth(620);
    m_empty->hide();
    setFocusProxy(m_table);

    connect(m_filter, &QLineEdit::textChanged, &session, &Session::setFilter);
    connect(&session, &Session::filterChanged, this, &PackagesView::applyFilter);
    connect(&session, &Session::selectionChanged, this, &PackagesView::showSelection);
    connect(&session, &Session::startupChanged, this, [this] {
        m_table->resizeColumnsToContents();
        for (int c = 0; c < PackageModel::Group; ++c)
            m_table->setColumnWidth(c, m_table->columnWidth(c) + 18);
        m_table->setColumnWidth(PackageModel::Group, 190);
        // A current row that is not selected: taking the focus then selects nothing.
        m_following = true;
        m_table->selectionModel()->setCurrentIndex(m_proxy->index(0, 0), QItemSelectionModel::NoUpdate);
        m_following = false;
        applyFilter();
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &PackagesView::selectCurrent);
    connect(m_table, &QTableView::doubleClicked, this, &PackagesView::showOnTimeline);
}

void PackagesView::setTheme(const Theme& theme) {
    m_bars->setTheme(theme);
    m_table->viewport()->update();
}

void PackagesView::find() {
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
}

bool PackagesView::peel() {
    if (m_session.filter().isEmpty())
        return false;
    m_session.setFilter({});
    m_table->setFocus();
    return true;
}

void PackagesView::applyFilter() {
    if (m_filter->text() != m_session.filter())
        m_filter->setText(m_session.filter());
    m_following = true;
    m_proxy->setFilterFixedString(m_session.filter());
    m_following = false;
    m_table->scrollToTop();
    showSelection();
    const auto all = static_cast<std::uint64_t>(m_proxy->sourceModel()->rowCount());
    const auto shown = static_cast<std::uint64_t>(m_proxy->rowCount());
    m_empty->setText(all == 0 ? whyEmpty() : tr("No package matches the filter. Esc clears it."));
    m_empty->setVisible(shown == 0);
    m_count->setText(shown == all ? tr("%1 packages").arg(countText(all))
                                  : tr("%1 of %2 packages").arg(countText(shown), countText(all)));
}

QString PackagesView::whyEmpty() const {
    if (m_session.empty() || !m_session.startup().trace)
        return tr("This start-up has no package inits. Run the program with GODEBUG=inittrace=1.");
    return tr("An execution trace does not name package inits.\n\nRun the program with\n"
              "    GODEBUG=inittrace=1 ./program 2> startup.log\n"
              "and open startup.log together with the trace: both are shown on one clock.");
}

void PackagesView::showSelection() {
    const Selection& selection = m_session.selection();
    if (selection.kind != Selection::Kind::Init) {
        m_table->clearSelection();
        return;
    }
    const QModelIndex row = m_proxy->mapFromSource(
        m_proxy->sourceModel()->index(static_cast<int>(selection.index), PackageModel::Package));
    m_following = true;
    m_table->selectionModel()->setCurrentIndex(row, QItemSelectionModel::ClearAndSelect |
                                                        QItemSelectionModel::Rows);
    if (row.isValid())
        m_table->scrollTo(row);
    m_following = false;
}

void PackagesView::selectCurrent() {
    const QModelIndex current = m_proxy->mapToSource(m_table->currentIndex());
    if (current.isValid() && !m_following)
        m_session.select({Selection::Kind::Init, static_cast<std::size_t>(current.row())});
}

bool PackagesView::eventFilter(QObject* watched, QEvent* event) {
    if (watched != m_table || event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const auto* key = static_cast<QKeyEvent*>(event);
    if (key->matches(QKeySequence::Copy)) {
        copySelectedRows(*m_table);
        return true;
    }
    if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
        emit showOnTimeline();
        return true;
    }
    return false;
}

} // namespace rt0::ui
