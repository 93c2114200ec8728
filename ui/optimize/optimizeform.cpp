#include "optimize/optimizeform.h"

#include "binary/binaryfacts.h"

#include <QComboBox>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSpinBox>
#include <array>

namespace rt0::ui {
namespace {

constexpr int kMostRuns = 100;
/// Fewer than this cannot be told from chance.
constexpr int kFewestRuns = 4;
constexpr std::array kUntil{LaunchUntil::MainMain, LaunchUntil::Listen, LaunchUntil::Exit};

} // namespace

OptimizeForm::OptimizeForm(QWidget* parent) : QWidget(parent) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(8, 6, 8, 2);
    column->setSpacing(4);
    column->addLayout(programRow());
    column->addLayout(measuringRow());
    m_message = new QLabel(this);
    m_message->setObjectName(QStringLiteral("message"));
    m_message->setWordWrap(true);
    m_message->setTextFormat(Qt::PlainText);
    m_message->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    column->addWidget(m_message);
    m_fields = {m_target, m_arguments, m_flags, m_until, m_runs, m_which};
    setBusy(false);
    showMessage({});
}

QLayout* OptimizeForm::programRow() {
    m_target = new QLineEdit(this);
    m_target->setPlaceholderText(tr("folder of a package main, or a Go program; drop it here"));
    m_target->setAccessibleName(tr("Program"));
    m_target->setClearButtonEnabled(true);
    auto* folder = new QPushButton(tr("Folder…"), this);
    auto* file = new QPushButton(tr("Program…"), this);
    m_arguments = new QLineEdit(this);
    m_arguments->setPlaceholderText(tr("such as --version; it really runs"));
    m_arguments->setAccessibleName(tr("Arguments"));
    auto* row = new QHBoxLayout;
    row->addWidget(new QLabel(tr("Program"), this));
    row->addWidget(m_target, 3);
    row->addWidget(folder);
    row->addWidget(file);
    row->addWidget(new QLabel(tr("Arguments"), this));
    row->addWidget(m_arguments, 2);
    connect(folder, &QPushButton::clicked, this, [this] {
        const QString chosen =
            QFileDialog::getExistingDirectory(this, tr("Folder of a package main"), m_target->text());
        if (!chosen.isEmpty())
            m_target->setText(chosen);
    });
    connect(file, &QPushButton::clicked, this, [this] {
        const QString chosen = QFileDialog::getOpenFileName(this, tr("A Go program"), m_target->text());
        if (!chosen.isEmpty())
            m_target->setText(chosen);
    });
    connect(m_target, &QLineEdit::textChanged, this, &OptimizeForm::check);
    connect(m_target, &QLineEdit::returnPressed, this, [this] { m_measure->click(); });
    return row;
}

QLayout* OptimizeForm::measuringRow() {
    m_flags = new QLineEdit(this);
    m_flags->setPlaceholderText(tr("such as -tags=netgo"));
    m_flags->setAccessibleName(tr("Flags of go build"));
    m_until = new QComboBox(this);
    m_until->addItems({tr("main.main begins"), tr("it listens on a socket"), tr("it ends")});
    m_until->setAccessibleName(tr("Until"));
    m_runs = new QSpinBox(this);
    m_runs->setRange(kFewestRuns, kMostRuns);
    m_runs->setValue(OptimizeWish().runs);
    m_runs->setAccessibleName(tr("Runs of each"));
    m_which = new QComboBox(this);
    m_which->addItems({tr("what applies"), tr("the selected rows"), tr("nothing: evidence only")});
    m_which->setAccessibleName(tr("Measure"));
    m_measure = new QPushButton(tr("&Measure"), this);
    m_stop = new QPushButton(tr("&Stop"), this);
    m_progress = new QProgressBar(this);
    m_progress->setFixedWidth(140);
    m_progress->setAccessibleName(tr("Starts made"));
    auto* row = new QHBoxLayout;
    for (const auto& [name, field] : {std::pair{tr("Build flags"), static_cast<QWidget*>(m_flags)},
                                      std::pair{tr("Until"), static_cast<QWidget*>(m_until)},
                                      std::pair{tr("Runs"), static_cast<QWidget*>(m_runs)},
                                      std::pair{tr("Measure"), static_cast<QWidget*>(m_which)}}) {
        row->addWidget(new QLabel(name, this));
        row->addWidget(field);
    }
    row->addWidget(m_measure);
    row->addWidget(m_stop);
    row->addWidget(m_progress);
    row->addStretch(1);
    connect(m_measure, &QPushButton::clicked, this, &OptimizeForm::measureRequested);
    connect(m_stop, &QPushButton::clicked, this, [this] {
        m_stop->setEnabled(false);
        showStep(tr("Stopping …"));
        emit stopRequested();
    });
    return row;
}

OptimizeWish OptimizeForm::wish() const {
    OptimizeWish wish;
    wish.target = m_target->text().trimmed();
    wish.arguments = m_arguments->text();
    wish.buildFlags = m_flags->text();
    wish.until = kUntil[static_cast<std::size_t>(m_until->currentIndex())];
    wish.runs = m_runs->value();
    return wish;
}

OptimizeForm::Which OptimizeForm::which() const {
    return static_cast<Which>(m_which->currentIndex());
}

void OptimizeForm::propose(const QString& target, const QString& arguments) {
    if (!m_target->text().isEmpty() || target.isEmpty())
        return;
    m_target->setText(target);
    m_arguments->setText(arguments);
}

void OptimizeForm::setTarget(const QString& target) {
    m_target->setText(target);
}

void OptimizeForm::check() {
    const QFileInfo target(m_target->text().trimmed());
    const bool folder = target.isDir();
    m_measure->setEnabled(!m_target->text().trimmed().isEmpty() && (folder || target.isFile()));
    m_measure->setToolTip(m_measure->isEnabled() ? QString()
                                                 : tr("Name a folder with a package main, or a Go program"));
    m_flags->setEnabled(folder && m_target->isEnabled());
}

void OptimizeForm::setBusy(bool busy) {
    for (QWidget* field : m_fields)
        field->setEnabled(!busy);
    m_measure->setVisible(!busy);
    m_stop->setVisible(busy);
    m_stop->setEnabled(true);
    m_progress->setVisible(busy);
    m_progress->setRange(0, 0);
    check();
}

void OptimizeForm::showStep(const QString& step) {
    showMessage(step);
    m_progress->setRange(0, 0);
}

void OptimizeForm::showStart(int number, int count) {
    m_progress->setRange(0, count);
    m_progress->setValue(number - 1);
}

void OptimizeForm::showMessage(const QString& message) {
    m_message->setText(message);
    m_message->setVisible(!message.isEmpty());
}

} // namespace rt0::ui
