// What a recording costs and how far its numbers can be trusted, for one program:
//     capture_bench [ROUNDS] PROGRAM ARGS…          for example  capture_bench 15 kubectl version --client
// Starts of all kinds are interleaved, and two equal kinds (A/A) show how far equal things differ on this
// machine.
#include "analysis/compare/statistics.h"
#include "base/format.h"
#include "capture/recordlaunch.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <fmt/format.h>
#include <functional>
#include <iterator>
#include <map>
#include <string>
#include <vector>

namespace {

using namespace rt0;

constexpr double kComparedFrom = 50'000; ///< ns
constexpr double kAgreement = 0.10;

using Get = std::function<std::optional<Nanoseconds>(const LaunchRun&)>;

double median(std::vector<double> values) {
    if (values.empty())
        return std::nan("");
    std::ranges::sort(values);
    const std::size_t half = values.size() / 2;
    return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

std::vector<double> times(const Launch& launch, LaunchPurpose purpose, const Get& get) {
    std::vector<double> result;
    for (const LaunchRun& run : launch.runs)
        if (const auto time = get(run); run.purpose == purpose && time)
            result.push_back(static_cast<double>(time->count()));
    return result;
}

/// To main.main, less the time for which other programs had the CPUs.
std::optional<Nanoseconds> toMainWithoutWaits(const LaunchRun& run) {
    return run.toMain && run.waitedToMain ? std::optional(*run.toMain - *run.waitedToMain) : std::nullopt;
}

/// Ratios of the runs of one round, their median and quartiles.
void printRatio(const char* what, const std::vector<double>& of, const std::vector<double>& to) {
    std::vector<double> ratios;
    for (std::size_t i = 0; i < std::min(of.size(), to.size()); ++i)
        ratios.push_back(of[i] / to[i]);
    std::ranges::sort(ratios);
    if (ratios.empty())
        return;
    fmt::print("{:44} {:.3f}  [{:.3f}, {:.3f}] quartiles, n = {}; of medians {:.3f}\n", what, median(ratios),
               ratios[ratios.size() / 4], ratios[ratios.size() * 3 / 4], ratios.size(),
               median(of) / median(to));
}

void printTime(const char* what, const std::vector<double>& values) {
    if (values.empty())
        return;
    const auto [least, most] = std::ranges::minmax(values);
    const auto text = [](double ns) { return formatDuration(Nanoseconds(std::llround(ns))); };
    fmt::print("{:44} {}  ({} … {})\n", what, text(median(values)), text(least), text(most));
}

bool isDoInit(const LaunchProbe& probe) {
    return probe.function == "runtime.doInit" || probe.function == "runtime.doInit1";
}

/// Time of each package's own init: what lies between its entry, or the last import's return, and its return.
std::map<std::int32_t, double> initTimes(const LaunchRun& run) {
    std::map<std::int32_t, double> result;
    Nanoseconds last{};
    for (const LaunchHit& hit : run.hits) {
        const LaunchProbe& probe = run.probes[hit.probe];
        if (!isDoInit(probe))
            continue;
        if (probe.kind == LaunchProbe::Kind::Return && hit.initTask >= 0)
            result.emplace(hit.initTask,
                           static_cast<double>((hit.time - last).count())); // the first is the one
        last = hit.time;
    }
    return result;
}

/// Of many runs: what else happens on the machine only adds, and the very least is an accident of its own.
double lowerQuartile(std::vector<double> values) {
    if (values.empty())
        return std::nan("");
    const auto quarter = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 4);
    std::ranges::nth_element(values, quarter);
    return *quarter;
}

/// Each package's init in all starts.
using InitSamples = std::map<std::int32_t, std::vector<double>>;

InitSamples initSamples(const std::vector<Launch>& launches) {
    InitSamples samples;
    for (const Launch& launch : launches)
        for (const LaunchRun& run : launch.runs)
            if (run.purpose == LaunchPurpose::Milestones)
                for (const auto& [task, time] : initTimes(run))
                    samples[task].push_back(time);
    return samples;
}

std::map<std::int32_t, double> typicalInits(const InitSamples& samples) {
    std::map<std::int32_t, double> result;
    for (const auto& [task, values] : samples)
        result.emplace(task, lowerQuartile(values));
    return result;
}

InitSamples together(InitSamples a, const InitSamples& b) {
    for (const auto& [task, values] : b)
        a[task].insert(a[task].end(), values.begin(), values.end());
    return a;
}

std::vector<double> toMain(const std::vector<Launch>& launches, LaunchPurpose purpose) {
    std::vector<double> values;
    for (const Launch& launch : launches)
        std::ranges::copy(times(launch, purpose, [](const LaunchRun& run) { return run.toMain; }),
                          std::back_inserter(values));
    return values;
}

/// The median ratio of neighbouring starts, and where it lies with a probability of 95 % (by the ranks beside
/// it, whatever the distribution).
void printPaired(const char* what, const std::vector<double>& of, const std::vector<double>& to) {
    std::vector<double> ratios;
    for (std::size_t i = 0; i < std::min(of.size(), to.size()); ++i)
        ratios.push_back(of[i] / to[i]);
    if (ratios.empty())
        return;
    std::ranges::sort(ratios);
    const std::size_t half = ratios.size() / 2;
    const auto away =
        static_cast<std::size_t>(std::ceil(0.98 * std::sqrt(static_cast<double>(ratios.size()))));
    fmt::print("{:44} {:.3f}  [{:.3f}, {:.3f}] 95 %, n = {}\n", what, median(ratios),
               ratios[half - std::min(half, away)], ratios[std::min(half + away, ratios.size() - 1)],
               ratios.size());
}

/// Packages in the order in which their inits ended.
std::vector<std::string> order(const Launch& launch, const LaunchRun& run) {
    std::vector<std::string> packages;
    std::vector<bool> seen(launch.initTasks.size(), false);
    for (const LaunchHit& hit : run.hits) {
        const LaunchProbe& probe = run.probes[hit.probe];
        if (!isDoInit(probe) || probe.kind != LaunchProbe::Kind::Return || hit.initTask < 0)
            continue;
        const auto task = static_cast<std::size_t>(hit.initTask);
        if (!seen[task])
            packages.push_back(launch.initTasks[task].package);
        seen[task] = true;
    }
    return packages;
}

/// Packages as inittrace prints them, dots of the last element unescaped.
std::vector<std::string> printedOrder(const std::string& log) {
    std::vector<std::string> packages;
    for (std::size_t at = 0; at < log.size();) {
        const std::size_t end = std::min(log.find('\n', at), log.size());
        const std::string line = log.substr(at, end - at);
        at = end + 1;
        const std::size_t name = line.find(" @");
        if (!line.starts_with("init ") || name == std::string::npos)
            continue;
        std::string package = line.substr(5, name - 5);
        for (std::size_t dot = package.find("%2e"); dot != std::string::npos; dot = package.find("%2e"))
            package.replace(dot, 3, ".");
        packages.push_back(std::move(package));
    }
    return packages;
}

void compareOrder(const Launch& launch) {
    std::vector<std::string> printed, recorded;
    for (const LaunchRun& run : launch.runs) {
        if (run.purpose == LaunchPurpose::InitLog)
            printed = printedOrder(run.standardError.text);
        if (run.purpose == LaunchPurpose::Milestones)
            recorded = order(launch, run);
    }
    // What inittrace prints first was recorded first, too, unless it left out the runtime's own tasks.
    const auto first = printed.empty() ? recorded.end() : std::ranges::find(recorded, printed.front());
    const bool equal = std::equal(printed.begin(), printed.end(), first, recorded.end());
    fmt::print("{:44} {} ({} printed, {} recorded)\n", "init order equals inittrace's", equal ? "yes" : "NO",
               printed.size(), recorded.size());
}

/// Inits of one kind of start against those of another, by package: how many typical times are near each
/// other, and how many medians are surely not, whatever chance did (95 %, bootstrap).
void printAgreement(const char* what, const InitSamples& a, const InitSamples& b) {
    std::vector<double> differences, distances;
    std::size_t within = 0, apart = 0;
    for (const auto& [task, samples] : a) {
        const double time = lowerQuartile(samples);
        const auto other = b.find(task);
        if (time < kComparedFrom || other == b.end())
            continue;
        const double difference = (lowerQuartile(other->second) - time) / time;
        within += std::abs(difference) <= kAgreement ? 1 : 0;
        const auto ratio = compare::bootstrapRatio(samples, other->second);
        apart += ratio && (ratio->lo > 1 + kAgreement || ratio->hi < 1 - kAgreement) ? 1 : 0;
        differences.push_back(difference);
        distances.push_back(std::abs(difference));
    }
    fmt::print(
        "{:44} {} of {} within 10 %, {} surely not; difference {:+.1f} %, distance {:.1f} % (medians)\n",
        what, within, differences.size(), apart, median(differences) * 100, median(distances) * 100);
}

/// Those on which the techniques differ, with how each of them differs from itself.
void printDisagreement(const Launch& launch, const std::array<InitSamples, 4>& samples) {
    std::array<std::map<std::int32_t, double>, 4> inits;
    std::ranges::transform(samples, inits.begin(), typicalInits);
    const auto& [inside, outside, insideAgain, outsideAgain] = inits;
    for (const auto& [task, time] : inside) {
        const auto at = [task = task](const auto& of) {
            const auto found = of.find(task);
            return found == of.end() ? std::nan("") : found->second / 1e3;
        };
        if (time >= kComparedFrom && !(std::abs(at(outside) * 1e3 - time) <= kAgreement * time))
            fmt::print("    {:60} inside {:8.1f}, again {:8.1f}; breakpoints {:8.1f}, again {:8.1f} µs\n",
                       launch.initTasks[static_cast<std::size_t>(task)].package, time / 1e3, at(insideAgain),
                       at(outside), at(outsideAgain));
    }
}

/// Starts in turn: with trampolines, with breakpoints, and both again. Those with trampolines have a start
/// with one probe at main.main beside them.
void compareTechniques(const char* title, LaunchOptions inside, std::uint32_t rounds) {
    // Of each second round the order is turned: a start finds what the one before it has left.
    constexpr std::uint32_t kInOne = 2;
    inside.rounds = kInOne;
    inside.until = LaunchUntil::MainMain;
    inside.logRuns = inside.initFunctions = false;
    LaunchOptions outside = inside;
    outside.breakpointsOnly = true;
    outside.unperturbedRuns = false;
    std::array<std::vector<Launch>, 4> launches;
    for (std::uint32_t round = 0; round < rounds; round += kInOne)
        for (std::size_t kind = 0; kind < launches.size(); ++kind)
            if (auto launch = recordLaunch(kind % 2 == 1 ? outside : inside))
                launches[kind].push_back(std::move(*launch));
    if (launches.front().empty())
        return;
    fmt::print("\n== {}: lower quartiles of {} starts of each kind, in turn\n", title,
               launches.front().size() * kInOne);
    std::array<InitSamples, 4> inits;
    std::ranges::transform(launches, inits.begin(), initSamples);
    const InitSamples inside2 = together(inits[0], inits[2]);
    const InitSamples outside2 = together(inits[1], inits[3]);
    printAgreement("inits over 50 µs, A/A of trampolines", inits[0], inits[2]);
    printAgreement("inits over 50 µs, A/A of breakpoints", inits[1], inits[3]);
    printAgreement("inits over 50 µs, trampolines/breakpoints", inits[0], inits[1]);
    printAgreement("the same, of all starts", inside2, outside2);
    printDisagreement(launches[0].front(), inits);
    const std::vector<double> stopwatch = toMain(launches[0], LaunchPurpose::MainTime);
    printTime("to main.main, one probe", stopwatch);
    printPaired("A/A: one probe again / one probe", toMain(launches[2], LaunchPurpose::MainTime), stopwatch);
    std::vector<double> phases, beside;
    for (const std::size_t kind : {0U, 2U}) {
        std::ranges::copy(toMain(launches[kind], LaunchPurpose::Milestones), std::back_inserter(phases));
        std::ranges::copy(toMain(launches[kind], LaunchPurpose::MainTime), std::back_inserter(beside));
    }
    printPaired("sum of phases / one probe, to main.main", phases, beside);
    printPaired("by breakpoints / one probe, to main.main", toMain(launches[1], LaunchPurpose::Milestones),
                stopwatch);
}

LaunchOptions options(const std::vector<std::string>& command, std::uint32_t rounds) {
    LaunchOptions made;
    made.command = command;
    made.until = LaunchUntil::Exit;
    made.rounds = rounds;
    made.detailRun = false;
    return made;
}

/// `level`: what the rows are about.
Result<Launch> measure(const char* level, LaunchPurpose purpose, const LaunchOptions& made) {
    auto launch = recordLaunch(made);
    if (!launch)
        return launch;
    // What the hits took is in no time of a recording; what they cost is asked here.
    const Get exit = [](const LaunchRun& run) {
        return run.toExit ? std::optional(*run.toExit + run.calibration.hits) : std::nullopt;
    };
    const Get main = [](const LaunchRun& run) { return run.toMain; };
    const Get rawMain = [](const LaunchRun& run) {
        return run.toMain ? std::optional(*run.toMain + run.calibration.hits) : std::nullopt;
    };
    const Get hits = [](const LaunchRun& run) { return std::optional(run.calibration.hits); };
    const Get stop = [](const LaunchRun& run) { return std::optional(run.calibration.patchStop); };
    const auto wall = times(*launch, LaunchPurpose::Wall, exit);
    const auto run = std::ranges::find(launch->runs, purpose, &LaunchRun::purpose);
    if (run == launch->runs.end())
        return launch;
    fmt::print("\n== {}: {} probes, {} hits, {} skipped, load {}\n", level, run->probes.size(),
               run->hits.size(), run->skipped.size(), launch->machine.loadAverage);
    printTime("bare, execve to exit", wall);
    printRatio("A/A: bare again / bare", times(*launch, LaunchPurpose::WallControl, exit), wall);
    printRatio("with probes / bare", times(*launch, purpose, exit), wall);
    printRatio("one probe at main.main / bare", times(*launch, LaunchPurpose::MainTime, exit), wall);
    printTime("patching stop", times(*launch, purpose, stop));
    printTime("hits, taken out of the times", times(*launch, purpose, hits));
    printTime("to main.main, one probe", times(*launch, LaunchPurpose::MainTime, main));
    const auto compare = [&](const char* what, LaunchPurpose of, const Get& get) {
        printPaired(what, times(*launch, of, get), times(*launch, LaunchPurpose::MainTime, get));
    };
    compare("A/A: one probe again / one probe", LaunchPurpose::MainTimeControl, main);
    compare("sum of phases / one probe, to main.main", purpose, main);
    compare("the same, hits not taken out", purpose, rawMain);
    compare("A/A, without waiting for a CPU", LaunchPurpose::MainTimeControl, toMainWithoutWaits);
    compare("sum of phases, without waiting for a CPU", purpose, toMainWithoutWaits);
    return launch;
}

} // namespace

int main(int argc, char** argv) {
    std::vector<std::string> command(argv + 1, argv + argc);
    std::uint32_t rounds = 10;
    if (!command.empty()) {
        const std::string& first = command.front();
        if (std::from_chars(first.data(), first.data() + first.size(), rounds).ec == std::errc{})
            command.erase(command.begin());
    }
    if (command.empty()) {
        fmt::print(stderr, "usage: capture_bench [ROUNDS] PROGRAM ARGS…\n");
        return 2;
    }
    LaunchOptions milestones = options(command, rounds);
    milestones.initFunctions = false;
    LaunchOptions outside = options(command, std::max(3U, rounds / 2));
    outside.breakpointsOnly = true;
    outside.initFunctions = outside.logRuns = false;
    const auto packages = measure("milestones and package inits", LaunchPurpose::Milestones, milestones);
    const auto functions =
        measure("and every init function", LaunchPurpose::InitFunctions, options(command, rounds));
    const auto stops = measure("breakpoints", LaunchPurpose::Milestones, outside);
    for (const auto* const launch : {&packages, &functions, &stops})
        if (!*launch) {
            fmt::print(stderr, "capture_bench: {}\n", launch->error().message());
            return 1;
        }
    fmt::print("\n");
    compareOrder(*packages);
    compareTechniques("techniques", options(command, 1), rounds);
    // Collections run on while breakpoints stop the main thread, and so fall into other inits than without.
    LaunchOptions noCollections = options(command, 1);
    noCollections.environment.push_back("GOGC=off");
    compareTechniques("techniques, GOGC=off", noCollections, rounds);
    return 0;
}
