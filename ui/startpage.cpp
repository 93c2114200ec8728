#include "startpage.h"

#include "settings.h"
#include "text.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>
#include <initializer_list>

namespace rt0::ui {
namespace {

constexpr int kShownFiles = 6;

QHBoxLayout* rowOf(std::initializer_list<QWidget*> buttons) {
    auto* row = new QHBoxLayout;
    for (QWidget* button : buttons)
        row->addWidget(button);
    row->addStretch(1);
    return row;
}

} // namespace

StartPage::StartPage(QWidget* parent) : QWidget(parent) {
    auto* box = new QWidget(this);
    box->setMaximumWidth(640);
    auto* column = new QVBoxLayout(box);
    column->setSpacing(12);
    auto* title = new QLabel(tr("<h2>Why does this Go program start slowly?</h2>"
                                "<p>Record a program, or open or drop a recording, an execution "
                                "trace, a Go binary or the log of one start:</p>"
                                "<pre>GODEBUG=inittrace=1,gctrace=1 ./program 2&gt; startup.log</pre>"),
                             box);
    title->setTextInteractionFlags(Qt::TextSelectableByMouse);
    title->setWordWrap(true);
    auto* record = new QPushButton(tr("Record a program…"), box);
    auto* open = new QPushButton(tr("Open a file…"), box);
    auto* sample = new QPushButton(tr("Show the sample (kubectl)"), box);
    auto* compare = new QPushButton(tr("Compare two builds…"), box);
    auto* optimize = new QPushButton(tr("What would make it faster…"), box);
    record->setDefault(true);
    m_recent = new QVBoxLayout;
    column->addStretch(1);
    column->addWidget(title);
    column->addLayout(rowOf({record, open, sample}));
    column->addLayout(rowOf({compare, optimize}));
    column->addLayout(m_recent);
    column->addStretch(2);
    auto* row = new QHBoxLayout(this);
    row->addStretch(1);
    row->addWidget(box, 6);
    row->addStretch(1);
    connect(record, &QPushButton::clicked, this, &StartPage::recordRequested);
    connect(open, &QPushButton::clicked, this, &StartPage::openRequested);
    connect(sample, &QPushButton::clicked, this, &StartPage::sampleRequested);
    connect(compare, &QPushButton::clicked, this, &StartPage::compareRequested);
    connect(optimize, &QPushButton::clicked, this, &StartPage::optimizationsRequested);
}

void StartPage::showEvent(QShowEvent* event) {
    fillRecent();
    QWidget::showEvent(event);
}

void StartPage::fillRecent() {
    while (QLayoutItem* item = m_recent->takeAt(0)) {
        item->widget()->deleteLater();
        delete item; // takeAt gives the item away
    }
    const QList<QStringList> files = settings::recentFiles().mid(0, kShownFiles);
    if (!files.isEmpty())
        m_recent->addWidget(new QLabel(tr("<b>Recent files</b>"), this));
    for (const QStringList& paths : files) {
        auto* link = new QPushButton(namesOf(paths), this);
        link->setFlat(true);
        link->setToolTip(paths.join(QLatin1Char('\n')));
        link->setStyleSheet(QStringLiteral("text-align: left"));
        connect(link, &QPushButton::clicked, this, [this, paths] { emit filesRequested(paths); });
        m_recent->addWidget(link);
    }
}

} // namespace rt0::ui
