#include "graph/graphlayouter.h"

#include "text.h"

#include <QtConcurrent>
#include <algorithm>

namespace rt0::ui {
namespace {

constexpr std::size_t kFewest = 8; ///< less is not worth a picture: then it is to be moved about in

/// Shows less when all that there is room for, by number, is too wide or high to be read.
Result<std::shared_ptr<const GraphPicture>> readable(const SceneMaker& make, std::size_t room,
                                                     const GraphStyle& style, const PictureWishes& wishes,
                                                     const std::stop_token& stop) {
    for (;;) {
        auto picture = layOut(make(room), style, wishes, stop);
        if (!picture || room <= kFewest)
            return picture;
        const double part = (*picture)->zoomIn(wishes.room) / kReadableZoom;
        if (part >= 1)
            return picture;
        const double less = static_cast<double>(room) * std::clamp(part, 0.6, 0.9);
        room = std::max(kFewest, static_cast<std::size_t>(less));
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
    if (!boundedByRoom(options))
        return start(
            [source = std::move(source), options](std::size_t) { return makeScene(*source, options); }, 0,
            style, wishes);
    start(
        [source = std::move(source), options](std::size_t room) {
            SceneOptions fewer = options;
            fewer.room = room;
            return makeScene(*source, fewer);
        },
        options.room, style, wishes);
}

void GraphLayouter::start(SceneMaker make, std::size_t room, const GraphStyle& style,
                          const PictureWishes& wishes) {
    m_stop.request_stop();
    m_stop = std::stop_source();
    m_busy = true;
    m_watcher.setFuture(
        QtConcurrent::run([make = std::move(make), room, style, wishes, stop = m_stop.get_token()] {
            return readable(make, room, style, wishes, stop);
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
