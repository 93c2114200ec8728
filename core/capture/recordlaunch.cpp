#include "capture/recordlaunch.h"

#include "capture/machine.h"
#include "capture/recorder.h"
#include "capture/traceprotocol.h"
#include "capture/tscclock.h"
#include "ingest/gobinary/linkfacts.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fmt/format.h>
#include <string_view>
#include <unistd.h>
#include <unordered_map>

namespace rt0 {
namespace {

using namespace capture;

/// Adds to a GODEBUG that is set already, instead of replacing it.
std::string withGodebug(const LaunchOptions& options, std::string_view settings) {
    std::string before;
    if (const char* const ours = std::getenv("GODEBUG"))
        before = ours;
    for (const std::string& change : options.environment)
        if (change.starts_with("GODEBUG="))
            before = change.substr(8);
        else if (change == "GODEBUG")
            before.clear();
    return fmt::format("GODEBUG={}{}{}", before, before.empty() ? "" : ",", settings);
}

/// The probes and the two stopwatches, next to each other. A program that hangs is started only once, so the
/// very first start has probes; then the order turns, for what a start finds depends on the one before it.
void addMeasured(std::vector<PlannedRun>& runs, const LaunchOptions& options, bool turned) {
    std::vector<LaunchPurpose> order{LaunchPurpose::Milestones};
    if (options.unperturbedRuns)
        order.push_back(LaunchPurpose::MainTime);
    if (options.unperturbedRuns && options.controlRuns)
        order.push_back(LaunchPurpose::MainTimeControl);
    if (turned)
        std::ranges::reverse(order);
    for (const LaunchPurpose purpose : order)
        runs.push_back({purpose, {}, 0});
}

/// Equal purposes are spread over the whole recording, so that a machine that gets slower slows all of them.
std::vector<PlannedRun> schedule(const LaunchOptions& options, const ProgramFile& program) {
    // Without a probe nothing tells when main.main is reached.
    const bool wallEnds = options.until != LaunchUntil::MainMain;
    const std::vector<std::string> logging{withGodebug(options, "inittrace=1,gctrace=1")};
    std::vector<PlannedRun> runs;
    const auto plan = [&](LaunchPurpose purpose, std::vector<std::string> environment = {}) {
        runs.push_back({purpose, std::move(environment), 0});
    };
    for (std::uint32_t round = 0; round < options.rounds; ++round) {
        const std::size_t first = runs.size();
        addMeasured(runs, options, round % 2 == 1);
        if (options.unperturbedRuns && wallEnds)
            plan(LaunchPurpose::Wall);
        if (options.initFunctions)
            plan(LaunchPurpose::InitFunctions);
        if (options.unperturbedRuns && wallEnds && options.controlRuns)
            plan(LaunchPurpose::WallControl);
        if (options.logRuns && options.logEachRound)
            plan(LaunchPurpose::InitLog, logging);
        for (std::size_t i = first; i < runs.size(); ++i)
            runs[i].round = round;
    }
    const std::size_t behind = runs.size();
    if (options.logRuns && !options.logEachRound)
        plan(LaunchPurpose::InitLog, logging);
    if (options.logRuns && program.dynamic())
        plan(LaunchPurpose::LoaderStatistics, {"LD_DEBUG=statistics"});
    if (options.logRuns && program.dynamic())
        for (std::uint32_t pair = 0; pair < options.bindingPairs; ++pair) {
            plan(LaunchPurpose::LoaderStatistics, {"LD_DEBUG=statistics", "LD_BIND_NOW=1"});
            plan(LaunchPurpose::LoaderStatistics, {"LD_DEBUG=statistics"});
        }
    if (options.detailRun)
        plan(LaunchPurpose::Details);
    // A program that ends by itself leaves only the generations of its trace that were complete (Go 1.22 on).
    if (!options.tracedProgram.empty())
        plan(LaunchPurpose::Trace, {withGodebug(options, "traceadvanceperiod=20000000")});
    for (std::size_t i = behind; i < runs.size(); ++i)
        runs[i].round = options.rounds > 0 ? options.rounds - 1 : 0;
    return runs;
}

Result<EndConditions> endConditions(const LaunchOptions& options) {
    EndConditions conditions;
    conditions.until = options.until;
    conditions.duration = options.duration;
    conditions.timeLimit = options.timeLimit;
    conditions.patience = options.patience;
    if (options.until == LaunchUntil::ReadyLine) {
        auto line = compileReadyLine(options.readyLine);
        if (!line)
            return tl::unexpected(line.error());
        conditions.readyLine = std::move(*line);
    }
    return conditions;
}

PreparedProbes prepareProbes(const ProgramFile& program, const gobinary::GoBinary& binary, ProbeDetail detail,
                             const Disassembler& disassembler, const LaunchOptions& options) {
    PreparedProbes probes{planProbes(binary, detail, disassembler), std::nullopt, {}};
    probes.fallbackReason = options.breakpointsOnly ? "breakpoints were asked for" : tscUnusable();
    if (!probes.fallbackReason.empty())
        return probes;
    if (auto trampolines = Trampolines::prepare(program, probes.plan, disassembler))
        probes.trampolines = std::move(*trampolines);
    else
        probes.fallbackReason = trampolines.error().message();
    return probes;
}

/// What the dynamic linker said when it could not load the program.
std::optional<Error> loaderFailure(const LaunchRun& run, const std::string& path) {
    constexpr int kLoaderFailed = 127;
    constexpr std::string_view kMessage = "error while loading shared libraries: ";
    const std::string& text = run.standardError.text;
    const std::size_t at = text.find(kMessage);
    if (run.end != LaunchEnd::Exited || run.exitStatus != kLoaderFailed || at == std::string::npos)
        return std::nullopt;
    const std::size_t from = at + kMessage.size();
    return Error{
        fmt::format("a shared library is missing: {}", text.substr(from, text.find('\n', from) - from)), path,
        "install the library's package, or set LD_LIBRARY_PATH; ldd lists what is needed"};
}

/// Why no more starts make sense; empty: go on.
std::string whyToStop(const LaunchRun& run, const LaunchOptions& options) {
    if (run.end == LaunchEnd::TimedOut)
        return fmt::format("the program was stopped after the time limit of {:.1f} s",
                           std::chrono::duration<double>(options.timeLimit).count());
    const bool watched = run.technique != LaunchTechnique::Unperturbed;
    if (watched && !run.toMain && run.end == LaunchEnd::Exited)
        return fmt::format("the program ended with status {} before main.main", run.exitStatus);
    if (watched && !run.toMain && run.end == LaunchEnd::Signaled)
        return fmt::format("the program was killed by signal {} before main.main", run.signal);
    return {};
}

/// The tasks of one program by the numbers of another, where it has them too.
void renumberTasks(LaunchRun& run, const std::vector<LaunchInitTask>& from,
                   const std::vector<LaunchInitTask>& to) {
    std::unordered_map<std::string_view, std::int32_t> known;
    for (const LaunchInitTask& task : to)
        known.emplace(task.package, static_cast<std::int32_t>(known.size()));
    const auto renumber = [&](std::int32_t& task) {
        const auto found = task < 0 ? known.end() : known.find(from[static_cast<std::size_t>(task)].package);
        task = found == known.end() ? -1 : found->second;
    };
    for (LaunchHit& hit : run.hits)
        renumber(hit.initTask);
}

} // namespace

namespace capture {

void Recorder::describe() {
    m_launch.command = m_options.command;
    m_launch.program = m_original->path();
    m_launch.workingDirectory = m_options.workingDirectory;
    if (m_launch.workingDirectory.empty()) {
        std::array<char, 4096> buffer{};
        if (getcwd(buffer.data(), buffer.size()) != nullptr)
            m_launch.workingDirectory = buffer.data();
    }
    m_launch.environment = m_options.environment;
    m_launch.date = std::chrono::time_point_cast<std::chrono::seconds>(std::chrono::system_clock::now());
    m_launch.machine = describeMachine();
    m_launch.until = m_options.until;
    if (m_options.until == LaunchUntil::ReadyLine)
        m_launch.untilArgument = m_options.readyLine;
    else if (m_options.until == LaunchUntil::Duration)
        m_launch.untilArgument = fmt::format("{} ns", m_options.duration.count());
}

Result<void> Recorder::prepare() {
    if (m_options.command.empty())
        return tl::unexpected(Error{"no program was given", {}, {}});
    auto conditions = endConditions(m_options);
    if (!conditions)
        return tl::unexpected(conditions.error());
    auto program = ProgramFile::open(m_options.command.front(), m_options.workingDirectory);
    if (!program)
        return tl::unexpected(program.error());
    const auto binary = gobinary::GoBinary::open(program->path());
    if (!binary)
        return tl::unexpected(binary.error());
    const auto disassembler = Disassembler::open();
    if (!disassembler)
        return tl::unexpected(disassembler.error());

    const auto prepared = [&](ProbeDetail detail) {
        return prepareProbes(*program, *binary, detail, *disassembler, m_options);
    };
    m_probes = {prepared(ProbeDetail::MainOnly), prepared(ProbeDetail::Milestones), {}};
    if (m_options.initFunctions)
        m_probes.functions = prepared(ProbeDetail::InitFunctions);
    const bool bindsAtOnce = std::ranges::any_of(
        m_options.environment, [](const std::string& change) { return change.starts_with("LD_BIND_NOW="); });
    if (m_options.bindingPairs > 0 && (bindsAtOnce || gobinary::linkFactsOf(*binary).bindNow))
        m_options.bindingPairs = 0;
    m_conditions = std::move(*conditions);
    m_planned = schedule(m_options, *program);
    m_original = std::move(*program);
    describe();
    m_launch.initTasks = m_probes.milestones.plan.tasks;
    return {};
}

Result<void> Recorder::useCopy(const std::string& path) {
    auto copy = ProgramFile::open(path, {});
    if (!copy)
        return tl::unexpected(copy.error());
    m_copy = std::move(*copy);
    return {};
}

Result<LaunchRun> Recorder::make(const PlannedRun& planned) const {
    const StartRuns starts(m_copy ? *m_copy : *m_original, m_options, m_conditions, m_progress, m_stop);
    switch (planned.purpose) {
    case LaunchPurpose::Milestones:
        return starts.probed(planned.purpose, m_probes.milestones, planned.environment);
    case LaunchPurpose::InitFunctions:
        return starts.probed(planned.purpose, m_probes.functions, planned.environment);
    case LaunchPurpose::Details:
        return starts.detailed(m_options.initFunctions ? m_probes.functions : m_probes.milestones);
    case LaunchPurpose::MainTime:
    case LaunchPurpose::MainTimeControl:
        return starts.probed(planned.purpose, m_probes.mainOnly, planned.environment);
    default:
        break;
    }
    if (m_options.until == LaunchUntil::MainMain)
        return starts.probed(planned.purpose, m_probes.mainOnly, planned.environment);
    return starts.unperturbed(planned.purpose, planned.environment);
}

/// The traced build is another program: its probes are planned for this start.
Result<LaunchRun> Recorder::makeTraced(const PlannedRun& planned) const {
    const auto program = ProgramFile::open(m_options.tracedProgram, {});
    if (!program)
        return tl::unexpected(program.error());
    const auto binary = gobinary::GoBinary::open(program->path());
    if (!binary)
        return tl::unexpected(binary.error());
    const auto disassembler = Disassembler::open();
    if (!disassembler)
        return tl::unexpected(disassembler.error());
    const auto folder = TraceFolder::create();
    if (!folder)
        return tl::unexpected(folder.error());
    EndConditions conditions = m_conditions;
    conditions.beforeStop = [&folder] { folder->endTrace(); };
    const PreparedProbes probes =
        prepareProbes(*program, *binary, ProbeDetail::Milestones, *disassembler, m_options);
    std::vector<std::string> environment = planned.environment;
    for (std::string& variable : folder->environment(m_options.until))
        environment.push_back(std::move(variable));
    const StartRuns starts(*program, m_options, std::move(conditions), m_progress, m_stop);
    auto run = starts.probed(planned.purpose, probes, environment);
    if (!run)
        return run;
    folder->collect(*run);
    renumberTasks(*run, probes.plan.tasks, m_launch.initTasks);
    return run;
}

Result<bool> Recorder::start(std::size_t index) {
    if (m_stop.stop_requested()) {
        noteInterrupted(fmt::format("before start {} of {}", index + 1, m_planned.size()));
        return tl::unexpected(Error{"cancelled", {}, {}});
    }
    const PlannedRun& planned = m_planned[index];
    auto run = planned.purpose == LaunchPurpose::Trace ? makeTraced(planned) : make(planned);
    if (!run)
        return tl::unexpected(run.error());
    if (m_stop.stop_requested()) {
        keepInterrupted(*std::move(run), index);
        return tl::unexpected(Error{"cancelled", {}, {}});
    }
    if (auto failure = loaderFailure(*run, m_original->path()))
        return tl::unexpected(std::move(*failure));
    const std::string why = whyToStop(*run, m_options);
    m_launch.runs.push_back(std::move(*run));
    if (why.empty())
        return true;
    m_launch.warnings.push_back({Diagnostic::Severity::DataLoss, why + "; no further start was made",
                                 "its output is part of the recording", 0});
    return false;
}

/// Of the start that was stopped with the recording what its probes had seen: where it hung, perhaps.
void Recorder::keepInterrupted(LaunchRun run, std::size_t index) {
    const std::chrono::duration<double> after = run.observed.value_or(Nanoseconds{});
    if (run.purpose == LaunchPurpose::Milestones && !run.hits.empty())
        m_launch.runs.push_back(std::move(run));
    noteInterrupted(fmt::format("in start {} of {}, {:.1f} s after its execve", index + 1, m_planned.size(),
                                after.count()));
}

void Recorder::noteInterrupted(const std::string& when) {
    m_launch.warnings.push_back({Diagnostic::Severity::DataLoss,
                                 fmt::format("interrupted {}: this is what was measured up to then", when),
                                 "record again for more starts", 0});
}

bool Recorder::hasMeasured() const {
    return std::ranges::any_of(m_launch.runs, [](const LaunchRun& run) {
        return run.purpose == LaunchPurpose::Milestones && !run.hits.empty();
    });
}

} // namespace capture

Result<Launch> recordLaunch(const LaunchOptions& options, const LaunchProgress& progress,
                            std::stop_token stop) {
    Recorder recorder(options, progress, std::move(stop));
    if (auto prepared = recorder.prepare(); !prepared)
        return tl::unexpected(prepared.error());
    const std::size_t count = recorder.planned().size();
    for (std::size_t i = 0; i < count; ++i) {
        if (progress.startOf)
            progress.startOf(static_cast<std::uint32_t>(i + 1), static_cast<std::uint32_t>(count),
                             recorder.planned()[i].purpose);
        const auto made = recorder.start(i);
        if (!made && !(recorder.interrupted() && recorder.hasMeasured()))
            return tl::unexpected(made.error());
        if (!made || !*made)
            break;
    }
    return std::move(recorder).take();
}

} // namespace rt0
