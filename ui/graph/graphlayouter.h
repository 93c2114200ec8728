#pragma once

#include "analysis/graphscene/scenebuilder.h"
#include "graph/graphpicture.h"

#include <QFutureWatcher>
#include <QObject>
#include <functional>
#include <stop_token>

namespace rt0::ui {

/// Makes a scene of about so many nodes.
using SceneMaker = std::function<GraphScene(std::size_t room)>;

/// Makes pictures on a worker thread, one at a time: a new wish gives up the one under way.
class GraphLayouter : public QObject {
    Q_OBJECT

public:
    explicit GraphLayouter(QObject* parent = nullptr);
    ~GraphLayouter() override;

    /// Shows less than the options have room for when it could not be read in `wishes.room`.
    void start(std::shared_ptr<const SceneSource> source, const SceneOptions& options,
               const GraphStyle& style, const PictureWishes& wishes);
    /// The same of what `make` makes for `room` nodes on the worker thread; for 0 it may make what it likes.
    void start(SceneMaker make, std::size_t room, const GraphStyle& style, const PictureWishes& wishes);
    void cancel();
    bool busy() const { return m_busy; }

signals:
    void done(std::shared_ptr<const rt0::ui::GraphPicture> picture);
    void failed(const QString& message);

private:
    using Outcome = Result<std::shared_ptr<const GraphPicture>>;

    void finish();

    QFutureWatcher<Outcome> m_watcher;
    std::stop_source m_stop;
    bool m_busy = false;
};

} // namespace rt0::ui
