#include "ingest/gobinary/gobinary.h"
#include "report/binaryreport.h"

#include <benchmark/benchmark.h>
#include <cstdlib>
#include <string>

/// Reads a program built by Go, named by RT0SCOPE_BINARY or as the last argument, and prints bytes/s of the
/// whole file, and how much of it was read.
namespace rt0 {
namespace {

std::string& path() {
    static std::string named =
        std::getenv("RT0SCOPE_BINARY") == nullptr ? "" : std::getenv("RT0SCOPE_BINARY");
    return named;
}

template <typename Use>
void measure(benchmark::State& state, const Use& use) {
    std::uint64_t file = 0;
    std::uint64_t read = 0;
    for (auto _ : state) {
        const auto binary = gobinary::GoBinary::open(path());
        if (!binary) {
            state.SkipWithError("name a program built by Go: RT0SCOPE_BINARY=/usr/bin/kubectl");
            return;
        }
        use(*binary);
        file = binary->elf().file().size();
        read = binary->elf().file().bytesRead();
    }
    state.SetBytesProcessed(static_cast<std::int64_t>(file) * static_cast<std::int64_t>(state.iterations()));
    state.counters["file_MB"] = static_cast<double>(file) / 1e6;
    state.counters["read_MB"] = static_cast<double>(read) / 1e6;
}

/// What is read at once: build info, relocations, init tasks.
void open(benchmark::State& state) {
    measure(state, [](const gobinary::GoBinary& /*binary*/) {});
}

/// What the recorder needs besides: functions by name.
void findFunctions(benchmark::State& state) {
    measure(state, [](const gobinary::GoBinary& binary) {
        for (const char* name : {"runtime.main", "runtime.schedinit", "main.main", "no.such.function"})
            benchmark::DoNotOptimize(binary.functions().find(name));
    });
}

void inspect(benchmark::State& state) {
    measure(state, [](const gobinary::GoBinary& binary) {
        benchmark::DoNotOptimize(binaryJson({path(), 0, {}, {}}, binary, PackageUses::Leave));
    });
}

/// With which package uses which, as a recording keeps it.
void inspectUses(benchmark::State& state) {
    measure(state, [](const gobinary::GoBinary& binary) {
        benchmark::DoNotOptimize(binaryJson({path(), 0, {}, {}}, binary, PackageUses::Tell));
    });
}

BENCHMARK(open)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(findFunctions)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(inspectUses)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(inspect)->Unit(benchmark::kMillisecond)->UseRealTime();

} // namespace
} // namespace rt0

int main(int argc, char** argv) {
    benchmark::Initialize(&argc, argv);
    if (argc > 1)
        rt0::path() = argv[argc - 1];
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
}
