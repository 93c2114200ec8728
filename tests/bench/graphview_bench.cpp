#include "graph/graphview.h"
#include "layout/layouthelper.h"
#include "loader.h"
#include "session.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QWheelEvent>
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <vector>

/// How long the graph view takes from a known graph to its picture on screen, and for a frame of panning and
/// zooming, of every scene:
///     graphview_bench program.log deps.json     (deps.json: what go list -deps -json printed)
/// Times are milliseconds of the wall clock.
namespace rt0::ui {
namespace {

constexpr int kSteps = 60; ///< of each movement

double milliseconds(const QElapsedTimer& timer) {
    return static_cast<double>(timer.nsecsElapsed()) / 1e6;
}

/// Until the picture that is being made has been painted.
void settle(const GraphView& view) {
    while (view.busy())
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    QCoreApplication::processEvents();
}

class Frames {
public:
    /// Turns the wheel by a notch over the middle and paints what that changes, now.
    void add(GraphCanvas& canvas, int notches, Qt::KeyboardModifiers modifiers) {
        const QPointF middle = QRectF(canvas.rect()).center();
        QWheelEvent wheel(middle, canvas.mapToGlobal(middle), {}, {0, 120 * notches}, Qt::NoButton, modifiers,
                          Qt::NoScrollPhase, false);
        QElapsedTimer timer;
        timer.start();
        QCoreApplication::sendEvent(&canvas, &wheel);
        canvas.repaint();
        m_times.push_back(milliseconds(timer));
    }

    void print(const char* name) {
        std::sort(m_times.begin(), m_times.end());
        std::printf("  %s median %5.2f longest %5.2f", name, m_times[m_times.size() / 2], m_times.back());
    }

private:
    std::vector<double> m_times;
};

void measureFrames(GraphCanvas& canvas) {
    canvas.fit();
    Frames zoom;
    for (int i = 0; i < 2 * kSteps; ++i)
        zoom.add(canvas, i % 30 < 15 ? 1 : -1, Qt::ControlModifier);
    Frames pan;
    for (int i = 0; i < 2 * kSteps; ++i) {
        if (i % 40 == 0)
            canvas.zoomAt(QRectF(canvas.rect()).center(), 1.6);
        pan.add(canvas, i % 20 < 10 ? 1 : -1, i % 2 == 0 ? Qt::NoModifier : Qt::ShiftModifier);
    }
    zoom.print("zoom");
    pan.print("pan");
}

int run(const QStringList& files) {
    const LoadOutcome loaded = loadFiles(files);
    if (!loaded || (*loaded)->graphs.empty() || (*loaded)->graphs.front() == nullptr) {
        std::fputs("name a log and the import graph of its program\n", stderr);
        return 1;
    }
    Session session;
    GraphView view(session);
    view.resize(975, 720);
    view.QWidget::show();
    settle(view);
    auto& canvas = *view.findChild<GraphCanvas*>();
    QElapsedTimer timer;
    timer.start();
    const SceneSource source(std::make_shared<const ProgramGraph>((*loaded)->graphs.front()->program()),
                             (*loaded)->document.startups.front());
    std::printf("%zu packages, %zu imports; analyses %.1f ms\n", source.graph().size(),
                source.graph().importCount(), milliseconds(timer));
    timer.start();
    session.setDocument(*loaded);
    settle(view);
    std::printf("first picture %.0f ms\n", milliseconds(timer));
    const QStringList names = GraphView::sceneNames();
    for (int scene = 0; scene < names.size(); ++scene) {
        timer.start();
        view.showScene(scene);
        settle(view);
        std::printf("%-22s %3zu nodes %4zu edges  picture %5.0f ms", qPrintable(names[scene]),
                    canvas.picture()->nodes().size(), canvas.picture()->edges().size(), milliseconds(timer));
        measureFrames(canvas);
        std::printf("\n");
    }
    return 0;
}

} // namespace
} // namespace rt0::ui

int main(int argc, char** argv) {
    if (rt0::layout::isLayoutHelper(argc, argv))
        rt0::layout::runLayoutHelper();
    const QApplication application(argc, argv);
    return rt0::ui::run(QCoreApplication::arguments().mid(1));
}
