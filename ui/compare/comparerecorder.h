#pragma once

#include "base/result.h"
#include "compare/comparedialog.h"

#include <QFutureWatcher>
#include <QObject>
#include <stop_token>

namespace rt0::ui {

/// Records programs in turns on a worker thread and writes a recording of each. Nothing is left running when
/// it is stopped or destroyed.
class CompareRecorder : public QObject {
    Q_OBJECT

public:
    explicit CompareRecorder(QObject* parent = nullptr);
    ~CompareRecorder() override;

    /// Recordings go to free names in `folder`. Ignored while it is busy.
    void record(const CompareWish& wish, const QString& folder);
    /// The started programs end; nothing is written.
    void stop();
    /// stop(), and waits until the programs are gone.
    void stopAndWait();
    bool busy() const { return m_busy; }

signals:
    void started(const QString& programs);
    /// The `number`th of `count` starts begins.
    void startBegan(int number, int count, const QString& what);
    /// The recordings, in the order of the programs.
    void recorded(const QStringList& files);
    void failed(const QString& message);

private:
    using Outcome = Result<QStringList>;

    void finish();

    QFutureWatcher<Outcome> m_watcher;
    std::stop_source m_stop;
    bool m_busy = false;
};

} // namespace rt0::ui
