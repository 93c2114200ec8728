#include "graph/graphlayouter.h"

#include "text.h"

#include <QtConcurrent>

namespace rt0::ui {

GraphLayouter::GraphLayouter(QObject* parent) : QObject(parent) {
    connect(&m_watcher, &QFutureWatcher<Outcome>::finished, this, &GraphLayouter::finish);
}

GraphLayouter::~GraphLayouter() {
    m_stop.request_stop();
    m_watcher.disconnect(this);
    m_watcher.waitForFinished();
}

void GraphLayouter::start(std::shared_ptr<const SceneSource> source, const SceneOptions& options,
                          const GraphStyle& style, const PictureWishes& wishes) {
    start([source = std::move(source), options] { return makeScene(*source, options); }, style, wishes);
}

void GraphLayouter::start(std::function<GraphScene()> make, const GraphStyle& style,
                          const PictureWishes& wishes) {
    m_stop.request_stop();
    m_stop = std::stop_source();
    m_busy = true;
    m_watcher.setFuture(
        QtConcurrent::run([make = std::move(make), style, wishes, stop = m_stop.get_token()]() -> Outcome {
            return layOut(make(), style, wishes, stop);
        }));
}

void GraphLayouter::cancel() {
    m_stop.request_stop();
}

void GraphLayouter::finish() {
    // The watcher speaks of the last future only: earlier ones were given up.
    m_busy = false;
    const Outcome outcome = m_watcher.result();
    if (outcome)
        emit done(*outcome);
    else
        emit failed(toQString(outcome.error().message()));
}

} // namespace rt0::ui
