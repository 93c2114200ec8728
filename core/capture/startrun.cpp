#include "capture/startrun.h"

#include "capture/cpuaccount.h"
#include "capture/livestate.h"
#include "capture/monotonic.h"

#include <algorithm>
#include <thread>

namespace rt0::capture {
namespace {

constexpr Nanoseconds kLiveEvery = std::chrono::milliseconds(100);

/// Reads the ring while the program runs: is main.main entered, and what runs now?
class RingWatch {
public:
    /// `waited`: for LaunchRun::waitedToMain.
    RingWatch(TrampolineRun& run, const PreparedProbes& probes, const LaunchRun& launched,
              const LaunchProgress& progress, std::optional<Nanoseconds>& waited)
        : m_run(run),
          m_probes(probes),
          m_bias(launched.loadBias),
          m_pid(static_cast<pid_t>(launched.pid)),
          m_progress(progress),
          m_waited(waited),
          m_live(probes.plan) {}

    std::optional<Nanoseconds> operator()() {
        m_run.poll(
            [this](std::uint32_t site, const RingHit& hit, Nanoseconds time) { take(site, hit, time); });
        const Nanoseconds now(monotonicNow() - m_run.zero());
        if (m_progress.live && now >= m_next) {
            m_progress.live(m_live.at(now));
            m_next = now + kLiveEvery;
        }
        return m_main;
    }

private:
    void take(std::uint32_t site, const RingHit& hit, Nanoseconds time) {
        const auto& sites = m_probes.trampolines->code().sites;
        if (site == kImageSite || site > sites.size()) {
            m_live.hit({"", LaunchProbe::Kind::Image, 0, -1, -1}, -1, time);
            return;
        }
        const LaunchProbe& probe = sites[site - 1].probe;
        if (probe.function == "main.main" && probe.kind == LaunchProbe::Kind::Entry && !m_main) {
            m_main = time;
            m_waited = m_run.waitedUntil(waitedOf(m_pid));
        }
        m_mainThread = m_mainThread ? m_mainThread : initThread(probe, hit);
        if (m_mainThread && *m_mainThread != hit.fsBase)
            return;
        const auto task = m_probes.plan.taskAt.find(hit.rax - m_bias);
        const bool isTask =
            probe.function.starts_with("runtime.doInit") && task != m_probes.plan.taskAt.end();
        m_live.hit(probe, isTask ? task->second : -1, time);
    }

    /// The thread of the first init is the one that runs the whole start.
    static std::optional<std::uint64_t> initThread(const LaunchProbe& probe, const RingHit& hit) {
        return probe.function == "runtime.main" ? std::optional(hit.fsBase) : std::nullopt;
    }

    TrampolineRun& m_run;
    const PreparedProbes& m_probes;
    std::uint64_t m_bias;
    pid_t m_pid;
    const LaunchProgress& m_progress;
    std::optional<Nanoseconds>& m_waited;
    LiveState m_live;
    Nanoseconds m_next{};
    std::optional<Nanoseconds> m_main;
    std::optional<std::uint64_t> m_mainThread;
};

void noteMain(LaunchRun& run, const EndConditions& conditions) {
    run.toMain.reset();
    for (const LaunchHit& hit : run.hits) {
        const LaunchProbe& probe = run.probes[hit.probe];
        if (probe.function == "main.main" && probe.kind == LaunchProbe::Kind::Entry) {
            run.toMain = hit.time;
            break;
        }
    }
    if (conditions.until == LaunchUntil::MainMain && run.toMain) {
        run.toReady = run.toMain;
        run.readyBy = "main.main entered";
    }
    if (run.technique != LaunchTechnique::Trampolines)
        return;
    for (const LaunchHit& hit : run.hits)
        if (run.probes[hit.probe].function == "syscall.Exec")
            run.execs.push_back({hit.time, {}, false});
    if (!run.execs.empty())
        run.warnings.push_back({Diagnostic::Severity::DataLoss,
                                "the program replaced itself by execve; the new image was not measured",
                                "what it was when it did so is measured; when it ran itself again, record it "
                                "with the arguments and environment that it gave itself",
                                0});
}

} // namespace

Result<ProgramProcess> StartRuns::prepare(const std::vector<std::string>& environment, int inherited) const {
    std::vector<std::string> changes = m_options.environment;
    changes.insert(changes.end(), environment.begin(), environment.end());
    StartRequest request;
    request.path = m_program.path();
    request.command = m_options.command;
    request.workingDirectory = m_options.workingDirectory;
    request.environment = changedEnvironment(changes);
    request.passInput = m_options.passInput;
    request.inherited = inherited;
    return ProgramProcess::prepare(request);
}

Result<LaunchRun> StartRuns::unperturbed(LaunchPurpose purpose,
                                         const std::vector<std::string>& environment) const {
    auto process = prepare(environment, -1);
    if (!process)
        return tl::unexpected(process.error());
    LaunchRun run;
    run.purpose = purpose;
    run.environment = environment;
    run.pid = process->pid();
    process->release();
    Supervisor supervisor(*process, run, m_conditions);
    if (auto done = supervisor.run(m_stop); !done)
        return tl::unexpected(done.error());
    return run;
}

Result<LaunchRun> StartRuns::probed(LaunchPurpose purpose, const PreparedProbes& probes,
                                    const std::vector<std::string>& environment) const {
    // An execution trace keeps to CLOCK_MONOTONIC, and so do hits beside one.
    const bool takeOutHits = purpose != LaunchPurpose::Trace;
    auto run = probes.trampolines ? trampolines(probes, environment, takeOutHits)
                                  : breakpoints(probes, environment, {});
    std::string reason = probes.fallbackReason;
    if (!run && probes.trampolines && !m_stop.stop_requested()) {
        reason = run.error().message();
        run = breakpoints(probes, environment, {});
    }
    if (!run)
        return run;
    if (run->technique == LaunchTechnique::Trampolines) {
        const auto& skipped = probes.plan.sites.skipped;
        run->skipped.insert(run->skipped.begin(), skipped.begin(), skipped.end());
    }
    run->fallbackReason = std::move(reason);
    run->purpose = purpose;
    run->environment = environment;
    noteMain(*run, m_conditions);
    return run;
}

Result<LaunchRun> StartRuns::detailed(const PreparedProbes& probes) const {
    auto run = breakpoints(probes, {}, {m_options.syscalls, true});
    if (!run)
        return run;
    run->purpose = LaunchPurpose::Details;
    noteMain(*run, m_conditions);
    return run;
}

Result<LaunchRun> StartRuns::breakpoints(const PreparedProbes& probes,
                                         const std::vector<std::string>& environment,
                                         const TraceExtras& extras) const {
    auto process = prepare(environment, -1);
    if (!process)
        return tl::unexpected(process.error());
    LaunchRun run;
    run.pid = process->pid();
    BreakpointTracer tracer(m_program, probes.plan, extras);
    Result<void> traced;
    std::thread thread([&] {
        traced = tracer.trace(*process);
        if (!traced)
            process->kill();
    });
    Supervisor supervisor(*process, run, m_conditions);
    supervisor.setZero([&] { return tracer.zero() != 0 ? tracer.zero() : process->execCall(); });
    supervisor.setWatch([&, next = Nanoseconds{}]() mutable -> std::optional<Nanoseconds> {
        const Nanoseconds now(monotonicNow() - tracer.zero());
        if (m_progress.live && tracer.zero() != 0 && now >= next) {
            m_progress.live(tracer.live(now));
            next = now + kLiveEvery;
        }
        return tracer.mainEntered();
    });
    const auto done = supervisor.run(m_stop);
    if (!done)
        process->kill();
    thread.join();
    if (!traced)
        return tl::unexpected(traced.error());
    if (!done)
        return tl::unexpected(done.error());
    tracer.collect(run);
    resolveInitTasks(run, probes.plan);
    return run;
}

Result<LaunchRun> StartRuns::trampolines(const PreparedProbes& probes,
                                         const std::vector<std::string>& environment,
                                         bool takeOutHits) const {
    auto inside = TrampolineRun::create(*probes.trampolines);
    if (!inside)
        return tl::unexpected(inside.error());
    auto process = prepare(environment, inside->inherited());
    if (!process)
        return tl::unexpected(process.error());
    LaunchRun run;
    run.pid = process->pid();
    if (auto started = inside->start(*process, run); !started)
        return tl::unexpected(started.error());
    Supervisor supervisor(*process, run, m_conditions);
    supervisor.setZero([&] { return inside->zero(); });
    std::optional<Nanoseconds> waited;
    supervisor.setWatch(RingWatch(*inside, probes, run, m_progress, waited));
    if (auto done = supervisor.run(m_stop); !done)
        return tl::unexpected(done.error());
    inside->collect(run, takeOutHits);
    if (!run.toMain && run.calibration.lostHits > 0)
        return tl::unexpected(Error{"more hits than there was room for", {}, {}});
    run.waitedToMain = waited;
    resolveInitTasks(run, probes.plan);
    return run;
}

} // namespace rt0::capture
