#include "details/detailspane.h"

#include "details/detailstext.h"
#include "details/tracedetails.h"
#include "graph/graphdetails.h"
#include "session.h"
#include "timeline/exectrace.h"

#include <QtConcurrent>

namespace rt0::ui {
namespace {

/// Traces of up to so many events are added up at once: some milliseconds.
constexpr std::uint64_t kAtOnce = 300'000;

} // namespace

DetailsPane::DetailsPane(Session& session, QWidget* parent) : QTextBrowser(parent), m_session(session) {
    setAccessibleName(tr("Details"));
    setFrameShape(QFrame::NoFrame);
    setOpenLinks(false);
    document()->setDocumentMargin(10);
    connect(&session, &Session::startupChanged, this, &DetailsPane::reset);
    connect(&session, &Session::selectionChanged, this, &DetailsPane::refresh);
    connect(&session, &Session::graphChanged, this, &DetailsPane::refresh);
    connect(&session, &Session::rangeChanged, this, &DetailsPane::refresh);
    connect(this, &QTextBrowser::anchorClicked, this, &DetailsPane::follow);
    connect(&m_watcher, &QFutureWatcher<Stats>::finished, this, [this] {
        if (m_watcher.isCanceled())
            return;
        m_stats = m_watcher.result();
        refresh();
    });
    refresh();
}

DetailsPane::~DetailsPane() {
    m_stop.request_stop();
    m_watcher.disconnect(this);
    m_watcher.waitForFinished();
}

void DetailsPane::reset() {
    m_stats.reset();
    refresh();
}

void DetailsPane::refresh() {
    QString html;
    if (!m_session.empty()) {
        if (m_session.range())
            html += rangeHtml(m_session.startup(), *m_session.range()) + traceRange();
        const QString own = detailsHtml(m_session.startup(), m_session.lanes(), m_session.selection());
        html += m_graphFirst ? graphFacts() + own : own + graphFacts();
    }
    if (html.isEmpty())
        html = QStringLiteral("<p>%1</p>")
                   .arg(tr("Click a span, a phase or a package to see all that is known of it. Drag over the "
                           "timeline to measure a "
                           "range."));
    setHtml(html);
}

QString DetailsPane::graphFacts() const {
    const auto package = m_session.selectedPackage();
    if (!package)
        return {};
    const SceneSource& graph = *m_session.graph();
    const auto module = m_session.selection().module;
    return (module ? moduleDetailsHtml(graph, *module) : QString()) +
           graphDetailsHtml(graph, *package, m_graphFirst);
}

void DetailsPane::setGraphFirst(bool first) {
    if (first == m_graphFirst)
        return;
    m_graphFirst = first;
    refresh();
}

QString DetailsPane::traceRange() {
    const std::shared_ptr<const ExecTrace>& trace = m_session.startup().trace;
    if (!trace)
        return {};
    const TimeRange range = m_session.lanes().sources[kTraceSource].toSource(*m_session.range());
    if (m_stats && m_stats->trace == trace && m_stats->range == range)
        return traceRangeHtml(*trace, m_stats->stats);
    m_stop.request_stop();
    if (trace->events <= kAtOnce) {
        m_stats = Stats{trace, range, traceRangeStats(*trace, range)};
        return traceRangeHtml(*trace, m_stats->stats);
    }
    m_stop = std::stop_source();
    m_watcher.setFuture(QtConcurrent::run([trace, range, stop = m_stop.get_token()] {
        return Stats{trace, range, traceRangeStats(*trace, range, stop)};
    }));
    return QStringLiteral("<p>%1</p>").arg(tr("Adding up the execution trace …"));
}

void DetailsPane::follow(const QUrl& link) {
    if (m_session.empty())
        return;
    if (const auto package =
            m_session.graph() ? packageOfLink(*m_session.graph(), link.toString()) : std::nullopt)
        return m_session.selectPackage(*package);
    if (const auto target = selectionOfLink(m_session.lanes(), link.toString())) {
        m_session.select(*target);
        emit jumped();
    }
}

} // namespace rt0::ui
