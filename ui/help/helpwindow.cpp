#include "help/helpwindow.h"

#include "help/manual.h"

#include <QTabWidget>
#include <QTextBrowser>
#include <QVBoxLayout>

namespace rt0::ui {

HelpWindow::HelpWindow(QWidget* parent) : QDialog(parent) {
    setWindowTitle(tr("rt0scope manual"));
    setAttribute(Qt::WA_DeleteOnClose);
    m_tabs = new QTabWidget(this);
    const auto add = [this](const QString& title, const QString& html) {
        auto* text = new QTextBrowser(m_tabs);
        text->document()->setDocumentMargin(14);
        text->setHtml(html);
        m_tabs->addTab(text, title);
    };
    add(tr("Manual"), manualHtml());
    add(tr("Keys and mouse"), keysHtml());
    auto* column = new QVBoxLayout(this);
    column->addWidget(m_tabs);
    resize(760, 640);
}

void HelpWindow::showPage(HelpPage page) {
    m_tabs->setCurrentIndex(page == HelpPage::Keys ? 1 : 0);
    show();
    raise();
    activateWindow();
}

} // namespace rt0::ui
