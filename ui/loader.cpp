#include "loader.h"

#include "ingest/ingest.h"
#include "text.h"
#include "timeline/open.h"
#include "timeline/reconstruct.h"

#include <QElapsedTimer>
#include <QFile>
#include <QtConcurrent>

namespace rt0::ui {
namespace {

constexpr qint64 kProgressInterval_ms = 33;

/// Files inside the program (":/…") are known to Qt only.
Result<Document> open(const QString& path, const Progress& progress) {
    if (!path.startsWith(QLatin1String(":/")))
        return openFile(QFile::encodeName(path).toStdString(), progress);
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return tl::unexpected(Error{"no such bundled file", path.toStdString(), {}});
    const QByteArray content = file.readAll();
    Source source;
    source.path = path.toStdString();
    return readBytes(std::string_view(content.constData(), static_cast<std::size_t>(content.size())), source,
                     progress)
        .map([](Recording recording) { return reconstruct(std::move(recording)); });
}

} // namespace

LoadOutcome arrange(Document document) {
    auto loaded = std::make_shared<LoadedDocument>();
    loaded->document = std::move(document);
    for (const Startup& startup : loaded->document.startups)
        loaded->lanes.push_back(arrangeLanes(startup));
    return loaded;
}

LoadOutcome loadFile(const QString& path, const Progress& progress) {
    return open(path, progress).and_then(arrange);
}

Loader::Loader(QObject* parent) : QObject(parent) {
    connect(&m_watcher, &QFutureWatcher<LoadOutcome>::finished, this, &Loader::finish);
}

Loader::~Loader() {
    m_stop.request_stop();
    m_watcher.disconnect(this);
    m_watcher.waitForFinished();
}

void Loader::load(const QString& path) {
    m_stop.request_stop();
    m_stop = std::stop_source();
    m_path = path;
    m_cancelled = false;
    Progress progress;
    progress.stop = m_stop.get_token();
    auto timer = std::make_shared<QElapsedTimer>();
    timer->start();
    // Emitted in the worker thread; receivers live in the GUI thread and get it queued.
    progress.report = [this, timer, stop = m_stop.get_token()](std::uint64_t done, std::uint64_t total) {
        if (timer->elapsed() < kProgressInterval_ms || stop.stop_requested())
            return;
        timer->restart();
        emit this->progress(done, total);
    };
    emit started(path);
    m_watcher.setFuture(QtConcurrent::run([path, progress] { return loadFile(path, progress); }));
}

void Loader::cancel() {
    if (!busy())
        return;
    m_cancelled = true;
    m_stop.request_stop();
}

void Loader::finish() {
    const LoadOutcome outcome = m_watcher.result();
    if (m_cancelled)
        emit failed(m_path, tr("Cancelled."));
    else if (outcome)
        emit loaded(*outcome);
    else
        emit failed(m_path, toQString(outcome.error().message()));
}

} // namespace rt0::ui
