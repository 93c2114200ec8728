#include "support/tracewriter.h"
#include "timeline/tracebuilder.h"

#include <benchmark/benchmark.h>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <malloc.h>
#include <string>
#include <utility>

/// Reads an execution trace, RT0SCOPE_TRACE or a made one of ten million events, and prints events/s, bytes
/// an event of the file and of peak memory above the file.
namespace rt0 {
namespace {

constexpr std::uint64_t kEvents = 10'000'000;

/// The file's bytes; read once, outside what is measured.
const std::string& trace() {
    static const std::string bytes = [] {
        const char* path = std::getenv("RT0SCOPE_TRACE");
        if (path == nullptr)
            return test::SyntheticTrace::make(kEvents);
        std::ifstream file(path, std::ios::binary);
        return std::string(std::istreambuf_iterator<char>(file), {});
    }();
    return bytes;
}

/// A line of /proc/self/status in bytes: VmRSS, VmHWM.
double memory(std::string_view line) {
    std::ifstream status("/proc/self/status");
    for (std::string text; std::getline(status, text);)
        if (text.starts_with(line))
            return std::strtod(text.c_str() + line.size() + 1, nullptr) * 1024;
    return 0;
}

/// How far memory grew above what it was at the begin.
class PeakMemory {
public:
    PeakMemory() {
        malloc_trim(0);
        std::ofstream("/proc/self/clear_refs") << "5"; // the peak begins anew
        m_before = memory("VmRSS");
    }
    double bytes() const { return memory("VmHWM") - m_before; }

private:
    double m_before = 0;
};

struct Counter final : exectrace::EventSink {
    void take(std::span<const exectrace::Event> events, const exectrace::Directory& /*directory*/) override {
        for (const exectrace::Event& event : events)
            benchmark::DoNotOptimize(event.timeNs);
    }
};

void printCounters(benchmark::State& state, std::uint64_t events, double peak) {
    const auto perRun = static_cast<double>(events);
    state.counters["events"] = perRun;
    state.counters["events/s"] =
        benchmark::Counter(perRun * static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
    state.counters["file_B/event"] = static_cast<double>(trace().size()) / perRun;
    state.counters["peak_B/event"] = peak / perRun;
    state.counters["peak_MB"] = peak / 1e6;
}

/// `read` gives what is thrown away outside of the measured time, and the number of events.
template <typename Read>
void measure(benchmark::State& state, const Read& read) {
    trace();
    std::uint64_t events = 0;
    double peak = 0;
    for (auto _ : state) {
        state.PauseTiming();
        const PeakMemory memoryOfRun;
        state.ResumeTiming();
        const auto result = read();
        state.PauseTiming();
        events = result.second;
        peak = std::max(peak, memoryOfRun.bytes());
        state.ResumeTiming();
    }
    if (events == 0)
        state.SkipWithError("the trace cannot be read");
    else
        printCounters(state, events, peak);
}

void iterate(benchmark::State& state, bool threads) {
    measure(state, [&] {
        Counter counter;
        const auto outcome = exectrace::readTrace(trace(), "bench", counter, {}, {.threads = threads});
        return std::pair(0, outcome ? outcome->events + outcome->salvaged : 0);
    });
}

void buildModel(benchmark::State& state) {
    measure(state, [] {
        TraceBuilder builder;
        auto outcome = exectrace::readTrace(trace(), "bench", builder);
        ExecTrace model;
        if (outcome)
            model = std::move(builder).finish(std::move(*outcome));
        const std::uint64_t count = model.events + model.salvagedEvents;
        return std::pair(std::move(model), count);
    });
}

// Wall-clock time: the work may be done by two threads.
BENCHMARK_CAPTURE(iterate, oneThread, false)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK_CAPTURE(iterate, twoThreads, true)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(buildModel)->Unit(benchmark::kMillisecond)->UseRealTime();

} // namespace
} // namespace rt0

BENCHMARK_MAIN();
