#include "support/samplelaunch.h"

#include <cmath>

namespace rt0::test {
namespace {

using namespace std::chrono_literals;
using Kind = LaunchProbe::Kind;

/// A step of the sample, in microseconds of a run that takes 10 ms to main.main.
struct Step {
    const char* function;
    Kind kind;
    int us;
    std::int32_t task = -1;
    std::int32_t initFunction = -1;
    std::uint32_t thread = 0;
    std::int64_t faults = 0; ///< since the image began
};

constexpr Step kSteps[] = {
    {"", Kind::Image, 400, -1, -1, 0, 0},
    {"_rt0_amd64_linux", Kind::Entry, 2000, -1, -1, 0, 30},
    {"runtime.rt0_go", Kind::Entry, 2010, -1, -1, 0, 31},
    {"runtime.check", Kind::Entry, 2050, -1, -1, 0, 32},
    {"runtime.check", Kind::Return, 2060, -1, -1, 0, 32},
    {"runtime.schedinit", Kind::Entry, 2300, -1, -1, 0, 34},
    {"runtime.mallocinit", Kind::Entry, 2400, -1, -1, 0, 36},
    {"runtime.(*mheap).init", Kind::Entry, 2450, -1, -1, 0, 37},
    {"runtime.(*mheap).init", Kind::Return, 2480, -1, -1, 0, 38},
    {"runtime.mallocinit", Kind::Return, 2500, -1, -1, 0, 40},
    {"runtime.itabsinit", Kind::Entry, 2600, -1, -1, 0, 42},
    {"runtime.itabsinit", Kind::Return, 2900, -1, -1, 0, 50},
    {"runtime.schedinit", Kind::Return, 3300, -1, -1, 0, 55},
    {"runtime.mstart", Kind::Entry, 3350, -1, -1, 0, 55},
    {"runtime.initsig", Kind::Entry, 3400, -1, -1, 0, 56},
    {"runtime.initsig", Kind::Return, 3450, -1, -1, 0, 56},
    {"runtime.main", Kind::Entry, 3500, -1, -1, 0, 57},
    {"runtime.doInit1", Kind::Entry, 3600, 0, -1, 0, 58},
    {"runtime.sysmon", Kind::Entry, 3620, -1, -1, 1, 58},
    {"runtime.doInit1", Kind::Return, 3700, 0, -1, 0, 60},
    {"runtime.gcenable", Kind::Entry, 3800, -1, -1, 0, 60},
    {"runtime.gcenable", Kind::Return, 3900, -1, -1, 0, 61},
    {"runtime.doInit1", Kind::Entry, 4000, 1, -1, 0, 62},
    {"example.org/a.init", Kind::Entry, 4001, 1, 0, 0, 62},
    {"example.org/a.init", Kind::Return, 5000, 1, 0, 0, 80},
    {"example.org/a.init.0", Kind::Entry, 5010, 1, 1, 0, 80},
    {"example.org/a.init.0", Kind::Return, 8900, 1, 1, 0, 99},
    {"runtime.doInit1", Kind::Return, 9000, 1, -1, 0, 100},
    {"runtime.doInit1", Kind::Entry, 9100, 2, -1, 0, 100},
    {"runtime.doInit1", Kind::Return, 9900, 2, -1, 0, 110},
    {"main.main", Kind::Entry, 10000, -1, -1, 0, 111},
};

Nanoseconds scaled(int us, double factor) {
    return Nanoseconds(static_cast<std::int64_t>(std::llround(us * 1000.0 * factor)));
}

LaunchRun probedRun(LaunchPurpose purpose, LaunchTechnique technique, double factor) {
    LaunchRun run;
    run.technique = technique;
    run.purpose = purpose;
    run.end = LaunchEnd::Stopped;
    run.imageStart = scaled(400, factor);
    run.toMain = scaled(10000, factor);
    run.toReady = run.toMain;
    run.readyBy = "main.main entered";
    run.threads = {{4711, run.imageStart, true}, {4712, scaled(3610, factor), false}};
    for (const Step& step : kSteps) {
        run.hits.push_back({scaled(step.us, factor), static_cast<std::uint32_t>(run.probes.size()),
                            step.thread, step.task, 0xffff'ffff'ffff'fff0U, 0xc000'0061'a0U, 7});
        run.probes.push_back({step.function, step.kind, 0x1000, step.task, step.initFunction});
    }
    return run;
}

LaunchRun detailRun() {
    LaunchRun run = probedRun(LaunchPurpose::Details, LaunchTechnique::Breakpoints, 1.5);
    for (const Step& step : kSteps)
        run.counters.push_back({step.faults, step.faults == 111 ? 1 : 0, step.us * 1000});
    run.syscalls = {{13, 0, scaled(3410, 1.5), 2us, 0, {34, 1, 0, 8, 0, 0}, {}},
                    {257, 0, scaled(4500, 1.5), 9us, -2, {}, "/etc/a.conf"},
                    {202, 1, scaled(3700, 1.5), -1ns, 0, {}, {}}};
    run.m0 = LaunchM0{0x5000, 0x6000, 0x7ffc0000, 0x7ffd0000, 0x7ffcfff0};
    run.calibration.costPerHit = 9us;
    run.calibration.costOfSyscallStop = 18us;
    run.calibration.subtracted = 3ms;
    return run;
}

LaunchRun bareRun(LaunchPurpose purpose, Nanoseconds toMain) {
    LaunchRun run;
    run.technique = LaunchTechnique::Trampolines;
    run.purpose = purpose;
    run.end = LaunchEnd::Stopped;
    run.toMain = toMain;
    run.toReady = toMain;
    return run;
}

LaunchRun logRun() {
    LaunchRun run;
    run.purpose = LaunchPurpose::InitLog;
    run.environment = {"GODEBUG=inittrace=1,gctrace=1"};
    run.standardError.text = "init runtime @0.10 ms, 0.10 ms clock, 0 bytes, 0 allocs\n"
                             "init example.org/a @0.50 ms, 7.5 ms clock, 4096 bytes, 30 allocs\n"
                             "starting\n"
                             "init main @9.0 ms, 0.90 ms clock, 512 bytes, 2 allocs\n";
    run.standardError.bytes = run.standardError.text.size();
    run.standardError.chunks = {{0, 3ms}, {60, 9ms}};
    return run;
}

} // namespace

Launch sampleLaunch() {
    Launch launch;
    launch.command = {"./server", "--flag"};
    launch.program = "/usr/local/bin/server";
    launch.workingDirectory = "/";
    launch.environment = {"A=b"};
    launch.date = std::chrono::sys_seconds(std::chrono::seconds(1'790'000'000));
    launch.machine = {"Linux 6.1 x86_64", "A processor", 4, 2, 4096, std::uint64_t{8} << 30U, true, true,
                      "0.1 0.2 0.3"};
    launch.initTasks = {{"runtime", 0x2000, {"runtime.init"}},
                        {"example.org/a", 0x2100, {"example.org/a.init", "example.org/a.init.0"}},
                        {"main", 0x2200, {"main.init"}}};
    launch.runs = {probedRun(LaunchPurpose::Milestones, LaunchTechnique::Trampolines, 1.0),
                   bareRun(LaunchPurpose::MainTime, 10500us),
                   probedRun(LaunchPurpose::Milestones, LaunchTechnique::Trampolines, 1.2),
                   bareRun(LaunchPurpose::MainTime, 10900us),
                   probedRun(LaunchPurpose::Milestones, LaunchTechnique::Trampolines, 1.1),
                   logRun(),
                   detailRun()};
    LaunchSkippedProbe& skipped = launch.runs[0].skipped.emplace_back();
    skipped.probe = {"runtime.goargs", Kind::Return, 0x3000, -1, -1};
    skipped.reason = "too short";
    launch.runs[0].calibration.tscHz = 2.5e9;
    launch.runs[0].calibration.patchStop = 900us;
    launch.runs[2].hits[1].cost = 109us;
    launch.runs[2].calibration.hits = 109us;
    launch.warnings = {{Diagnostic::Severity::Notice, "a notice", "a hint", 0}};
    return launch;
}

} // namespace rt0::test
