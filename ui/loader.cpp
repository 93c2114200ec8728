#include "loader.h"

#include "commandwords.h"
#include "text.h"
#include "timeline/open.h"

#include <QElapsedTimer>
#include <QFile>
#include <QtConcurrent>
#include <algorithm>
#include <vector>

namespace rt0::ui {
namespace {

constexpr qint64 kProgressInterval_ms = 33;

std::vector<std::string> fileNamesOf(const QStringList& paths) {
    std::vector<std::string> names;
    for (const QString& path : paths)
        names.push_back(encodedPath(path));
    return names;
}

bool isBundled(const QString& path) {
    return path.startsWith(QLatin1String(":/"));
}

/// Files inside the program (":/…") are known to Qt only.
Result<Document> openBundled(const QStringList& paths, const Progress& progress) {
    std::vector<QByteArray> contents;
    std::vector<MemoryFile> files;
    for (const QString& path : paths) {
        QFile file(path);
        if (!file.open(QIODevice::ReadOnly))
            return tl::unexpected(Error{"no such bundled file", path.toStdString(), {}});
        const QByteArray& content = contents.emplace_back(file.readAll());
        MemoryFile& made = files.emplace_back();
        made.source.path = path.toStdString();
        made.content = {content.constData(), static_cast<std::size_t>(content.size())};
    }
    return openBytes(files, progress);
}

Result<Document> open(const QStringList& paths, const Progress& progress) {
    if (!paths.isEmpty() && std::all_of(paths.begin(), paths.end(), isBundled))
        return openBundled(paths, progress);
    return openFiles(fileNamesOf(paths), progress);
}

} // namespace

LoadOutcome arrange(Document document) {
    auto loaded = std::make_shared<LoadedDocument>();
    loaded->document = std::move(document);
    for (const Startup& startup : loaded->document.startups) {
        loaded->lanes.push_back(arrangeLanes(startup));
        loaded->graphs.push_back(startup.graph ? std::make_shared<const SceneSource>(startup.graph, startup)
                                               : nullptr);
        loaded->gc.push_back(gcTimeline(startup));
    }
    return loaded;
}

LoadOutcome loadFiles(const QStringList& paths, const Progress& progress) {
    return open(paths, progress).and_then(arrange);
}

LoadOutcome loadFile(const QString& path, const Progress& progress) {
    return loadFiles({path}, progress);
}

QList<QStringList> groupFiles(const QStringList& paths) {
    QList<QStringList> groups;
    for (const auto& group : rt0::groupFiles(fileNamesOf(paths))) {
        QStringList& files = groups.emplace_back();
        for (const std::string& file : group)
            files << QFile::decodeName(QByteArray::fromStdString(file));
    }
    return groups;
}

bool startupsOnly(const QStringList& paths) {
    return rt0::startupsOnly(fileNamesOf(paths));
}

bool anyProfile(const QStringList& paths) {
    return rt0::anyProfile(fileNamesOf(paths));
}

Progress throttled(std::stop_token stop, std::function<void(std::uint64_t, std::uint64_t)> report) {
    auto timer = std::make_shared<QElapsedTimer>();
    timer->start();
    return {[timer, stop, report = std::move(report)](std::uint64_t done, std::uint64_t total) {
                if (timer->elapsed() < kProgressInterval_ms || stop.stop_requested())
                    return;
                timer->restart();
                report(done, total);
            },
            stop};
}

Loader::Loader(QObject* parent) : QObject(parent) {
    connect(&m_watcher, &QFutureWatcher<LoadOutcome>::finished, this, &Loader::finish);
}

Loader::~Loader() {
    m_stop.request_stop();
    m_watcher.disconnect(this);
    m_watcher.waitForFinished();
}

void Loader::load(const QStringList& paths) {
    m_stop.request_stop();
    m_stop = std::stop_source();
    m_paths = paths;
    m_cancelled = false;
    const Progress progress = throttled(m_stop.get_token(), [this](std::uint64_t done, std::uint64_t total) {
        emit this->progress(done, total);
    });
    emit started(path());
    m_watcher.setFuture(QtConcurrent::run([paths, progress] { return loadFiles(paths, progress); }));
}

void Loader::cancel() {
    if (!busy())
        return;
    m_cancelled = true;
    m_stop.request_stop();
}

void Loader::deliver(const std::shared_ptr<const LoadedDocument>& loaded) {
    emit this->loaded(loaded);
    // Nobody looks at all of it yet; when somebody does, it shall be there.
    for (const Startup& startup : loaded->document.startups)
        if (startup.trace)
            static_cast<void>(QtConcurrent::run([trace = startup.trace] { trace->prepareRest(); }));
}

void Loader::finish() {
    const LoadOutcome outcome = m_watcher.result();
    if (m_cancelled)
        emit cancelled();
    else if (outcome)
        deliver(*outcome);
    else
        emit failed(path(), toQString(outcome.error().message()));
}

} // namespace rt0::ui
