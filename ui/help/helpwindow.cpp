#include "help/helpwindow.h"

#include "help/manual.h"

#include <QTabWidget>
#include <QTextBrowser>
#include <QVBoxLayout>

namespace rt0::ui {

HelpWindow::HelpWindow(HelpPage page, QWidget* parent) : QDialog(parent) {
    setWindowTitle(tr("rt0scope manual"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto* tabs = new QTabWidget(this);
    const auto add = [&](const QString& title, const QString& html) {
        auto* text = new QTextBrowser(tabs);
        text->document()->setDocumentMargin(14);
        text->setHtml(html);
        tabs->addTab(text, title);
    };
    add(tr("Manual"), manualHtml());
    add(tr("Keys and mouse"), keysHtml());
    tabs->setCurrentIndex(page == HelpPage::Keys ? 1 : 0);
    auto* column = new QVBoxLayout(this);
    column->addWidget(tabs);
    resize(760, 640);
}

} // namespace rt0::ui
