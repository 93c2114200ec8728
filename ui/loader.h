#pragma once

#include "base/result.h"
#include "ingest/progress.h"
#include "session.h"

#include <QFutureWatcher>
#include <QObject>
#include <stop_token>

namespace rt0::ui {

/// A document read to its end, or why that failed.
using LoadOutcome = Result<std::shared_ptr<const LoadedDocument>>;

/// Reads and arranges a file in the calling thread: what Loader does in its own, and the command line's
/// pictures.
LoadOutcome loadFile(const QString& path, const Progress& progress = {});
LoadOutcome arrange(Document document);

/// Reads one file at a time on a worker thread and hands over one finished value. Starting another load gives
/// up the one under way.
class Loader : public QObject {
    Q_OBJECT

public:
    explicit Loader(QObject* parent = nullptr);
    ~Loader() override;

    void load(const QString& path);
    void cancel();
    bool busy() const { return m_watcher.isRunning() && !m_cancelled; }
    const QString& path() const { return m_path; }

signals:
    void started(const QString& path);
    /// Bytes; `total` is 0 when it is not known. At most thirty times a second.
    void progress(qulonglong done, qulonglong total);
    void loaded(std::shared_ptr<const rt0::ui::LoadedDocument> loaded);
    void failed(const QString& path, const QString& message);

private:
    void finish();

    QFutureWatcher<LoadOutcome> m_watcher;
    std::stop_source m_stop;
    QString m_path;
    bool m_cancelled = false;
};

} // namespace rt0::ui
