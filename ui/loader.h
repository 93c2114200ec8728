#pragma once

#include "base/result.h"
#include "ingest/progress.h"
#include "session.h"

#include <QFutureWatcher>
#include <QObject>
#include <QStringList>
#include <functional>
#include <stop_token>

namespace rt0::ui {

/// A document read to its end, or why that failed.
using LoadOutcome = Result<std::shared_ptr<const LoadedDocument>>;

/// Reads and arranges files in the calling thread: what Loader does in its own, and the command line's
/// pictures. Several files make one document (rt0::openFiles).
LoadOutcome loadFiles(const QStringList& paths, const Progress& progress = {});
LoadOutcome loadFile(const QString& path, const Progress& progress = {});
LoadOutcome arrange(Document document);

/// Which of these files belong into one window: a trace and the logs given with it. All others stay alone.
QList<QStringList> groupFiles(const QStringList& paths);

/// As rt0::startupsOnly.
bool startupsOnly(const QStringList& paths);

/// As rt0::anyProfile.
bool anyProfile(const QStringList& paths);

/// Progress of a worker thread: `report` is called there, at most thirty times a second and no more once it
/// is stopped. What it emits is queued to receivers in the GUI thread.
Progress throttled(std::stop_token stop, std::function<void(std::uint64_t, std::uint64_t)> report);

/// Reads one document at a time on a worker thread and hands over one finished value. Starting another load
/// gives up the one under way.
class Loader : public QObject {
    Q_OBJECT

public:
    explicit Loader(QObject* parent = nullptr);
    ~Loader() override;

    void load(const QStringList& paths);
    void load(const QString& path) { load(QStringList(path)); }
    void cancel();
    bool busy() const { return m_watcher.isRunning() && !m_cancelled; }
    /// The first of the files; it stands for all of them.
    QString path() const { return m_paths.value(0); }
    const QStringList& paths() const { return m_paths; }

signals:
    void started(const QString& path);
    /// Bytes; `total` is 0 when it is not known. At most thirty times a second.
    void progress(qulonglong done, qulonglong total);
    void loaded(std::shared_ptr<const rt0::ui::LoadedDocument> loaded);
    void failed(const QString& path, const QString& message);
    void cancelled();

private:
    void deliver(const std::shared_ptr<const LoadedDocument>& loaded);
    void finish();

    QFutureWatcher<LoadOutcome> m_watcher;
    std::stop_source m_stop;
    QStringList m_paths;
    bool m_cancelled = false;
};

} // namespace rt0::ui
