#include "details/detailspane.h"

#include "details/detailstext.h"
#include "session.h"

namespace rt0::ui {

DetailsPane::DetailsPane(Session& session, QWidget* parent) : QTextBrowser(parent), m_session(session) {
    setAccessibleName(tr("Details"));
    setFrameShape(QFrame::NoFrame);
    document()->setDocumentMargin(10);
    connect(&session, &Session::startupChanged, this, &DetailsPane::refresh);
    connect(&session, &Session::selectionChanged, this, &DetailsPane::refresh);
    connect(&session, &Session::rangeChanged, this, &DetailsPane::refresh);
    refresh();
}

void DetailsPane::refresh() {
    QString html;
    if (!m_session.empty()) {
        if (m_session.range())
            html += rangeHtml(m_session.startup(), *m_session.range());
        html += detailsHtml(m_session.startup(), m_session.selection());
    }
    if (html.isEmpty())
        html = QStringLiteral("<p>%1</p>")
                   .arg(tr("Click a span, a phase or a package to see all that is known of it. Drag over the "
                           "timeline to measure a "
                           "range."));
    setHtml(html);
}

} // namespace rt0::ui
