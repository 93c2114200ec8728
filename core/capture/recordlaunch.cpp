#include "capture/recordlaunch.h"

#include "capture/machine.h"
#include "capture/startrun.h"
#include "capture/traceprotocol.h"
#include "capture/tscclock.h"

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

struct PlannedRun {
    LaunchPurpose purpose;
    std::vector<std::string> environment;
};

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
void addMeasured(std::vector<PlannedRun>& runs, bool withStopwatch, bool turned) {
    std::vector<LaunchPurpose> order{LaunchPurpose::Milestones};
    if (withStopwatch)
        order.insert(order.end(), {LaunchPurpose::MainTime, LaunchPurpose::MainTimeControl});
    if (turned)
        std::ranges::reverse(order);
    for (const LaunchPurpose purpose : order)
        runs.push_back({purpose, {}});
}

/// Equal purposes are spread over the whole recording, so that a machine that gets slower slows all of them.
std::vector<PlannedRun> schedule(const LaunchOptions& options, const ProgramFile& program) {
    // Without a probe nothing tells when main.main is reached.
    const bool wallEnds = options.until != LaunchUntil::MainMain;
    std::vector<PlannedRun> runs;
    for (std::uint32_t round = 0; round < options.rounds; ++round) {
        addMeasured(runs, options.unperturbedRuns, round % 2 == 1);
        if (options.unperturbedRuns && wallEnds)
            runs.push_back({LaunchPurpose::Wall, {}});
        if (options.initFunctions)
            runs.push_back({LaunchPurpose::InitFunctions, {}});
        if (options.unperturbedRuns && wallEnds)
            runs.push_back({LaunchPurpose::WallControl, {}});
    }
    if (options.logRuns)
        runs.push_back({LaunchPurpose::InitLog, {withGodebug(options, "inittrace=1,gctrace=1")}});
    if (options.logRuns && program.dynamic())
        runs.push_back({LaunchPurpose::LoaderStatistics, {"LD_DEBUG=statistics"}});
    if (options.detailRun)
        runs.push_back({LaunchPurpose::Details, {}});
    // A program that ends by itself leaves only the generations of its trace that were complete (Go 1.22 on).
    if (!options.tracedProgram.empty())
        runs.push_back({LaunchPurpose::Trace, {withGodebug(options, "traceadvanceperiod=20000000")}});
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

/// What the kinds of starts need.
struct ProbeSets {
    PreparedProbes mainOnly;
    PreparedProbes milestones;
    PreparedProbes functions; ///< empty when they are not wanted
};

class Recorder {
public:
    Recorder(const LaunchOptions& options, const LaunchProgress& progress, std::stop_token stop)
        : m_options(options), m_progress(progress), m_stop(std::move(stop)) {}

    Result<Launch> record();

private:
    Result<void> makeRuns(const ProgramFile& program, const EndConditions& conditions,
                          const ProbeSets& probes);
    Result<LaunchRun> makeTraced(const PlannedRun& planned, EndConditions conditions) const;
    Result<LaunchRun> make(const StartRuns& starts, const PlannedRun& planned, const ProbeSets& probes) const;
    void describe(const ProgramFile& program);

    const LaunchOptions& m_options;
    const LaunchProgress& m_progress;
    std::stop_token m_stop;
    Launch m_launch;
};

void Recorder::describe(const ProgramFile& program) {
    m_launch.command = m_options.command;
    m_launch.program = program.path();
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

Result<Launch> Recorder::record() {
    if (m_options.command.empty())
        return tl::unexpected(Error{"no program was given", {}, {}});
    auto conditions = endConditions(m_options);
    if (!conditions)
        return tl::unexpected(conditions.error());
    const auto program = ProgramFile::open(m_options.command.front(), m_options.workingDirectory);
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
    ProbeSets probes{prepared(ProbeDetail::MainOnly), prepared(ProbeDetail::Milestones), {}};
    if (m_options.initFunctions)
        probes.functions = prepared(ProbeDetail::InitFunctions);
    describe(*program);
    m_launch.initTasks = probes.milestones.plan.tasks;
    if (auto made = makeRuns(*program, *conditions, probes); !made)
        return tl::unexpected(made.error());
    return std::move(m_launch);
}

Result<LaunchRun> Recorder::make(const StartRuns& starts, const PlannedRun& planned,
                                 const ProbeSets& probes) const {
    switch (planned.purpose) {
    case LaunchPurpose::Milestones:
        return starts.probed(planned.purpose, probes.milestones, planned.environment);
    case LaunchPurpose::InitFunctions:
        return starts.probed(planned.purpose, probes.functions, planned.environment);
    case LaunchPurpose::Details:
        return starts.detailed(m_options.initFunctions ? probes.functions : probes.milestones);
    case LaunchPurpose::MainTime:
    case LaunchPurpose::MainTimeControl:
        return starts.probed(planned.purpose, probes.mainOnly, planned.environment);
    default:
        break;
    }
    if (m_options.until == LaunchUntil::MainMain)
        return starts.probed(planned.purpose, probes.mainOnly, planned.environment);
    return starts.unperturbed(planned.purpose, planned.environment);
}

/// The traced build is another program: its probes are planned for this start.
Result<LaunchRun> Recorder::makeTraced(const PlannedRun& planned, EndConditions conditions) const {
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

Result<void> Recorder::makeRuns(const ProgramFile& program, const EndConditions& conditions,
                                const ProbeSets& probes) {
    const StartRuns starts(program, m_options, conditions, m_progress, m_stop);
    const std::vector<PlannedRun> planned = schedule(m_options, program);
    for (std::size_t i = 0; i < planned.size(); ++i) {
        if (m_progress.startOf)
            m_progress.startOf(static_cast<std::uint32_t>(i + 1), static_cast<std::uint32_t>(planned.size()),
                               planned[i].purpose);
        auto run = planned[i].purpose == LaunchPurpose::Trace ? makeTraced(planned[i], conditions)
                                                              : make(starts, planned[i], probes);
        if (!run)
            return tl::unexpected(run.error());
        if (m_stop.stop_requested())
            return tl::unexpected(Error{"cancelled", {}, {}});
        if (auto failure = loaderFailure(*run, program.path()))
            return tl::unexpected(std::move(*failure));
        const std::string why = whyToStop(*run, m_options);
        m_launch.runs.push_back(std::move(*run));
        if (!why.empty()) {
            m_launch.warnings.push_back({Diagnostic::Severity::DataLoss, why + "; no further start was made",
                                         "its output is part of the recording", 0});
            return {};
        }
    }
    return {};
}

} // namespace

Result<Launch> recordLaunch(const LaunchOptions& options, const LaunchProgress& progress,
                            std::stop_token stop) {
    return Recorder(options, progress, std::move(stop)).record();
}

} // namespace rt0
