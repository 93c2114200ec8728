// What a recording costs and how far its numbers can be trusted, for one program:
//     capture_bench [ROUNDS] PROGRAM ARGS…          for example  capture_bench 15 kubectl version --client
// Starts of all kinds are interleaved, and two equal kinds (A/A) show how far equal things differ on this
// machine.
#include "base/format.h"
#include "capture/recordlaunch.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <fmt/format.h>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace {

using namespace rt0;

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

/// The least time of each package's init: what else runs on the machine only adds.
std::map<std::int32_t, double> leastInits(const std::vector<Launch>& launches) {
    std::map<std::int32_t, double> result;
    for (const Launch& launch : launches)
        for (const LaunchRun& run : launch.runs)
            for (const auto& [task, time] : initTimes(run)) {
                const auto [known, added] = result.try_emplace(task, time);
                known->second = std::min(known->second, time);
            }
    return result;
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

void printAgreement(const char* what, const Launch& launch, const std::map<std::int32_t, double>& a,
                    const std::map<std::int32_t, double>& b, bool details) {
    constexpr double kFrom = 50'000;
    std::vector<double> differences;
    std::size_t within = 0;
    for (const auto& [task, time] : a) {
        const auto other = b.find(task);
        if (time < kFrom || other == b.end())
            continue;
        const double difference = std::abs(other->second - time) / time;
        within += difference <= 0.10 ? 1 : 0;
        differences.push_back(difference);
        if (details && difference > 0.10)
            fmt::print("    {:60} {:8.1f} µs inside, {:8.1f} µs by breakpoints\n",
                       launch.initTasks[static_cast<std::size_t>(task)].package, time / 1e3,
                       other->second / 1e3);
    }
    fmt::print("{:44} {} of {} within 10 %, median difference {}\n", what, within, differences.size(),
               differences.empty() ? "–" : formatShare(median(differences)));
}

/// Single starts of three kinds in turn, two of them the same.
void compareTechniques(LaunchOptions inside, std::uint32_t rounds) {
    inside.rounds = 1;
    inside.unperturbedRuns = inside.logRuns = inside.initFunctions = false;
    LaunchOptions outside = inside;
    outside.breakpointsOnly = true;
    std::vector<std::vector<Launch>> launches(3);
    for (std::uint32_t round = 0; round < rounds; ++round)
        for (std::size_t kind = 0; kind < launches.size(); ++kind)
            if (auto launch = recordLaunch(kind == 1 ? outside : inside))
                launches[kind].push_back(std::move(*launch));
    if (launches.front().empty())
        return;
    const auto first = leastInits(launches[0]);
    printAgreement("inits over 50 µs, A/A of trampolines", launches[0].front(), first,
                   leastInits(launches[2]), false);
    printAgreement("inits over 50 µs, trampolines/breakpoints", launches[0].front(), first,
                   leastInits(launches[1]), true);
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
    const Get exit = [](const LaunchRun& run) { return run.toExit; };
    const Get main = [](const LaunchRun& run) { return run.toMain; };
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
    printTime("to main.main, one probe", times(*launch, LaunchPurpose::MainTime, main));
    printRatio("sum of phases / one probe, to main.main", times(*launch, purpose, main),
               times(*launch, LaunchPurpose::MainTime, main));
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
    compareTechniques(options(command, 1), rounds);
    return 0;
}
