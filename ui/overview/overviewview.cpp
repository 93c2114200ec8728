#include "overview/overviewview.h"

#include "analysis/profile/profilesentence.h"
#include "analysis/verdict.h"
#include "overview/overviewtext.h"
#include "overview/phasebar.h"
#include "overview/recordedtext.h"
#include "packages/packagemodel.h"
#include "session.h"
#include "sheet/bardelegate.h"
#include "sheet/sheetroles.h"
#include "text.h"

#include <QFileInfo>
#include <QHeaderView>
#include <QLabel>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QVBoxLayout>

namespace rt0::ui {
namespace {

constexpr int kHeaviest = 10;
constexpr int kWidest = 1280; ///< pixels; wider, names and numbers of a row drift apart

/// The first rows of a sorted model.
class FirstRows : public QSortFilterProxyModel {
public:
    using QSortFilterProxyModel::QSortFilterProxyModel;
    int rowCount(const QModelIndex& parent = {}) const override {
        return std::min(kHeaviest, QSortFilterProxyModel::rowCount(parent));
    }
};

} // namespace

OverviewView::OverviewView(Session& session, QWidget* parent) : QScrollArea(parent), m_session(session) {
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setAccessibleName(tr("Overview"));
    auto* sheet = new QWidget(this);
    auto* page = new QWidget(sheet);
    page->setMaximumWidth(kWidest);
    auto* row = new QHBoxLayout(sheet);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(page, 1);
    auto* column = new QVBoxLayout(page);
    column->setContentsMargins(20, 16, 20, 16);
    column->setSpacing(12);
    m_title = textLabel();
    m_verdict = textLabel();
    m_phases = new PhaseBar(session, page);
    m_phaseTable = textLabel();
    m_measurement = textLabel();
    m_trace = textLabel();
    m_gc = textLabel();
    m_loader = textLabel();
    m_notMeasured = textLabel();
    m_remark = textLabel();
    m_heaviest = makeHeaviest();
    column->addWidget(m_title);
    column->addWidget(m_verdict);
    column->addWidget(card(tr("From exec to ready"), m_phases));
    m_phaseTableCard = card(tr("Phases over all runs"), m_phaseTable);
    m_measurementCard = card(tr("How this was measured"), m_measurement);
    column->addWidget(m_phaseTableCard);
    m_heaviestCard = card(tr("Heaviest package inits"), m_heaviest);
    column->addWidget(m_heaviestCard);
    m_traceCard = card(tr("Execution trace"), m_trace);
    m_gcCard = card(tr("Garbage collection during start-up"), m_gc);
    m_loaderCard = card(tr("Dynamic loader"), m_loader);
    column->addWidget(m_traceCard);
    column->addWidget(m_gcCard);
    column->addWidget(m_loaderCard);
    column->addWidget(m_measurementCard);
    m_notMeasuredCard = card(tr("Not measured"), m_notMeasured);
    column->addWidget(m_notMeasuredCard);
    column->addWidget(m_remark);
    column->addStretch(1);
    setWidget(sheet);
    connect(&session, &Session::startupChanged, this, &OverviewView::refresh);
    connect(&session, &Session::selectionChanged, this, &OverviewView::showSelection);
}

QLabel* OverviewView::textLabel() {
    auto* label = new QLabel(this);
    label->setWordWrap(true);
    label->setTextFormat(Qt::RichText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    return label;
}

QWidget* OverviewView::card(const QString& title, QWidget* content) {
    auto* frame = new QFrame(this);
    frame->setObjectName(QStringLiteral("card"));
    auto* column = new QVBoxLayout(frame);
    column->setContentsMargins(14, 10, 14, 12);
    auto* heading = new QLabel(QStringLiteral("<b>%1</b>").arg(title.toHtmlEscaped()), frame);
    column->addWidget(heading);
    column->addWidget(content);
    return frame;
}

QTableView* OverviewView::makeHeaviest() {
    auto* table = new QTableView(this);
    auto* rows = new FirstRows(table);
    rows->setSourceModel(new PackageModel(m_session, rows));
    rows->setSortRole(SortRole);
    rows->sort(PackageModel::Time, Qt::DescendingOrder);
    table->setModel(rows);
    m_bars = new BarDelegate(table);
    table->setItemDelegate(m_bars);
    for (const int hidden : {PackageModel::Start, PackageModel::Group})
        table->hideColumn(hidden);
    table->setShowGrid(false);
    table->setFrameShape(QFrame::NoFrame);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setSelectionMode(QAbstractItemView::SingleSelection);
    table->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    table->setTextElideMode(Qt::ElideLeft);
    table->setWordWrap(false);
    table->verticalHeader()->hide();
    table->verticalHeader()->setDefaultSectionSize(table->fontMetrics().height() + 10);
    table->horizontalHeader()->setSectionResizeMode(PackageModel::Package, QHeaderView::Stretch);
    table->horizontalHeader()->setHighlightSections(false);
    table->setAccessibleName(tr("Heaviest package inits"));
    connect(table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [this, rows](const QModelIndex& row) {
                if (row.isValid() && !m_filling)
                    m_session.select(
                        {Selection::Kind::Init, static_cast<std::size_t>(rows->mapToSource(row).row())});
            });
    connect(table, &QTableView::doubleClicked, this, &OverviewView::showOnTimeline);
    return table;
}

void OverviewView::setTheme(const Theme& theme) {
    m_phases->setTheme(theme);
    m_bars->setTheme(theme);
    widget()->setStyleSheet(
        QStringLiteral("QFrame#card { background: %1; border: 1px solid %2; border-radius: 6px; } "
                       "QFrame#card QTableView { background: transparent; }")
            .arg(theme.surface.name(), theme.border.name()));
}

void OverviewView::refresh() {
    const Startup& startup = m_session.startup();
    const Source& source = m_session.document().source;
    const QString file = QFileInfo(toQString(source.path)).fileName();
    QString title = QStringLiteral("<b>%1</b> · %2").arg(file.toHtmlEscaped(), dateText(source.modified));
    if (m_session.document().startups.size() > 1)
        title += QStringLiteral(" · %1").arg(toQString(startup.name).toHtmlEscaped());
    m_title->setText(title);
    const std::string samples = profileSentence(m_session.document());
    const bool trace = startup.trace != nullptr;
    const bool profileAlone = !samples.empty() && !startup.isTold();
    const QString about =
        samples.empty()
            ? QString()
            : QStringLiteral("<p>%1</p>")
                  .arg(tr("%1 The Profile view (Ctrl+5) shows them; samples say nothing of single inits.")
                           .arg(toQString(samples).toHtmlEscaped()));
    m_verdict->setText(profileAlone ? about : verdictHtml(startup) + about);
    m_trace->setText(traceHtml(startup));
    m_traceCard->setVisible(trace);
    // What a trace says itself, or has nothing to do with, needs no empty card.
    m_gcCard->setVisible((!trace && !startup.recorded && !profileAlone) || !startup.gcCycles.empty());
    m_phaseTable->setText(phasesHtml(startup));
    m_measurement->setText(measurementHtml(startup));
    m_phaseTableCard->setVisible(startup.recorded != nullptr);
    m_measurementCard->setVisible(startup.recorded != nullptr);
    m_loaderCard->setVisible((!trace && !startup.recorded && !profileAlone) || startup.loader);
    m_gc->setText(gcHtml(startup));
    m_loader->setText(loaderHtml(startup));
    m_notMeasured->setText(notMeasuredHtml(startup));
    m_notMeasuredCard->setVisible(!notMeasured(startup).empty());
    m_remark->setText(toQString(std::string(inittraceRemark(startup))).toHtmlEscaped());
    m_remark->setVisible(!m_remark->text().isEmpty());
    m_heaviestCard->setVisible(!startup.inits.empty());
    m_heaviest->resizeColumnsToContents();
    for (int c = 0; c < PackageModel::ColumnCount; ++c)
        if (c != PackageModel::Package)
            m_heaviest->setColumnWidth(c, m_heaviest->columnWidth(c) + 22);
    const int rows = m_heaviest->model()->rowCount();
    m_heaviest->setFixedHeight(m_heaviest->horizontalHeader()->sizeHint().height() +
                               rows * m_heaviest->verticalHeader()->defaultSectionSize() + 2);
    // A current row that is not selected: taking the focus then selects nothing.
    m_filling = true;
    m_heaviest->selectionModel()->setCurrentIndex(m_heaviest->model()->index(0, 0),
                                                  QItemSelectionModel::NoUpdate);
    m_filling = false;
    verticalScrollBar()->setValue(0);
}

void OverviewView::showSelection() {
    if (m_session.selection().kind != Selection::Kind::Init)
        m_heaviest->clearSelection();
}

} // namespace rt0::ui
