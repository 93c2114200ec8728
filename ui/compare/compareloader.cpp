#include "compare/compareloader.h"

#include "loader.h"
#include "text.h"

#include <QFileInfo>
#include <QtConcurrent>

namespace rt0::ui {

CompareLoader::CompareLoader(QObject* parent) : QObject(parent) {
    connect(&m_watcher, &QFutureWatcher<CompareOutcome>::finished, this, &CompareLoader::finish);
}

CompareLoader::~CompareLoader() {
    m_stop.request_stop();
    m_watcher.disconnect(this);
    m_watcher.waitForFinished();
}

void CompareLoader::load(const QList<QStringList>& builds) {
    QStringList names;
    for (const QStringList& paths : builds)
        names << QFileInfo(paths.value(0)).fileName();
    run(tr("Comparing %1 …").arg(names.join(QStringLiteral(", "))),
        [builds](const Progress& progress) { return loadBuilds(builds, progress); });
}

void CompareLoader::compare(std::vector<ComparedBuild> builds, std::size_t before, std::size_t after) {
    run(tr("Comparing …"), [builds = std::move(builds), before, after](const Progress&) -> CompareOutcome {
        return comparePair(builds, before, after);
    });
}

void CompareLoader::run(const QString& what, std::function<CompareOutcome(const Progress&)> work) {
    m_stop.request_stop();
    m_stop = std::stop_source();
    m_cancelled = false;
    const Progress progress = throttled(m_stop.get_token(), [this](std::uint64_t done, std::uint64_t total) {
        emit this->progress(done, total);
    });
    emit started(what);
    m_watcher.setFuture(QtConcurrent::run([work = std::move(work), progress] { return work(progress); }));
}

void CompareLoader::cancel() {
    if (!busy())
        return;
    m_cancelled = true;
    m_stop.request_stop();
}

void CompareLoader::finish() {
    const CompareOutcome outcome = m_watcher.result();
    if (m_cancelled)
        emit failed(tr("Cancelled."));
    else if (outcome)
        emit compared(*outcome);
    else
        emit failed(toQString(outcome.error().message()));
}

} // namespace rt0::ui
