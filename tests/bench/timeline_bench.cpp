#include "timeline/spanplottable.h"

#include <QApplication>
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <random>

/// Ten million spans in 200 lanes: what building the index costs, and what a frame of 1920x1080 costs through
/// a real QCustomPlot replot. A frame's counters are its median and 99th percentile in milliseconds.
namespace rt0 {
namespace {

using ui::RowGeometry;
using ui::SpanPalette;
using ui::SpanPlottable;

constexpr std::size_t kSpans = 10'000'000;
constexpr RowId kLanes = 200;
constexpr double kTotalNs = 10e9;
constexpr int kWidth = 1920;
constexpr int kHeight = 1080;

enum class Shape {
    Uniform,   ///< spans and gaps of exponential length, evenly spread
    Bursts,    ///< 99 of 100 spans in 1 % of the time, spans of heavy-tailed length between
    HeavyLane, ///< 9 of 10 spans in one lane
};

struct Lengths {
    double gapNs;
    double spanNs;
};

class Generator {
public:
    Generator(Shape shape, RowId lane) : m_shape(shape), m_random(lane) {}

    std::size_t count(RowId lane) const {
        if (m_shape != Shape::HeavyLane)
            return kSpans / kLanes;
        return lane == 0 ? kSpans / 10 * 9 : kSpans / 10 / (kLanes - 1);
    }

    Lengths next(std::size_t i, double meanNs) {
        if (m_shape != Shape::Bursts)
            return {0.4 * meanNs * exponential(), 0.6 * meanNs * exponential()};
        // One burst in the middle of each lane, of 99 % of its spans.
        const std::size_t n = kSpans / kLanes;
        if (i > n / 200 && i < n - n / 200)
            return {0.004 * meanNs * exponential(), 0.006 * meanNs * exponential()};
        const double heavyTail = std::pow(1 - m_uniform(m_random), -0.7);
        return {50 * meanNs * exponential(), 10 * meanNs * std::min(heavyTail, 1e3)};
    }

    std::uint8_t colour() {
        // Neighbours tend to be of one kind, as in a program.
        if (m_uniform(m_random) < 0.2)
            m_colour = static_cast<std::uint8_t>(m_random() % 8);
        return m_colour;
    }

private:
    double exponential() { return -std::log(1 - m_uniform(m_random)); }

    Shape m_shape;
    std::mt19937_64 m_random;
    std::uniform_real_distribution<double> m_uniform;
    std::uint8_t m_colour = 0;
};

void fillLane(std::vector<Span>& spans, Shape shape, RowId lane) {
    Generator generator(shape, lane);
    const std::size_t count = generator.count(lane);
    double now = 0;
    for (std::size_t i = 0; i < count; ++i) {
        const Lengths lengths = generator.next(i, kTotalNs / static_cast<double>(count));
        now += lengths.gapNs;
        const auto begin = static_cast<std::int64_t>(now);
        now += lengths.spanNs;
        spans.push_back({{Nanoseconds(begin), Nanoseconds(static_cast<std::int64_t>(now))},
                         static_cast<std::uint32_t>(i),
                         generator.colour()});
    }
}

std::vector<std::vector<Span>> lanesOf(Shape shape) {
    std::vector<std::vector<Span>> lanes(kLanes);
    for (RowId lane = 0; lane < kLanes; ++lane)
        fillLane(lanes[lane], shape, lane);
    return lanes;
}

std::shared_ptr<const SpanStore> storeOf(const std::vector<std::vector<Span>>& lanes) {
    SpanStore::Builder builder;
    for (const std::vector<Span>& spans : lanes) {
        const RowId row = builder.addRow();
        for (const Span& span : spans)
            builder.add(row, span);
    }
    return std::make_shared<const SpanStore>(std::move(builder).build());
}

double millisecondsSince(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

void build(benchmark::State& state, Shape shape) {
    const auto lanes = lanesOf(shape);
    for ([[maybe_unused]] auto step : state) {
        const auto start = std::chrono::steady_clock::now();
        const auto store = storeOf(lanes);
        state.counters["store_ms"] = millisecondsSince(start);
        const SpanIndex index(store);
        index.prepareAll();
        const auto spans = static_cast<double>(store->size());
        state.counters["store_B_per_span"] = static_cast<double>(store->memoryBytes()) / spans;
        state.counters["index_B_per_span"] = static_cast<double>(index.memoryBytes()) / spans;
    }
}

/// Built once for all benchmarks of a shape; one shape at a time, for memory's sake.
std::shared_ptr<const SpanIndex> indexOf(Shape shape) {
    static std::pair<Shape, std::shared_ptr<const SpanIndex>> last;
    if (!last.second || last.first != shape) {
        last.second.reset();
        last = {shape, std::make_shared<const SpanIndex>(storeOf(lanesOf(shape)))};
        last.second->prepareAll();
    }
    return last.second;
}

/// A view of `1/zoom` of everything around `centre` (0..1).
TimeRange viewOf(const SpanIndex& index, double zoom, double centre) {
    const TimeRange all = index.store().extent();
    const auto length = static_cast<double>(all.length().count());
    const double begin = static_cast<double>(all.begin.count()) + length * (centre - 0.5 / zoom);
    return {Nanoseconds(static_cast<std::int64_t>(begin)),
            Nanoseconds(static_cast<std::int64_t>(begin + length / zoom))};
}

using Views = std::vector<TimeRange>;

Views fullView(const SpanIndex& index) {
    return Views(100, viewOf(index, 1, 0.5));
}

/// In to a thousandth of everything and out again, 5 % a frame.
Views zoomSequence(const SpanIndex& index) {
    Views views;
    for (double zoom = 1; zoom < 1000; zoom *= 1.05)
        views.push_back(viewOf(index, zoom, 0.5));
    const Views in = views;
    views.insert(views.end(), in.rbegin(), in.rend());
    return views;
}

/// Across everything at four zooms, half a percent of the view a frame around the middle.
Views panSequence(const SpanIndex& index) {
    Views views;
    for (const double zoom : {1.5, 8.0, 60.0, 400.0})
        for (int i = -50; i < 50; ++i)
            views.push_back(viewOf(index, zoom, 0.5 + 0.005 * i / zoom));
    return views;
}

void report(benchmark::State& state, std::vector<double> frames) {
    std::sort(frames.begin(), frames.end());
    state.counters["frames"] = static_cast<double>(frames.size());
    state.counters["median_ms"] = frames[frames.size() / 2];
    state.counters["p99_ms"] = frames[(frames.size() - 1) * 99 / 100];
    state.counters["max_ms"] = frames.back();
}

struct ShownTimeline {
    QCustomPlot plot;
    SpanPlottable* spans;

    explicit ShownTimeline(std::shared_ptr<const SpanIndex> index) {
        plot.resize(kWidth, kHeight);
        plot.plotLayout()->setMargins({});
        plot.axisRect()->setAutoMargins(QCP::msNone);
        plot.axisRect()->setMargins(QMargins(0, 0, 0, 30));
        spans = new SpanPlottable(plot.xAxis, plot.yAxis);
        SpanPalette palette{};
        for (std::size_t i = 0; i < palette.size(); ++i)
            palette[i] = QColor::fromHsv(static_cast<int>(i * 45 % 360), 150, 200).rgb();
        spans->setPalette(palette);
        spans->setBackground(qRgb(255, 255, 255));
        plot.setBackground(QBrush(Qt::NoBrush)); // as TimelinePlot
        spans->setIndex(std::move(index));
        std::vector<RowGeometry> rows;
        const int height = kHeight - 30;
        for (RowId row = 0; row < kLanes; ++row) {
            const int top = static_cast<int>(row) * height / static_cast<int>(kLanes);
            const int bottom = static_cast<int>(row + 1) * height / static_cast<int>(kLanes);
            rows.push_back({row, top, bottom - top});
        }
        spans->setRows(std::move(rows));
        plot.show();
        QCoreApplication::processEvents();
    }

    double frameMs(TimeRange view) {
        const auto start = std::chrono::steady_clock::now();
        plot.xAxis->setRange(static_cast<double>(view.begin.count()), static_cast<double>(view.end.count()));
        plot.replot(QCustomPlot::rpImmediateRefresh);
        return millisecondsSince(start);
    }
};

void frames(benchmark::State& state, Shape shape, Views (*sequence)(const SpanIndex&)) {
    const auto index = indexOf(shape);
    ShownTimeline shown(index);
    shown.spans->setThreads(static_cast<int>(state.range(0)));
    const Views views = sequence(*index);
    shown.frameMs(views.front());
    std::vector<double> times;
    for ([[maybe_unused]] auto step : state)
        for (const TimeRange& view : views)
            times.push_back(shown.frameMs(view));
    report(state, std::move(times));
}

/// The index alone, one thread, all lanes.
void query(benchmark::State& state, Shape shape) {
    const auto index = indexOf(shape);
    const TimeRange view = viewOf(*index, static_cast<double>(state.range(0)), 0.5);
    std::vector<PixelRun> runs;
    std::size_t count = 0;
    for ([[maybe_unused]] auto step : state) {
        count = 0;
        for (RowId row = 0; row < kLanes; ++row) {
            runs.clear();
            index->collectRuns(row, view, kWidth, runs);
            count += runs.size();
        }
    }
    state.counters["runs"] = static_cast<double>(count);
}

void registerShape(const std::string& name, Shape shape) {
    using benchmark::RegisterBenchmark;
    const auto add = [&](const std::string& what, auto function, auto... arguments) {
        return RegisterBenchmark((name + "/" + what).c_str(), function, shape, arguments...)
            ->Unit(benchmark::kMillisecond);
    };
    add("build", build)->Iterations(1);
    const auto addFrames = [&](const std::string& what, Views (*sequence)(const SpanIndex&)) {
        add(what, frames, sequence)->ArgName("threads")->Arg(2)->Arg(1)->Iterations(1)->UseRealTime();
    };
    addFrames("full", fullView);
    addFrames("zoom", zoomSequence);
    addFrames("pan", panSequence);
    add("query", query)->ArgName("zoom")->Arg(1)->Arg(4)->Arg(16)->Arg(100)->Arg(1000);
}

} // namespace
} // namespace rt0

int main(int argc, char** argv) {
    // No display is needed, and none shall be measured.
    qputenv("QT_QPA_PLATFORM", "offscreen");
    const QApplication app(argc, argv);
    rt0::registerShape("uniform", rt0::Shape::Uniform);
    rt0::registerShape("bursts", rt0::Shape::Bursts);
    rt0::registerShape("heavy_lane", rt0::Shape::HeavyLane);
    benchmark::Initialize(&argc, argv);
    benchmark::RunSpecifiedBenchmarks();
}
