#include "graph/graphlayouter.h"

#include "text.h"

#include <QtConcurrent>
#include <algorithm>

namespace rt0::ui {

namespace {

constexpr std::size_t kFewest = 8; ///< less is not worth a picture: then it is to be moved about in

/// Shows less when all that there is room for, by number, is too wide or high to be read.
Result<std::shared_ptr<const GraphPicture>> readable(const SceneSource& source, SceneOptions options,
                                                     const GraphStyle& style, const PictureWishes& wishes,
                                                     const std::stop_token& stop) {
    for (;;) {
        auto picture = layOut(makeScene(source, options), style, wishes, stop);
        if (!picture || !boundedByRoom(options) || options.room <= kFewest)
            return picture;
        const double part = (*picture)->zoomIn(wishes.room) / kReadableZoom;
        if (part >= 1)
            return picture;
        const double less = static_cast<double>(options.room) * std::clamp(part, 0.6, 0.9);
        options.room = std::max(kFewest, static_cast<std::size_t>(less));
    }
}

} // namespace

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
    run([source = std::move(source), options, style, wishes](const std::stop_token& stop) {
        return readable(*source, options, style, wishes, stop);
    });
}

void GraphLayouter::start(std::function<GraphScene()> make, const GraphStyle& style,
                          const PictureWishes& wishes) {
    run([make = std::move(make), style, wishes](const std::stop_token& stop) {
        return layOut(make(), style, wishes, stop);
    });
}

void GraphLayouter::run(std::function<Outcome(const std::stop_token&)> work) {
    m_stop.request_stop();
    m_stop = std::stop_source();
    m_busy = true;
    m_watcher.setFuture(
        QtConcurrent::run([work = std::move(work), stop = m_stop.get_token()] { return work(stop); }));
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
