#include "commandpalette.h"

#include <QAction>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QVBoxLayout>

namespace rt0::ui {
namespace {

constexpr int kShown = 200;

/// True when all words of `typed` occur in `text`.
bool matches(const QString& text, const QStringList& typed) {
    return std::all_of(typed.begin(), typed.end(),
                       [&](const QString& word) { return text.contains(word, Qt::CaseInsensitive); });
}

} // namespace

Palette::Palette(const QString& prompt, QList<Entry> entries, QWidget* parent)
    : QDialog(parent), m_entries(std::move(entries)) {
    setWindowTitle(prompt);
    m_field = new QLineEdit(this);
    m_field->setPlaceholderText(prompt);
    m_list = new QListWidget(this);
    auto* column = new QVBoxLayout(this);
    column->addWidget(m_field);
    column->addWidget(m_list);
    resize(620, 420);
    m_field->installEventFilter(this);
    connect(m_field, &QLineEdit::textChanged, this, &Palette::narrow);
    connect(m_field, &QLineEdit::returnPressed, this, &QDialog::accept);
    connect(m_list, &QListWidget::itemActivated, this, &QDialog::accept);
    narrow();
}

void Palette::narrow() {
    m_list->clear();
    const QStringList typed = m_field->text().split(QLatin1Char(' '), Qt::SkipEmptyParts);
    for (int i = 0; i < m_entries.size() && m_list->count() < kShown; ++i) {
        if (!matches(m_entries[i].text, typed))
            continue;
        const QString note =
            m_entries[i].note.isEmpty() ? QString() : QStringLiteral("    ") + m_entries[i].note;
        auto* item = new QListWidgetItem(m_entries[i].text + note, m_list);
        item->setData(Qt::UserRole, i);
    }
    m_list->setCurrentRow(0);
}

int Palette::choose() {
    if (exec() != QDialog::Accepted || !m_list->currentItem())
        return -1;
    return m_list->currentItem()->data(Qt::UserRole).toInt();
}

bool Palette::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent*>(event)->key();
        const int step = key == Qt::Key_Down ? 1 : key == Qt::Key_Up ? -1 : 0;
        if (step != 0) {
            m_list->setCurrentRow(
                std::clamp(m_list->currentRow() + step, 0, std::max(0, m_list->count() - 1)));
            return true;
        }
    }
    return QDialog::eventFilter(watched, event);
}

void runCommandPalette(const QList<QAction*>& actions, QWidget* parent) {
    QList<Palette::Entry> entries;
    QList<QAction*> enabled;
    for (QAction* action : actions) {
        if (!action->isEnabled() || action->isSeparator() || action->menu() || action->text().isEmpty())
            continue;
        enabled << action;
        entries << Palette::Entry{action->text().remove(QLatin1Char('&')),
                                  action->shortcut().toString(QKeySequence::NativeText)};
    }
    Palette palette(QObject::tr("Run a command"), entries, parent);
    const int chosen = palette.choose();
    if (chosen >= 0)
        enabled[chosen]->trigger();
}

} // namespace rt0::ui
