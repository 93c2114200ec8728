#include "compare/comparedialog.h"

#include "binary/binaryfacts.h"
#include "draggedfiles.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPushButton>
#include <QSpinBox>
#include <QToolButton>

namespace rt0::ui {
namespace {

constexpr int kMostRuns = 100;
constexpr std::size_t kMostBuilds = 12;
/// Between files that belong together, as in the list of recent files.
constexpr QLatin1String kTogether(" + ");

QStringList filesOf(const QString& text) {
    return QFileInfo::exists(text) ? QStringList(text) : text.split(kTogether, Qt::SkipEmptyParts);
}

bool isProgram(const QStringList& build) {
    return build.size() == 1 && isElfFile(build.front());
}

} // namespace

CompareDialog::CompareDialog(const QStringList& proposed, const QStringList& known, const Theme& theme,
                             QWidget* parent)
    : QDialog(parent), m_known(known), m_theme(theme) {
    setWindowTitle(tr("Compare"));
    setAcceptDrops(true);
    auto* intro = new QLabel(
        tr("Logs and recordings are compared as they are. Go programs are started in turns (A B A B "
           "…) from fresh copies and compared at once. More than two builds show a trend."),
        this);
    intro->setWordWrap(true);
    m_rows = new QVBoxLayout;
    auto* more = new QPushButton(tr("Add a &build"), this);
    more->setAutoDefault(false);
    makeRecording();
    m_problem = new QLabel(this);
    m_problem->setWordWrap(true);
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setMinimumHeight(2 * fontMetrics().lineSpacing() + 8);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_compare = buttons->addButton(tr("&Compare"), QDialogButtonBox::AcceptRole);
    m_compare->setDefault(true);
    auto* column = new QVBoxLayout(this);
    column->setSpacing(10);
    column->addWidget(intro);
    column->addLayout(m_rows);
    column->addWidget(more, 0, Qt::AlignLeft);
    column->addWidget(m_recording);
    column->addWidget(m_problem);
    column->addStretch(1);
    column->addWidget(buttons);
    for (const QString& path : proposed)
        addBuild(path);
    while (m_builds.size() < 2)
        addBuild({});
    connect(more, &QPushButton::clicked, this, [this] { addBuild({}); });
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    resize(720, sizeHint().height());
    check();
    const auto empty =
        std::ranges::find_if(m_builds, [](const QComboBox* field) { return field->currentText().isEmpty(); });
    (empty == m_builds.end() ? m_builds.front() : *empty)->setFocus();
}

void CompareDialog::makeRecording() {
    m_recording = new QFrame(this);
    auto* form = new QFormLayout(m_recording);
    form->setContentsMargins(0, 0, 0, 0);
    m_arguments = new QLineEdit(m_recording);
    m_arguments->setPlaceholderText(tr("such as version --client; the programs really run"));
    m_runs = new QSpinBox(m_recording);
    m_runs->setRange(2, kMostRuns);
    m_runs->setValue(10);
    form->addRow(tr("&Arguments"), m_arguments);
    form->addRow(tr("&Runs of each"), m_runs);
    auto* control = new QLabel(tr("Equal copies of A are started beside them, as a control."), m_recording);
    control->setWordWrap(true);
    form->addRow(QString(), control);
}

void CompareDialog::addBuild(const QString& path) {
    if (m_builds.size() == kMostBuilds)
        return;
    auto* row = new QWidget(this);
    auto* line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    auto* name = new QLabel(row);
    name->setObjectName(QStringLiteral("name"));
    name->setMinimumWidth(24);
    auto* field = new QComboBox(row);
    field->setEditable(true);
    field->setInsertPolicy(QComboBox::NoInsert);
    field->addItems(m_known);
    field->setEditText(path);
    field->lineEdit()->setPlaceholderText(tr("a recording, a log or a Go program; drop it here"));
    field->setToolTip(tr("Files that belong together, as a log and its import graph, are joined by “%1”")
                          .arg(kTogether.trimmed()));
    auto* choose = new QPushButton(tr("Choose…"), row);
    choose->setAutoDefault(false);
    auto* remove = new QToolButton(row);
    remove->setText(QStringLiteral("✕"));
    remove->setToolTip(tr("Leave this build out"));
    line->addWidget(name);
    line->addWidget(field, 1);
    line->addWidget(choose);
    line->addWidget(remove);
    m_rows->addWidget(row);
    m_builds.push_back(field);
    connect(field, &QComboBox::editTextChanged, this, &CompareDialog::check);
    connect(choose, &QPushButton::clicked, this, [this, field] {
        const QStringList chosen = QFileDialog::getOpenFileNames(
            this, tr("A recording, a log or a Go program; several files of one build"),
            QFileInfo(field->currentText()).path());
        if (!chosen.isEmpty())
            field->setEditText(chosen.join(kTogether));
    });
    connect(remove, &QToolButton::clicked, this, [this, field, row] {
        if (m_builds.size() <= 2)
            return field->setEditText({});
        std::erase(m_builds, field);
        row->deleteLater();
        renumber();
        check();
    });
    renumber();
    check();
}

void CompareDialog::renumber() {
    for (std::size_t i = 0; i < m_builds.size(); ++i) {
        auto* name = m_builds[i]->parentWidget()->findChild<QLabel*>(QStringLiteral("name"));
        name->setText(m_builds.size() == 2 ? QString(QLatin1Char(i == 0 ? 'A' : 'B'))
                                           : QString::number(i + 1));
        m_builds[i]->setAccessibleName(tr("Build %1").arg(name->text()));
    }
}

CompareWish CompareDialog::wish() const {
    CompareWish wish;
    for (const QComboBox* field : m_builds)
        if (const QString path = field->currentText().trimmed(); !path.isEmpty())
            wish.builds << filesOf(path);
    wish.record = !wish.builds.isEmpty() && std::all_of(wish.builds.begin(), wish.builds.end(), isProgram);
    wish.arguments = m_arguments->text();
    wish.runs = m_runs->value();
    return wish;
}

QString CompareDialog::problem() const {
    const CompareWish asked = wish();
    for (const QStringList& files : asked.builds)
        for (const QString& path : files)
            if (!QFileInfo(path).isFile())
                return tr("%1 is not a file.").arg(path);
    if (asked.builds.size() < 2)
        return tr("Choose two builds.");
    const auto programs = std::count_if(asked.builds.begin(), asked.builds.end(), isProgram);
    if (programs != 0 && programs != asked.builds.size())
        return tr(
            "A program can be compared with programs only, started in turns with it: a recording was made at "
            "another time.");
    return {};
}

void CompareDialog::check() {
    if (!m_problem)
        return;
    m_recording->setVisible(wish().record);
    m_problem->setText(problem());
    m_compare->setEnabled(m_problem->text().isEmpty());
}

void CompareDialog::dragEnterEvent(QDragEnterEvent* event) {
    if (event->mimeData()->hasUrls())
        event->acceptProposedAction();
}

/// Into the first empty fields, then into new ones.
void CompareDialog::dropEvent(QDropEvent* event) {
    for (const QString& file : draggedFiles(*event->mimeData())) {
        const auto empty = std::ranges::find_if(
            m_builds, [](const QComboBox* field) { return field->currentText().trimmed().isEmpty(); });
        if (empty == m_builds.end())
            addBuild(file);
        else
            (*empty)->setEditText(file);
    }
    event->acceptProposedAction();
}

} // namespace rt0::ui
