#include "analysis/profile/flametree.h"
#include "analysis/profile/gotop.h"
#include "analysis/profile/rawtext.h"
#include "base/inputfile.h"
#include "ingest/pprof/pprof.h"
#include "ingest/pprof/prune.h"

#include <benchmark/benchmark.h>
#include <cstdlib>
#include <string>

/// Reads the profile that RT0SCOPE_PROFILE names and prints bytes/s of the file as it is, and samples/s.
namespace rt0 {
namespace {

const std::string& file() {
    static const std::string bytes = [] {
        const char* const path = std::getenv("RT0SCOPE_PROFILE");
        auto input = InputFile::open(path == nullptr ? "" : path);
        const auto content = input ? input->whole() : Result<FileBytes>(tl::unexpected(input.error()));
        return content ? std::string(content->view()) : std::string();
    }();
    return bytes;
}

template <typename Use>
void measure(benchmark::State& state, const Use& use) {
    std::size_t samples = 0;
    for (auto _ : state) {
        auto read = pprof::readProfile(file(), "bench");
        if (!read) {
            state.SkipWithError("name a profile: RT0SCOPE_PROFILE=cpu.pb.gz");
            return;
        }
        pprof::dropUninteresting(read->profile);
        use(read->profile);
        samples = read->profile.sampleCount();
    }
    state.SetBytesProcessed(static_cast<std::int64_t>(file().size()) *
                            static_cast<std::int64_t>(state.iterations()));
    state.SetItemsProcessed(static_cast<std::int64_t>(samples) *
                            static_cast<std::int64_t>(state.iterations()));
    state.counters["samples"] = static_cast<double>(samples);
}

void read(benchmark::State& state) {
    measure(state, [](const Profile& /*profile*/) {});
}

void raw(benchmark::State& state) {
    measure(state, [](const Profile& profile) { benchmark::DoNotOptimize(profile::rawText(profile)); });
}

void top(benchmark::State& state) {
    measure(state, [](const Profile& profile) {
        benchmark::DoNotOptimize(profile::topText(profile, {.nodeCount = 100}));
    });
}

/// What the Profile view makes.
void flame(benchmark::State& state) {
    measure(state, [](const Profile& profile) {
        const auto stacks = profile::callStacks(profile, profile.shownType());
        benchmark::DoNotOptimize(profile::flameTree(stacks));
        benchmark::DoNotOptimize(profile::functionTotals(stacks));
    });
}

BENCHMARK(read)->Unit(benchmark::kMillisecond);
BENCHMARK(raw)->Unit(benchmark::kMillisecond);
BENCHMARK(top)->Unit(benchmark::kMillisecond);
BENCHMARK(flame)->Unit(benchmark::kMillisecond);

} // namespace
} // namespace rt0

BENCHMARK_MAIN();
