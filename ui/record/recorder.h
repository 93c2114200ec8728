#pragma once

#include "base/result.h"
#include "capture/recordlaunch.h"

#include <QFutureWatcher>
#include <QObject>
#include <stop_token>

namespace rt0::ui {

/// What a start is for, in words: "with probes".
QString purposeText(LaunchPurpose purpose);

/// Records one program at a time on a worker thread and writes the recording. Nothing is left running when it
/// is stopped or destroyed.
class Recorder : public QObject {
    Q_OBJECT

public:
    explicit Recorder(QObject* parent = nullptr);
    ~Recorder() override;

    /// Ignored while another recording is made. `trace`: the command's first is the folder of a main package,
    /// which is built first.
    void record(const LaunchOptions& options, bool trace, const QString& output);
    /// The started program ends within LaunchOptions::patience; what was measured up to then is written.
    void stop();
    /// Ends the program, too, but writes nothing, and waits until the program is gone.
    void stopAndWait();
    bool busy() const { return m_busy; }

signals:
    void started(const QString& program);
    /// The `number`th of `count` starts begins.
    void startBegan(int number, int count, const QString& what);
    /// What the program does now; some ten times a second, only in starts with probes.
    void live(const rt0::LaunchLive& live);
    void recorded(const QString& output);
    /// The recorder's reason with its hint; also when it was stopped.
    void failed(const QString& message);

private:
    using Outcome = Result<void>;

    LaunchProgress progress(std::stop_token stop);
    void finish();

    QFutureWatcher<Outcome> m_watcher;
    std::stop_source m_stop;
    std::stop_source m_abandon;
    QString m_output;
    bool m_busy = false;
};

} // namespace rt0::ui
