#include "messagebar.h"

#include "text.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QToolButton>

namespace rt0::ui {
namespace {

QString lineText(const Diagnostic& diagnostic) {
    QString text;
    if (diagnostic.line > 0)
        text = QObject::tr("Line %1: ").arg(countText(diagnostic.line));
    text += toQString(diagnostic.message);
    if (!diagnostic.hint.empty())
        text += QStringLiteral(" — ") + toQString(diagnostic.hint);
    return text;
}

} // namespace

MessageBar::MessageBar(QWidget* parent) : QFrame(parent) {
    setObjectName(QStringLiteral("messageBar"));
    setAccessibleName(tr("Messages"));
    m_headline = new QLabel(this);
    m_headline->setWordWrap(true);
    m_headline->setTextFormat(Qt::PlainText);
    m_headline->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_unfold = new QToolButton(this);
    m_unfold->setText(tr("Details"));
    m_unfold->setCheckable(true);
    m_offer = new QToolButton(this);
    m_offer->setObjectName(QStringLiteral("offer"));
    auto* close = new QToolButton(this);
    close->setText(QStringLiteral("✕"));
    close->setToolTip(tr("Hide these messages"));
    close->setAutoRaise(true);
    m_details = new QPlainTextEdit(this);
    m_details->setReadOnly(true);
    m_details->setMaximumHeight(140);
    m_details->hide();

    auto* row = new QHBoxLayout;
    row->addWidget(m_headline, 1);
    row->addWidget(m_offer);
    row->addWidget(m_unfold);
    row->addWidget(close);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(12, 6, 8, 6);
    column->addLayout(row);
    column->addWidget(m_details);
    connect(m_unfold, &QToolButton::toggled, m_details, &QWidget::setVisible);
    connect(close, &QToolButton::clicked, this, &QWidget::hide);
    connect(m_offer, &QToolButton::clicked, this, &MessageBar::offerTaken);
    hide();
}

void MessageBar::setTheme(const Theme& theme) {
    m_theme = theme;
    paintBackground(theme.warning);
}

void MessageBar::paintBackground(const QColor& colour) {
    setStyleSheet(QStringLiteral("QFrame#messageBar { background: %1; border-bottom: 1px solid %2; }")
                      .arg(colour.name(), m_theme.border.name()));
}

void MessageBar::showDiagnostics(const std::vector<Diagnostic>& diagnostics) {
    if (diagnostics.empty())
        return hide();
    QStringList lines;
    for (const Diagnostic& diagnostic : diagnostics)
        lines << lineText(diagnostic);
    const QString more =
        lines.size() > 1 ? QStringLiteral(" ") + tr("(and %1 more)").arg(lines.size() - 1) : QString();
    paintBackground(m_theme.warning);
    show(QStringLiteral("⚠ ") + lines.front() + more, lines);
}

void MessageBar::showError(const QString& message) {
    paintBackground(m_theme.error);
    show(QStringLiteral("✖ ") + message, {});
}

void MessageBar::offer(const QString& headline, const QString& button) {
    if (isHidden()) {
        paintBackground(m_theme.surface);
        show(headline, {});
    }
    m_offer->setText(button);
    m_offer->show();
}

void MessageBar::show(const QString& headline, const QStringList& details) {
    m_headline->setText(headline);
    m_details->setPlainText(details.join(QLatin1Char('\n')));
    m_unfold->setVisible(details.size() > 1);
    m_unfold->setChecked(false);
    m_offer->hide();
    setVisible(true);
}

} // namespace rt0::ui
