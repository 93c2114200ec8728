#pragma once

#include "analysis/tracerangestats.h"

#include <QFutureWatcher>
#include <QTextBrowser>
#include <optional>
#include <stop_token>

namespace rt0::ui {

class Session;

/// Everything known of the selection and of the selected range; text that can be selected and copied. Links
/// lead to other goroutines of a trace.
class DetailsPane : public QTextBrowser {
    Q_OBJECT

public:
    DetailsPane(Session& session, QWidget* parent = nullptr);
    ~DetailsPane() override;
    QSize sizeHint() const override { return {300, 400}; }
    /// Whether what the import graph tells stands before what was measured.
    void setGraphFirst(bool first);

signals:
    /// A link was followed: the session's selection is what it led to.
    void jumped();

private:
    /// Statistics of a range of one trace.
    struct Stats {
        std::shared_ptr<const ExecTrace> trace;
        TimeRange range; ///< in trace time
        TraceRangeStats stats;
    };

    void reset();
    void refresh();
    QString traceRange();
    QString graphFacts() const;
    void follow(const QUrl& link);

    Session& m_session;
    QFutureWatcher<Stats> m_watcher; ///< adds up what takes too long for the GUI thread
    std::stop_source m_stop;
    std::optional<Stats> m_stats;
    bool m_graphFirst = false;
};

} // namespace rt0::ui
