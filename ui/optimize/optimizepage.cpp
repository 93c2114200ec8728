#include "optimize/optimizepage.h"

#include "analysis/optimize/assess.h"
#include "binary/binaryfacts.h"
#include "draggedfiles.h"
#include "optimize/optimizeform.h"
#include "optimize/optimizewords.h"
#include "optimize/rebuiltslot.h"
#include "report/optimizereport.h"
#include "sheet/sheettable.h"
#include "text.h"

#include <QDragEnterEvent>
#include <QFileInfo>
#include <QLabel>
#include <QMimeData>
#include <QSplitter>
#include <QTextEdit>
#include <QVBoxLayout>

namespace rt0::ui {
namespace {

constexpr int kTableHeight = 320; ///< pixels, at first, as the next two
constexpr int kDetailsHeight = 220;
constexpr int kSlotWidth = 300;

/// The user's own entries too; what is wrong with them is told when a program is measured.
SharedTable catalogueTable() {
    const auto catalogue = loadOptimizations({});
    return std::make_shared<const OptimizationTable>(
        tableOf(catalogue ? *catalogue : builtInOptimizations()));
}

/// The one folder or program that is dragged; empty: something else, which the window takes.
QString draggedTarget(const QMimeData& data) {
    const QString path = onlyDraggedFile(data);
    return !path.isEmpty() && (QFileInfo(path).isDir() || isElfFile(path)) ? path : QString();
}

} // namespace

OptimizePage::OptimizePage(QWidget* parent, OptimizeWorker::OpenLab open)
    : QWidget(parent), m_table(catalogueTable()) {
    setAcceptDrops(true);
    m_worker = new OptimizeWorker(this, std::move(open));
    makeParts();
    watchWorker();
    fill();
}

// It tells this page until its thread has ended.
OptimizePage::~OptimizePage() {
    delete m_worker;
}

void OptimizePage::makeParts() {
    m_form = new OptimizeForm(this);
    m_head = new QLabel(this);
    m_head->setObjectName(QStringLiteral("head"));
    m_head->setWordWrap(true);
    m_head->setMargin(8);
    m_head->setTextFormat(Qt::PlainText);
    m_head->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_rows = new SheetTable(tr("Optimisations"), optimizationColumns(), SheetTable::Filter::Yes, this);
    m_details = new QTextEdit(this);
    m_details->setReadOnly(true);
    m_details->setAccessibleName(tr("Evidence, risk and recipe"));
    m_slot = new RebuiltSlot(this);
    auto* lower = new QSplitter(Qt::Horizontal, this);
    lower->addWidget(m_details);
    lower->addWidget(m_slot);
    lower->setStretchFactor(0, 1);
    lower->setSizes({2 * kSlotWidth, kSlotWidth});
    auto* parts = new QSplitter(Qt::Vertical, this);
    parts->addWidget(m_rows);
    parts->addWidget(lower);
    parts->setStretchFactor(0, 3);
    parts->setStretchFactor(1, 2);
    parts->setSizes({kTableHeight, kDetailsHeight});
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_form);
    column->addWidget(m_head);
    column->addWidget(parts, 1);
    setFocusProxy(m_rows);
    connect(m_form, &OptimizeForm::measureRequested, this, &OptimizePage::measure);
    connect(m_form, &OptimizeForm::stopRequested, m_worker, &OptimizeWorker::stop);
    connect(m_rows, &SheetTable::rowChosen, this, [this](int row) {
        m_current = m_table->rows[static_cast<std::size_t>(row)].id;
        fillDetails();
    });
    connect(m_slot, &RebuiltSlot::rebuilt, this, [this](const QString& program) {
        if (const OptimizationRow* row = current(); row != nullptr && m_mayMeasure())
            m_worker->measureRebuilt(*row, program);
    });
}

void OptimizePage::watchWorker() {
    connect(m_worker, &OptimizeWorker::started, this, [this] {
        m_form->setBusy(true);
        fillDetails();
    });
    connect(m_worker, &OptimizeWorker::stepBegan, m_form, &OptimizeForm::showStep);
    connect(m_worker, &OptimizeWorker::startBegan, m_form, &OptimizeForm::showStart);
    connect(m_worker, &OptimizeWorker::tableChanged, this, &OptimizePage::showTable);
    connect(m_worker, &OptimizeWorker::rowMeasured, this, [this](const OptimizationRow& measured) {
        OptimizationTable table = *m_table;
        const auto row = std::ranges::find(table.rows, measured.id, &OptimizationRow::id);
        if (row == table.rows.end())
            return;
        *row = measured;
        rank(table);
        showTable(std::make_shared<const OptimizationTable>(std::move(table)));
    });
    connect(m_worker, &OptimizeWorker::finished, this, &OptimizePage::finish);
}

void OptimizePage::setTheme(const Theme& theme) {
    m_rows->setTheme(theme);
}

void OptimizePage::find() {
    m_rows->find();
}

bool OptimizePage::peel() {
    return m_rows->peel();
}

void OptimizePage::propose(const QString& program, const QString& arguments) {
    m_form->propose(program, arguments);
}

void OptimizePage::setTarget(const QString& target) {
    m_form->setTarget(target);
}

QStringList OptimizePage::selectedIds() const {
    QStringList ids;
    for (const int row : m_rows->selectedRows())
        if (const OptimizationRow& one = m_table->rows[static_cast<std::size_t>(row)]; !one.guided)
            ids << QString::fromStdString(one.id);
    return ids;
}

void OptimizePage::measure() {
    OptimizeWish wish = m_form->wish();
    if (m_form->which() == OptimizeForm::Which::Nothing)
        wish.variants = QStringList(QStringLiteral("none"));
    if (m_form->which() == OptimizeForm::Which::Selected) {
        wish.variants = selectedIds();
        if (wish.variants.isEmpty())
            return m_form->showMessage(tr("Select the rows to measure first; what is changed by hand is "
                                          "measured below."));
    }
    if (m_mayMeasure())
        m_worker->measure(wish);
}

void OptimizePage::showTable(const SharedTable& table) {
    m_table = table;
    fill();
}

bool OptimizePage::waits(const OptimizationRow& row) const {
    return m_worker->busy() && row.applicability != Applicability::Unknown && !row.measured &&
           row.whyNotMeasured.empty();
}

const OptimizationRow* OptimizePage::current() const {
    return m_table->find(m_current);
}

void OptimizePage::fill() {
    const QString head = QString::fromStdString(optimizationHead(*m_table)).trimmed();
    // That no variant was measured is no news while they are.
    const bool underWay = m_worker->busy() && m_table->runs == 0;
    m_head->setText(underWay ? head.section(QLatin1Char('\n'), 0, 0) : head);
    if (!measuredAny())
        m_head->setText(
            tr("What would make a program start faster, and what does it really bring? Variants are "
               "built in a temporary folder and started in turns with the program and equal copies "
               "of it; nothing of yours is changed. Nothing is measured yet."));
    std::vector<SheetRow> rows;
    for (const OptimizationRow& row : m_table->rows)
        rows.push_back(optimizationCells(row, waits(row)));
    m_rows->setRows(std::move(rows), tr("The catalogue is empty."));
    if (current() == nullptr && !m_table->rows.empty())
        m_current = m_table->rows.front().id;
    const auto shown = std::ranges::find(m_table->rows, m_current, &OptimizationRow::id);
    m_rows->showRow(static_cast<int>(shown - m_table->rows.begin()));
    fillDetails();
}

void OptimizePage::fillDetails() {
    const OptimizationRow* row = current();
    m_slot->setVisible(row != nullptr && row->guided);
    if (row == nullptr)
        return m_details->clear();
    m_details->setHtml(optimizationDetails(*row, waits(*row)));
    m_slot->showRow(*row, m_worker->hasProgram() ? toQString(m_table->program) : QString(), m_worker->busy());
}

void OptimizePage::finish(const QString& message) {
    m_form->setBusy(false);
    m_form->showMessage(message);
    fill();
}

void OptimizePage::dragEnterEvent(QDragEnterEvent* event) {
    if (!m_worker->busy() && !draggedTarget(*event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void OptimizePage::dropEvent(QDropEvent* event) {
    const QString target = draggedTarget(*event->mimeData());
    if (target.isEmpty())
        return;
    m_form->setTarget(target);
    event->acceptProposedAction();
}

} // namespace rt0::ui
