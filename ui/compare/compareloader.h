#pragma once

#include "compare/comparedpair.h"

#include <QFutureWatcher>
#include <QObject>
#include <functional>
#include <stop_token>

namespace rt0::ui {

/// Reads and compares builds on a worker thread, one comparison at a time: a new wish gives up the one under
/// way.
class CompareLoader : public QObject {
    Q_OBJECT

public:
    explicit CompareLoader(QObject* parent = nullptr);
    ~CompareLoader() override;

    /// Each build is one file, or files that belong together.
    void load(const QList<QStringList>& builds);
    /// Compares what was read before in another order, or another two of it.
    void compare(std::vector<ComparedBuild> builds, std::size_t before, std::size_t after);
    void cancel();
    bool busy() const { return m_watcher.isRunning() && !m_cancelled; }

signals:
    void started(const QString& what);
    /// Bytes of one file; `total` is 0 when it is not known.
    void progress(qulonglong done, qulonglong total);
    void compared(std::shared_ptr<const rt0::ui::ComparedPair> pair);
    void failed(const QString& message);

private:
    void run(const QString& what, std::function<CompareOutcome(const Progress&)> work);
    void finish();

    QFutureWatcher<CompareOutcome> m_watcher;
    std::stop_source m_stop;
    bool m_cancelled = false;
};

} // namespace rt0::ui
