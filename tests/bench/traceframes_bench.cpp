#include "mainwindow.h"
#include "timeline/timelineplot.h"
#include "timeline/timelineview.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QStandardPaths>
#include <QThread>
#include <QWheelEvent>

#include <algorithm>
#include <cstdio>
#include <functional>
#include <vector>

/// What a frame of the window costs while an execution trace is zoomed, panned, scrolled and hovered by
/// events as a mouse sends them: from the event until everything that it led to is painted. Starts with the
/// time from the wish to open the file to the first picture.
///
///     traceframes_bench TRACE [WIDTH HEIGHT]
namespace rt0::ui {
namespace {

class Frames {
public:
    explicit Frames(MainWindow& window)
        : m_window(window), m_view(*window.findChild<TimelineView*>()), m_plot(m_view.plot()) {}

    /// Sends each event of a gesture and prints what its frames took.
    void measure(const char* name, int count, const std::function<void(int)>& send) {
        std::vector<double> ms;
        for (int i = 0; i < count; ++i) {
            QThread::msleep(4); // no hand is faster
            QElapsedTimer timer;
            timer.start();
            send(i);
            settle();
            ms.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
        }
        std::sort(ms.begin(), ms.end());
        const auto share = [&](double part) {
            return ms[static_cast<std::size_t>(part * double(ms.size() - 1))];
        };
        std::printf("%-34s %4d frames  median %6.2f  p95 %6.2f  most %6.2f ms\n", name, count, share(0.5),
                    share(0.95), ms.back());
        std::fflush(stdout);
    }
    void settle() {
        // A replot is queued, and so is the paint that follows it.
        for (int i = 0; i < 4; ++i)
            QCoreApplication::processEvents();
    }
    void wheel(QPointF at, int delta, Qt::KeyboardModifiers modifiers) {
        QWheelEvent event(at, m_plot.mapToGlobal(at), {}, {0, delta}, Qt::NoButton, modifiers,
                          Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(&m_plot, &event);
    }
    void mouse(QEvent::Type type, QPointF at, Qt::MouseButton button, Qt::MouseButtons buttons,
               Qt::KeyboardModifiers modifiers = {}) {
        QMouseEvent event(type, at, m_plot.mapToGlobal(at), button, buttons, modifiers);
        QCoreApplication::sendEvent(&m_plot, &event);
    }
    QPointF at(double x, double y) const {
        const QRect lanes = m_plot.lanesRect();
        return {lanes.left() + x * lanes.width(), lanes.top() + y * lanes.height()};
    }

    void pan(const char* name) {
        mouse(QEvent::MouseButtonPress, at(0.9, 0.5), Qt::MiddleButton, Qt::MiddleButton);
        measure(name, 60, [&](int i) {
            mouse(QEvent::MouseMove, at(0.9 - 0.8 * i / 60, 0.5), Qt::NoButton, Qt::MiddleButton);
        });
        mouse(QEvent::MouseButtonRelease, at(0.1, 0.5), Qt::MiddleButton, {});
    }
    void all(const char* lanes) {
        std::printf("-- %s\n", lanes);
        Session& session = m_window.session();
        session.showAll();
        settle();
        measure("everything, drawn anew", 20, [&](int) { m_plot.replot(); });
        measure("hover", 60, [&](int i) {
            mouse(QEvent::MouseMove, at(0.2 + 0.01 * i, 0.1 + 0.012 * i), Qt::NoButton, {});
        });
        measure("zoom in", 80, [&](int) { wheel(at(0.37, 0.4), 120, Qt::ControlModifier); });
        pan("pan when zoomed in");
        measure("zoom out", 80, [&](int) { wheel(at(0.37, 0.4), -120, Qt::ControlModifier); });
        for (int i = 0; i < 12; ++i)
            wheel(at(0.5, 0.4), 120, Qt::ControlModifier);
        settle();
        pan("pan when half zoomed in");
        measure("scroll", 40, [&](int i) { wheel(at(0.5, 0.5), i < 20 ? -120 : 120, {}); });
    }

private:
    MainWindow& m_window;
    TimelineView& m_view;
    TimelinePlot& m_plot;
};

int run(const QStringList& arguments) {
    MainWindow window;
    window.resize(arguments.value(2, QStringLiteral("1920")).toInt(),
                  arguments.value(3, QStringLiteral("1080")).toInt());
    window.QWidget::show();
    QCoreApplication::processEvents();
    bool read = false;
    QObject::connect(&window.session(), &Session::startupChanged, [&read] { read = true; });
    QElapsedTimer timer;
    timer.start();
    window.open({arguments.value(1)});
    while (!read && timer.elapsed() < 120'000)
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 10);
    if (!read) {
        std::fputs("the trace was not read\n", stderr);
        return 1;
    }
    Frames frames(window);
    window.showView(MainWindow::View::Timeline);
    frames.settle();
    std::printf("opened and painted after %lld ms, %d x %d\n", static_cast<long long>(timer.elapsed()),
                window.width(), window.height());
    frames.all("as it opens");
    auto& view = *window.findChild<TimelineView*>();
    const auto placed = view.plot().layout().placed();
    for (const PlacedLane& lane : std::vector<PlacedLane>(placed.begin(), placed.end()))
        if (view.plot().layout().expandable(lane.lane.lane) && !view.plot().layout().expanded(lane.lane.lane))
            view.plot().toggleExpanded(lane.lane);
    frames.settle();
    frames.all("groups expanded");
    view.plot().setShowsAllLinks(true);
    frames.all("with all arrows");
    return 0;
}

} // namespace
} // namespace rt0::ui

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    QApplication::setStyle(QStringLiteral("Fusion"));
    QStandardPaths::setTestModeEnabled(true); // the user's recent files are not touched
    return rt0::ui::run(QCoreApplication::arguments());
}
