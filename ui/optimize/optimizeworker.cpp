#include "optimize/optimizeworker.h"

#include "analysis/optimize/optimize.h"
#include "analysis/optimize/rebuilt.h"
#include "commandwords.h"
#include "text.h"

#include <QFileInfo>
#include <QtConcurrent>

namespace rt0::ui {
namespace {

OptimizationTarget targetOf(const OptimizeWish& wish) {
    OptimizationTarget target;
    target.target = encodedPath(QFileInfo(wish.target).absoluteFilePath());
    target.arguments = commandWords(wish.arguments);
    target.buildFlags = commandWords(wish.buildFlags);
    target.launch.until = wish.until;
    target.launch.rounds = static_cast<std::uint32_t>(wish.runs);
    return target;
}

} // namespace

OptimizeWorker::OptimizeWorker(QObject* parent, OpenLab open) : QObject(parent), m_open(std::move(open)) {
    connect(&m_watcher, &QFutureWatcherBase::finished, this, &OptimizeWorker::finish);
}

OptimizeWorker::~OptimizeWorker() {
    m_watcher.disconnect(this);
    stopAndWait();
}

/// Called in the worker thread; receivers live in the GUI thread and get the signals queued.
LabProgress OptimizeWorker::progress() {
    LabProgress progress;
    progress.step = [this](const std::string& step) { emit stepBegan(toQString(step)); };
    progress.start = [this](std::uint32_t number, std::uint32_t count) {
        emit startBegan(static_cast<int>(number), static_cast<int>(count));
    };
    return progress;
}

OptimizeWorker::Outcome OptimizeWorker::measured(const OptimizationTarget& target,
                                                 const QStringList& variants, const std::stop_token& stop) {
    Outcome outcome;
    const auto catalogue = loadOptimizations({});
    if (!catalogue) {
        outcome.error = catalogue.error();
        return outcome;
    }
    auto lab = m_open(target, progress(), stop);
    if (!lab) {
        outcome.error = lab.error();
        return outcome;
    }
    outcome.lab = std::move(*lab);
    OptimizeOptions options;
    for (const QString& variant : variants)
        options.variants.push_back(variant.toStdString());
    options.soFar = [this](const OptimizationTable& table) {
        emit tableChanged(std::make_shared<const OptimizationTable>(table));
    };
    auto table = optimize(*outcome.lab, *catalogue, options, stop);
    if (table)
        outcome.table = std::make_shared<const OptimizationTable>(std::move(*table));
    else
        outcome.error = table.error();
    return outcome;
}

void OptimizeWorker::begin(std::function<Outcome(const std::stop_token&)> work) {
    m_busy = true;
    m_stop = std::stop_source();
    emit started();
    m_watcher.setFuture(QtConcurrent::run([work = std::move(work), stop = m_stop.get_token()] {
        return std::make_shared<Outcome>(work(stop));
    }));
}

void OptimizeWorker::measure(const OptimizeWish& wish) {
    if (m_busy)
        return;
    OptimizationTarget target = targetOf(wish);
    if (!m_buildCache)
        m_buildCache = std::make_unique<QTemporaryDir>();
    if (m_buildCache->isValid())
        target.buildCache = encodedPath(m_buildCache->path());
    begin([this, target, variants = wish.variants](const std::stop_token& stop) {
        return measured(target, variants, stop);
    });
}

void OptimizeWorker::measureRebuilt(const OptimizationRow& row, const QString& program) {
    if (m_busy || !m_lab)
        return;
    begin([lab = m_lab, row,
           path = encodedPath(QFileInfo(program).absoluteFilePath())](const std::stop_token& stop) {
        Outcome outcome;
        outcome.lab = lab;
        outcome.row = row;
        if (const auto measured = rt0::measureRebuilt(*lab, *outcome.row, path, stop); !measured) {
            outcome.error = measured.error();
            outcome.row.reset();
        }
        return outcome;
    });
}

void OptimizeWorker::stop() {
    m_stop.request_stop();
}

void OptimizeWorker::stopAndWait() {
    stop();
    m_watcher.waitForFinished();
}

void OptimizeWorker::finish() {
    m_busy = false;
    const std::shared_ptr<Outcome> outcome = m_watcher.result();
    if (outcome->lab)
        m_lab = outcome->lab;
    if (outcome->table)
        emit tableChanged(outcome->table);
    if (outcome->row)
        emit rowMeasured(*outcome->row);
    if (!outcome->error)
        emit finished({});
    else if (m_stop.stop_requested())
        emit finished(tr("Stopped. What had been measured by then is shown."));
    else
        emit finished(toQString(outcome->error->message()));
}

} // namespace rt0::ui
