#include "record/recordpanel.h"

#include "text.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>

namespace rt0::ui {
namespace {

QString stepText(const LaunchLive& live) {
    if (live.inMain)
        return QStringLiteral("main.main");
    return live.package.empty() ? toQString(live.function)
                                : RecordPanel::tr("init of %1").arg(toQString(live.package));
}

} // namespace

RecordPanel::RecordPanel(QWidget* parent) : QFrame(parent) {
    setObjectName(QStringLiteral("recordPanel"));
    setAccessibleName(tr("Recording"));
    m_title = new QLabel(this);
    m_title->setTextFormat(Qt::PlainText);
    m_now = new QLabel(this);
    m_now->setObjectName(QStringLiteral("now"));
    m_now->setTextFormat(Qt::PlainText);
    // A long import path does not widen the window.
    for (QLabel* label : {m_title, m_now}) {
        label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    m_progress = new QProgressBar(this);
    m_progress->setFixedWidth(180);
    m_progress->setAccessibleName(tr("Starts made"));
    m_stop = new QPushButton(tr("Stop"), this);
    m_stop->setToolTip(tr("End the program and show what was measured up to now"));
    auto* lines = new QVBoxLayout;
    lines->setSpacing(2);
    lines->addWidget(m_title);
    lines->addWidget(m_now);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(12, 6, 8, 6);
    row->addLayout(lines, 1);
    row->addWidget(m_progress);
    row->addWidget(m_stop);
    connect(m_stop, &QPushButton::clicked, this, &RecordPanel::stopRequested);
    hide();
}

void RecordPanel::setTheme(const Theme& theme) {
    m_theme = theme;
    setWarning(m_warns);
}

void RecordPanel::setWarning(bool warning) {
    m_warns = warning;
    setStyleSheet(QStringLiteral("QFrame#recordPanel { background: %1; border-bottom: 1px solid %2; }")
                      .arg((warning ? m_theme.warning : m_theme.surface).name(), m_theme.border.name()));
}

void RecordPanel::begin(const QString& program) {
    m_title->setText(tr("Recording %1").arg(program));
    m_now->setText(tr("preparing the program …"));
    m_progress->setRange(0, 0);
    m_stop->setEnabled(true);
    m_program = program;
    setWarning(false);
    show();
}

void RecordPanel::showStart(int number, int count, const QString& what) {
    m_title->setText(tr("Recording %1 · start %2 of %3, %4").arg(m_program).arg(number).arg(count).arg(what));
    m_now->setText(tr("the program starts"));
    m_progress->setRange(0, count);
    m_progress->setValue(number - 1);
    setWarning(false);
}

void RecordPanel::showLive(const LaunchLive& live) {
    const Nanoseconds lasted = live.now - live.since;
    const bool slow = lasted > kLongStep && !live.inMain;
    const QString text = tr("now: %1 for %2").arg(stepText(live), durationText(lasted));
    m_now->setText(slow ? tr("⚠ %1: does it hang?").arg(text) : text);
    m_now->setToolTip(text);
    if (slow != m_warns)
        setWarning(slow);
}

void RecordPanel::showStopping() {
    m_now->setText(tr("stopping the program …"));
    m_stop->setEnabled(false);
    setWarning(false);
}

void RecordPanel::end() {
    hide();
}

} // namespace rt0::ui
