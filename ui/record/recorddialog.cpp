#include "record/recorddialog.h"

#include "draggedfiles.h"
#include "text.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QDoubleSpinBox>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSpinBox>

namespace rt0::ui {
RecordDialog::RecordDialog(const RecordSettings& settings, const Theme& theme, QWidget* parent)
    : QDialog(parent), m_theme(theme) {
    setWindowTitle(tr("Record a start"));
    setAcceptDrops(true);
    auto* intro =
        new QLabel(tr("Starts an unmodified Go program several times and measures everything from exec to "
                      "ready. The program really runs: choose arguments that do no harm."),
                   this);
    intro->setWordWrap(true);
    auto* column = new QVBoxLayout(this);
    column->setSpacing(10);
    column->addWidget(intro);
    makeFields(settings);
    m_problem = new QLabel(this);
    m_problem->setObjectName(QStringLiteral("problem"));
    m_problem->setWordWrap(true);
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setMinimumHeight(2 * fontMetrics().lineSpacing() + 10); // the dialog does not jump
    m_problem->setMargin(4);
    column->addWidget(m_problem);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_record = buttons->addButton(tr("&Record"), QDialogButtonBox::AcceptRole);
    m_record->setDefault(true);
    column->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    resize(640, sizeHint().height());
    m_proposed = settings.output;
    check();
}

void RecordDialog::makeFields(const RecordSettings& settings) {
    auto* form = new QFormLayout;
    static_cast<QVBoxLayout*>(layout())->addLayout(form);
    m_program = new QLineEdit(settings.program, this);
    m_program->setObjectName(QStringLiteral("program"));
    m_program->setPlaceholderText(tr("path, or a name in PATH; drop a program here"));
    form->addRow(tr("&Program"), withButton(m_program, [this] {
                     if (m_trace->isChecked())
                         return QFileDialog::getExistingDirectory(this, tr("Folder of a main package"),
                                                                  m_program->text());
                     return QFileDialog::getOpenFileName(this, tr("Program to record"),
                                                         QFileInfo(m_program->text()).path());
                 }));
    m_arguments = new QLineEdit(settings.arguments, this);
    m_arguments->setPlaceholderText(tr("such as version --client"));
    form->addRow(tr("&Arguments"), m_arguments);
    m_folder = new QLineEdit(settings.workingDirectory, this);
    m_folder->setPlaceholderText(QDir::currentPath());
    form->addRow(tr("&Working directory"), withButton(m_folder, [this] {
                     return QFileDialog::getExistingDirectory(this, tr("Working directory"),
                                                              m_folder->text());
                 }));
    m_environment = new QPlainTextEdit(settings.environment, this);
    m_environment->setPlaceholderText(tr("NAME=VALUE sets, NAME removes; one a line"));
    m_environment->setFixedHeight(3 * fontMetrics().lineSpacing() + 14);
    m_environment->setTabChangesFocus(true);
    form->addRow(tr("&Environment"), m_environment);
    form->addRow(tr("&Until"), untilRow(settings));
    m_runs = new QSpinBox(this);
    m_runs->setRange(1, kMostRuns);
    m_runs->setValue(settings.runs);
    m_runs->setToolTip(tr("Each run is some starts: with probes, with one probe, untouched"));
    form->addRow(tr("R&uns"), m_runs);
    m_syscalls = new QCheckBox(tr("record &system calls (in one more, slower start)"), this);
    m_syscalls->setChecked(settings.syscalls);
    form->addRow(QString(), m_syscalls);
    m_trace = new QCheckBox(
        tr("the program is a package's &folder: build it, and once more with an execution trace"), this);
    m_trace->setChecked(settings.trace);
    form->addRow(QString(), m_trace);
    m_output = new QLineEdit(settings.output, this);
    form->addRow(tr("Write &to"), withButton(m_output, [this] { return chooseOutput(); }));
    for (QLineEdit* field : {m_arguments, m_folder, m_readyLine, m_output})
        connect(field, &QLineEdit::textChanged, this, &RecordDialog::check);
    connect(m_trace, &QCheckBox::toggled, this, &RecordDialog::check);
    connect(m_program, &QLineEdit::textChanged, this, &RecordDialog::setProgram);
    connect(m_environment, &QPlainTextEdit::textChanged, this, &RecordDialog::check);
    connect(m_until, &QComboBox::currentIndexChanged, this, &RecordDialog::check);
}

/// In the order of LaunchUntil.
QWidget* RecordDialog::untilRow(const RecordSettings& settings) {
    auto* row = new QWidget(this);
    m_until = new QComboBox(row);
    m_until->addItems({tr("main.main begins"), tr("a line of output matches"), tr("it listens on a socket"),
                       tr("it ends"), tr("a time has passed")});
    m_until->setCurrentIndex(static_cast<int>(settings.until));
    m_readyLine = new QLineEdit(settings.readyLine, row);
    m_readyLine->setPlaceholderText(tr("regular expression"));
    m_readyLine->setAccessibleName(tr("Regular expression of the line"));
    m_seconds = new QDoubleSpinBox(row);
    m_seconds->setRange(0.01, 3600);
    m_seconds->setDecimals(2);
    m_seconds->setSuffix(tr(" s"));
    m_seconds->setValue(settings.seconds);
    m_seconds->setAccessibleName(tr("Seconds"));
    auto* line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    line->addWidget(m_until);
    line->addWidget(m_readyLine, 1);
    line->addWidget(m_seconds);
    line->addStretch(0);
    row->setFocusProxy(m_until);
    return row;
}

QWidget* RecordDialog::withButton(QLineEdit* field, const std::function<QString()>& choose) {
    auto* row = new QWidget(this);
    auto* button = new QPushButton(tr("Choose…"), row);
    button->setAutoDefault(false);
    auto* line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    line->addWidget(field, 1);
    line->addWidget(button);
    row->setFocusProxy(field);
    connect(button, &QPushButton::clicked, this, [field, choose] {
        if (const QString chosen = choose(); !chosen.isEmpty())
            field->setText(chosen);
    });
    return row;
}

QString RecordDialog::chooseOutput() {
    return QFileDialog::getSaveFileName(this, tr("Write the recording to"), m_output->text(),
                                        tr("Recordings (*.rt0)"));
}

void RecordDialog::setProgram(const QString& program) {
    if (m_output->text().isEmpty() || m_output->text() == m_proposed) {
        m_proposed = freeRecordingName(QFileInfo(m_proposed).path(), program);
        m_output->setText(m_proposed);
    }
    check();
}

RecordSettings RecordDialog::settings() const {
    RecordSettings settings;
    settings.program = m_program->text().trimmed();
    settings.arguments = m_arguments->text();
    settings.workingDirectory = m_folder->text().trimmed();
    settings.environment = m_environment->toPlainText();
    settings.until = static_cast<LaunchUntil>(m_until->currentIndex());
    settings.readyLine = m_readyLine->text();
    settings.seconds = m_seconds->value();
    settings.runs = m_runs->value();
    settings.syscalls = m_syscalls->isChecked();
    settings.trace = m_trace->isChecked();
    settings.output = m_output->text().trimmed();
    return settings;
}

void RecordDialog::check() {
    const RecordSettings asked = settings();
    m_readyLine->setVisible(asked.until == LaunchUntil::ReadyLine);
    m_seconds->setVisible(asked.until == LaunchUntil::Duration);
    const auto options = launchOptions(asked);
    m_record->setEnabled(options.has_value());
    QString text;
    if (!options)
        text = toQString(options.error().message());
    else if (QFileInfo::exists(asked.output))
        text = tr("%1 is there already and will be replaced.").arg(asked.output);
    m_problem->setText(text);
    const QColor& colour = options ? m_theme.warning : m_theme.error;
    // A form that nothing was written into yet has no fault.
    const bool plain = text.isEmpty() || asked.program.isEmpty();
    m_problem->setStyleSheet(plain ? QString()
                                   : QStringLiteral("QLabel#problem { background: %1; }").arg(colour.name()));
}

void RecordDialog::dragEnterEvent(QDragEnterEvent* event) {
    if (!draggedFiles(*event->mimeData()).isEmpty())
        event->acceptProposedAction();
}

void RecordDialog::dropEvent(QDropEvent* event) {
    m_program->setText(draggedFiles(*event->mimeData()).value(0));
    event->acceptProposedAction();
}

} // namespace rt0::ui
