#pragma once

#include "analysis/graphscene/scenebuilder.h"
#include "base/result.h"

#include <QFutureWatcher>
#include <QObject>
#include <memory>
#include <stop_token>
#include <vector>

namespace rt0::ui {

struct LoadedDocument;

/// Gets the import graph of a document on a worker thread: from what `go list` printed, or from `go list`
/// itself, run in a directory.
class GraphLoader : public QObject {
    Q_OBJECT

public:
    /// One for each start-up of the document.
    using Graphs = std::vector<std::shared_ptr<const SceneSource>>;

    explicit GraphLoader(QObject* parent = nullptr);
    ~GraphLoader() override;

    /// From a file of `go list`, an old Go binary, or a directory.
    void load(std::shared_ptr<const LoadedDocument> document, const QString& path);
    void cancel();
    bool busy() const { return m_watcher.isRunning(); }

signals:
    void loaded(const rt0::ui::GraphLoader::Graphs& graphs);
    void failed(const QString& message);

private:
    void finish();

    QFutureWatcher<Result<Graphs>> m_watcher;
    std::stop_source m_stop;
};

} // namespace rt0::ui
