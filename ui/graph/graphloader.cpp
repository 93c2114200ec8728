#include "graph/graphloader.h"

#include "commandwords.h"
#include "session.h"
#include "text.h"
#include "timeline/opengraph.h"

#include <QtConcurrent>

namespace rt0::ui {
namespace {

GraphLoader::Graphs joined(const LoadedDocument& document, const PackageGraph& graph,
                           const std::string& path) {
    GraphLoader::Graphs graphs;
    for (const Startup& startup : document.document.startups) {
        auto program = std::make_shared<const ProgramGraph>(joinGraph(graph, startup, path));
        graphs.push_back(std::make_shared<const SceneSource>(std::move(program), startup));
    }
    return graphs;
}

} // namespace

GraphLoader::GraphLoader(QObject* parent) : QObject(parent) {
    connect(&m_watcher, &QFutureWatcherBase::finished, this, &GraphLoader::finish);
}

GraphLoader::~GraphLoader() {
    m_stop.request_stop();
    m_watcher.disconnect(this);
    m_watcher.waitForFinished();
}

void GraphLoader::load(std::shared_ptr<const LoadedDocument> document, const QString& path) {
    cancel();
    m_stop = std::stop_source();
    Progress progress;
    progress.stop = m_stop.get_token();
    m_watcher.setFuture(QtConcurrent::run(
        [document = std::move(document), progress = std::move(progress), name = encodedPath(path)] {
            return openGraph(name, progress).map([&](const OpenedGraph& opened) {
                return joined(*document, opened.graph, name);
            });
        }));
}

void GraphLoader::cancel() {
    m_stop.request_stop();
}

void GraphLoader::finish() {
    const bool stopped = m_stop.stop_requested();
    const Result<Graphs> graphs = m_watcher.result();
    if (graphs)
        emit loaded(*graphs);
    else
        emit failed(stopped ? tr("Stopped.") : toQString(graphs.error().message()));
}

} // namespace rt0::ui
