#include "optimize/rebuiltslot.h"

#include "binary/binaryfacts.h"
#include "draggedfiles.h"
#include "optimize/optimizewords.h"
#include "report/optimizereport.h"
#include "selectablelabel.h"
#include "text.h"

#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QMimeData>
#include <QPushButton>
#include <cmath>

namespace rt0::ui {
namespace {

/// The one program that is dragged; empty: something else.
QString draggedProgram(const QMimeData& data) {
    const QString path = onlyDraggedFile(data);
    return !path.isEmpty() && isElfFile(path) ? path : QString();
}

QString timeOf(const compare::Measured& measured) {
    return durationText(Nanoseconds(std::llround(measured.median)));
}

} // namespace

RebuiltSlot::RebuiltSlot(QWidget* parent) : QFrame(parent) {
    setFrameShape(QFrame::StyledPanel);
    setAcceptDrops(true);
    setAccessibleName(tr("Before and after"));
    auto* heading = new QLabel(tr("<b>Before / after</b>"), this);
    m_before = makeSelectableLabel(this, LongText::Wrapped);
    m_before->setObjectName(QStringLiteral("before"));
    m_after = makeSelectableLabel(this, LongText::Wrapped);
    m_after->setObjectName(QStringLiteral("after"));
    m_choose = new QPushButton(tr("Rebuilt program…"), this);
    m_again = new QPushButton(tr("Measure again"), this);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_choose);
    buttons->addWidget(m_again);
    buttons->addStretch(1);
    auto* column = new QVBoxLayout(this);
    column->addWidget(heading);
    column->addWidget(m_before);
    column->addWidget(m_after);
    column->addLayout(buttons);
    column->addStretch(1);
    connect(m_choose, &QPushButton::clicked, this, &RebuiltSlot::choose);
    connect(m_again, &QPushButton::clicked, this, [this] { emit rebuilt(m_last); });
}

void RebuiltSlot::showRow(const OptimizationRow& row, const QString& before, bool busy) {
    m_takes = !before.isEmpty() && !busy;
    m_last = row.rebuilt ? QString::fromStdString(row.rebuilt->program) : QString();
    const bool measured = row.measured && row.rebuilt;
    m_before->setText(before.isEmpty() ? tr("Before: name the program above and measure it, or look at its "
                                            "evidence only.")
                      : measured       ? tr("Before: %1, %2").arg(before, timeOf(row.measured->before))
                                       : tr("Before: %1, as it was when it was looked at").arg(before));
    if (measured)
        m_after->setText(tr("After: %1, %2\n%3 (n = %4, p %5)")
                             .arg(m_last, timeOf(row.measured->after), measuredWords(row, false))
                             .arg(row.measured->after.samples.size())
                             .arg(toQString(probabilityText(row))));
    else
        m_after->setText(before.isEmpty()
                             ? QString()
                             : tr("After: make the change, build it, and drop the rebuilt program here. Both "
                                  "are then started in turns, beside equal copies of the first."));
    m_choose->setEnabled(m_takes);
    m_again->setEnabled(m_takes);
    m_again->setVisible(measured);
}

void RebuiltSlot::choose() {
    const QString chosen =
        QFileDialog::getOpenFileName(this, tr("The rebuilt program"), QFileInfo(m_last).path());
    if (!chosen.isEmpty())
        emit rebuilt(chosen);
}

void RebuiltSlot::dragEnterEvent(QDragEnterEvent* event) {
    if (m_takes && !draggedProgram(*event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void RebuiltSlot::dropEvent(QDropEvent* event) {
    const QString program = draggedProgram(*event->mimeData());
    if (!m_takes || program.isEmpty())
        return;
    event->acceptProposedAction();
    emit rebuilt(program);
}

} // namespace rt0::ui
