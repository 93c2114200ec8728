#pragma once

#include "analysis/optimize/lab.h"
#include "analysis/optimize/optimizationtable.h"
#include "base/result.h"

#include <QFutureWatcher>
#include <QObject>
#include <QStringList>
#include <QTemporaryDir>
#include <functional>
#include <memory>
#include <stop_token>

namespace rt0::ui {

/// What is to be measured, and how.
struct OptimizeWish {
    QString target;     ///< folder of a package main, or a Go program
    QString arguments;  ///< separated by spaces; double quotes hold one together
    QString buildFlags; ///< of go build, in the same way
    LaunchUntil until = LaunchUntil::MainMain;
    int runs = 15;
    QStringList variants; ///< as OptimizeOptions::variants
};

using SharedTable = std::shared_ptr<const OptimizationTable>;

/// Builds and measures variants of a program on a worker thread, one wish at a time. The program as it is
/// is kept for later before/after measurements until the next one is opened. Nothing is left running, and
/// no file left behind, when it is stopped or destroyed.
class OptimizeWorker : public QObject {
    Q_OBJECT

public:
    using OpenLab = std::function<Result<std::unique_ptr<OptimizationLab>>(
        const OptimizationTarget&, const LabProgress&, const std::stop_token&)>;

    /// `open` makes the lab; tests have one of their own.
    explicit OptimizeWorker(QObject* parent = nullptr, OpenLab open = openLab);
    ~OptimizeWorker() override;

    /// Ignored while it is busy.
    void measure(const OptimizeWish& wish);
    /// `program` was rebuilt with the change of `row`: both are started in turns. Needs a program that was
    /// looked at. Ignored while it is busy.
    void measureRebuilt(const OptimizationRow& row, const QString& program);
    /// Builds and started programs end; tableChanged() has been told what is known so far.
    void stop();
    /// stop(), and waits until they are gone.
    void stopAndWait();
    bool busy() const { return m_busy; }
    /// A program was looked at, and is kept.
    bool hasProgram() const { return m_lab != nullptr; }

signals:
    void started();
    void stepBegan(const QString& step);
    /// The `number`th of `count` starts begins.
    void startBegan(int number, int count);
    void tableChanged(const rt0::ui::SharedTable& table);
    void rowMeasured(const rt0::OptimizationRow& row);
    /// After either; `message` is empty unless it failed or was stopped.
    void finished(const QString& message);

private:
    struct Outcome {
        std::shared_ptr<OptimizationLab> lab;
        SharedTable table;
        std::optional<OptimizationRow> row;
        std::optional<Error> error;
    };

    LabProgress progress();
    Outcome measured(const OptimizationTarget& target, const QStringList& variants,
                     const std::stop_token& stop);
    void begin(std::function<Outcome(const std::stop_token&)> work);
    void finish();

    OpenLab m_open;
    /// Of the go command, so that measuring again does not build anew; made when it is first needed.
    std::unique_ptr<QTemporaryDir> m_buildCache;
    QFutureWatcher<std::shared_ptr<Outcome>> m_watcher;
    std::shared_ptr<OptimizationLab> m_lab; ///< used by the worker thread only while it is busy
    std::stop_source m_stop;
    bool m_busy = false;
};

} // namespace rt0::ui
