#include "ingest/ingest.h"
#include "timeline/reconstruct.h"

#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <string>

namespace {

constexpr std::size_t kLogBytes = 100'000'000;

std::string initLine(std::size_t index) {
    return fmt::format(
        "init example.org/team/module/internal/package{} @{} ms, 0.012 ms clock, 1536 bytes, 12 allocs\n",
        index % 600, 10 + index % 600);
}

/// What a service prints in its life: 100 MB, 600 init lines at its begin.
std::string mixedLog() {
    std::string log;
    for (std::size_t i = 0; log.size() < kLogBytes; ++i) {
        if (i < 600)
            log += initLine(i);
        log += fmt::format(
            "2024-01-02T03:04:05Z level=info msg=\"request {} by user@example.org took 12 ms\" pacer=no\n",
            i);
    }
    return log;
}

std::string initLog() {
    std::string log;
    for (std::size_t i = 0; log.size() < kLogBytes; ++i)
        log += initLine(i);
    return log;
}

void readLog(benchmark::State& state, const std::string& log) {
    for (auto _ : state)
        benchmark::DoNotOptimize(rt0::readBytes(log, {}));
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(log.size()));
}

void readMixedLog(benchmark::State& state) {
    readLog(state, mixedLog());
}
void readLogOfInitsOnly(benchmark::State& state) {
    readLog(state, initLog());
}

BENCHMARK(readMixedLog)->Unit(benchmark::kMillisecond);
BENCHMARK(readLogOfInitsOnly)->Unit(benchmark::kMillisecond);

} // namespace

BENCHMARK_MAIN();
