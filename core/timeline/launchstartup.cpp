#include "timeline/launchstartup.h"

#include "ingest/ingest.h"
#include "recording/jsonfields.h"
#include "timeline/accuracy.h"
#include "timeline/align.h"
#include "timeline/alignlandmarks.h"
#include "timeline/launchdetails.h"
#include "timeline/launchphases.h"
#include "timeline/launchsteps.h"
#include "timeline/reconstruct.h"
#include "timeline/recordedstart.h"
#include "timeline/runstatistics.h"
#include "timeline/traceopen.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <iterator>
#include <map>
#include <utility>

namespace rt0 {
namespace {

/// What a run wrote, as a log of its own; nothing when there are no lines of start-ups in it.
constexpr std::string_view kBindNow = "LD_BIND_NOW=1";

std::optional<Document> logOf(const LaunchRun& run, const std::string& path) {
    Source source;
    source.path = path;
    auto recording = readBytes(run.standardError.text, std::move(source));
    if (!recording || recording->startups.empty())
        return std::nullopt;
    return reconstruct(*std::move(recording));
}

RunStatistics statistics(const Launch& launch, LaunchPurpose purpose,
                         std::optional<Nanoseconds> LaunchRun::*time) {
    std::vector<Nanoseconds> times;
    for (const LaunchRun& run : launch.runs)
        if (run.purpose == purpose && run.*time)
            times.push_back(*(run.*time));
    return statisticsOf(std::move(times));
}

std::optional<std::size_t> firstRun(const Launch& launch, LaunchPurpose purpose) {
    const auto found = std::ranges::find(launch.runs, purpose, &LaunchRun::purpose);
    return found == launch.runs.end() ? std::nullopt
                                      : std::optional(static_cast<std::size_t>(found - launch.runs.begin()));
}

/// The program has no interpreter, as its facts say.
bool isStatic(const std::string& binaryJson) {
    using Json = nlohmann::ordered_json;
    if (binaryJson.empty() || whyUnsafe(binaryJson) != nullptr)
        return false;
    const Json json = Json::parse(binaryJson, nullptr, false);
    const auto pointer = Json::json_pointer("/binary/dynamic/interpreter");
    return !json.is_discarded() && json.contains(pointer) && json.at(pointer).is_null();
}

class Maker {
public:
    explicit Maker(Rt0File file) : m_diagnostics(std::move(file.diagnostics)) {
        m_recorded.launch = std::make_shared<const Launch>(std::move(file.launch));
        m_isStatic = isStatic(file.binaryJson);
        m_recorded.binaryJson = std::move(file.binaryJson);
        if (file.control)
            addControl(*std::move(file.control));
    }

    Document make(Source source) && {
        findRuns();
        m_probed = probedRuns(launch(), m_isStatic, m_recorded.drawnRun);
        m_functions = functionRuns(launch(), m_isStatic);
        m_recorded.detailRun = firstRun(launch(), LaunchPurpose::Details);
        if (const LaunchRun* const detail = m_recorded.detail(); detail != nullptr && !detail->hits.empty())
            m_detail = DetailRun{detail, stepsOf(launch(), *detail, m_isStatic)};
        readLogs(source.path);
        Document document;
        makePhases();
        makeInits();
        if (m_recorded.drawn() != nullptr && m_detail)
            addDetails(m_recorded);
        m_startup.extent = extent();
        m_recorded.sumOfPhases = sumOfPhases();
        compareWithStopwatch(m_recorded, m_probed);
        m_startup.recorded = std::make_shared<const RecordedStart>(m_recorded);
        describe(source);
        document.source = std::move(source);
        document.startups.push_back(std::move(m_startup));
        if (m_log)
            addLogStartup(document);
        addTraced(document, document.source.path);
        collectDiagnostics(document);
        nameStartups(document);
        nameRecorded(document);
        return document;
    }

private:
    const Launch& launch() const { return *m_recorded.launch; }

    /// The control is a recording of the same program.
    void addControl(Launch control) {
        Rt0File file;
        file.launch = std::move(control);
        file.binaryJson = m_recorded.binaryJson;
        Document document = Maker(std::move(file)).make({});
        m_recorded.control = std::make_shared<const Startup>(std::move(document.startups.front()));
    }

    void findRuns() {
        m_recorded.toMain = statistics(launch(), LaunchPurpose::Milestones, &LaunchRun::toMain);
        m_recorded.bareToMain = statistics(launch(), LaunchPurpose::MainTime, &LaunchRun::toMain);
        m_recorded.bareToReady = statistics(launch(), LaunchPurpose::Wall, &LaunchRun::toReady);
        m_recorded.controlToReady = statistics(launch(), LaunchPurpose::WallControl, &LaunchRun::toReady);
    }

    void readLogs(const std::string& path) {
        if (const auto run = firstRun(launch(), LaunchPurpose::InitLog))
            if ((m_log = logOf(launch().runs[*run], path)))
                m_recorded.logRun = run;
        for (const LaunchRun& run : launch().runs)
            if (run.purpose == LaunchPurpose::LoaderStatistics)
                readLoader(run, path);
        if (!m_recorded.loaderStarts.empty())
            m_startup.loader = m_recorded.loaderStarts.front();
    }

    void readLoader(const LaunchRun& run, const std::string& path) {
        const auto read = logOf(run, path);
        if (!read)
            return;
        std::optional<LoaderRecord> record;
        for (const Startup& startup : read->startups)
            if (startup.loader && (startup.loader->pid == static_cast<std::uint64_t>(run.pid) || !record))
                record = startup.loader;
        if (!record)
            return;
        record->line = 0;
        const bool atOnce = std::ranges::find(run.environment, kBindNow) != run.environment.end();
        (atOnce ? m_recorded.boundAtStart : m_recorded.loaderStarts).push_back(*record);
    }

    void makePhases() {
        m_startup.phases = recordedPhases(
            {launch(), m_probed, m_functions, m_recorded.drawn(), m_detail ? &*m_detail : nullptr},
            m_startup.loader);
    }

    void makeInits() {
        if (m_probed.empty())
            return;
        m_startup.inits = recordedInits(
            {launch(), m_probed, m_functions, m_recorded.drawn(), m_detail ? &*m_detail : nullptr});
        if (!m_log)
            return;
        const InitsByPath logged = initsByPath(*m_log);
        for (PackageInit& init : m_startup.inits) {
            const auto found = logged.find(init.importPath);
            if (found == logged.end())
                continue;
            init.bytes = found->second->bytes;
            init.allocs = found->second->allocs;
            init.printedStart = found->second->printedStart;
            init.printedDuration = found->second->printedDuration;
            m_recorded.allocationsKnown = true;
        }
        for (const LaunchRun& run : launch().runs)
            if (run.purpose == LaunchPurpose::InitLog)
                addAllocations(run, *m_recorded.logRun);
    }

    using InitsByPath = std::map<std::string, const PackageInit*>;

    static InitsByPath initsByPath(const Document& log) {
        InitsByPath inits;
        for (const PackageInit& init : log.startups[log.main].inits)
            inits.emplace(init.importPath, &init);
        return inits;
    }

    /// Bytes and allocations of one of the runs with inittrace.
    void addAllocations(const LaunchRun& run, std::size_t firstLog) {
        const bool isFirst = &run == &launch().runs[firstLog];
        const auto read = isFirst ? std::nullopt : logOf(run, {});
        if (!isFirst && !read)
            return;
        const InitsByPath logged = initsByPath(isFirst ? *m_log : *read);
        for (PackageInit& init : m_startup.inits)
            if (const auto found = logged.find(init.importPath); found != logged.end()) {
                init.bytesOverRuns.push_back(found->second->bytes);
                init.allocsOverRuns.push_back(found->second->allocs);
            }
    }

    TimeRange extent() const {
        TimeRange all;
        for (const Phase& phase : m_startup.phases)
            if (phase.measured)
                all = united(all, phase.drawn);
        return all;
    }

    Nanoseconds sumOfPhases() const {
        Nanoseconds sum{};
        for (const Phase& phase : m_startup.phases)
            if (phase.measured && phase.id < PhaseId::Main)
                sum += phase.drawn.length();
        return sum;
    }

    void describe(Source& source) const {
        source.formats = {"rt0scope recording"};
        if (m_recorded.logRun)
            source.formats.emplace_back("inittrace");
        if (m_startup.loader)
            source.formats.emplace_back("lddebug");
    }

    void addLogStartup(Document& document) {
        document.startups.push_back(std::move(m_log->startups[m_log->main]));
        std::ranges::move(m_log->diagnostics, std::back_inserter(m_diagnostics));
    }

    /// The start of the build with a trace: phases and inits of its own, and the trace on the same clock.
    void addTraced(Document& document, const std::string& path) {
        const auto index = firstRun(launch(), LaunchPurpose::Trace);
        if (!index || launch().runs[*index].trace.empty())
            return;
        const LaunchRun& run = launch().runs[*index];
        auto trace = openTrace(run.trace, path, {}, m_diagnostics);
        if (!trace) {
            m_diagnostics.push_back({Diagnostic::Severity::DataLoss,
                                     "the execution trace cannot be read: " + trace.error().message(),
                                     {},
                                     0});
            return;
        }
        if ((*trace)->length <= Nanoseconds(0))
            return; // a diagnostic of the reader says so
        Startup startup = std::move(Maker(onlyRun(run)).make({}).startups.front());
        auto alignment = run.monotonicZero ? alignByClock(**trace, *run.monotonicZero) : std::nullopt;
        if (!alignment)
            if (TraceFit fit = fitTrace(landmarksOf(**trace), (*trace)->directory.version, startup);
                fit.fits())
                alignment = std::move(fit.alignment);
        if (!alignment) {
            m_traced = document.startups.size();
            document.startups.push_back(startupOf(std::move(*trace)));
            return;
        }
        startup.alignment = std::move(*alignment);
        startup.trace = std::move(*trace);
        startup.extent = united(startup.extent,
                                {startup.alignment.offset, startup.alignment.offset + startup.trace->length});
        m_traced = document.startups.size();
        document.startups.push_back(std::move(startup));
    }

    /// A recording of one run, as if it had been made for its milestones.
    Rt0File onlyRun(const LaunchRun& run) const {
        Rt0File file;
        file.launch.command = launch().command;
        file.launch.program = launch().program;
        file.launch.workingDirectory = launch().workingDirectory;
        file.launch.environment = launch().environment;
        file.launch.date = launch().date;
        file.launch.machine = launch().machine;
        file.launch.until = launch().until;
        file.launch.untilArgument = launch().untilArgument;
        file.launch.initTasks = launch().initTasks;
        file.binaryJson = m_recorded.binaryJson;
        file.launch.runs.push_back(run);
        file.launch.runs.front().purpose = LaunchPurpose::Milestones;
        file.launch.runs.front().trace.clear();
        return file;
    }

    void collectDiagnostics(Document& document) {
        document.diagnostics = launch().warnings;
        for (std::size_t i = 0; i < launch().runs.size(); ++i)
            for (Diagnostic warning : launch().runs[i].warnings)
                if (std::ranges::none_of(document.diagnostics, [&](const Diagnostic& known) {
                        return known.message == warning.message;
                    }))
                    document.diagnostics.push_back(std::move(warning));
        std::ranges::move(m_diagnostics, std::back_inserter(document.diagnostics));
        for (Diagnostic& diagnostic : document.diagnostics)
            diagnostic.line = 0; // lines of a run's output, not of the file
    }

    void nameRecorded(Document& document) const {
        document.main = 0;
        std::string command = fmt::format("{}", fmt::join(launch().command, " "));
        constexpr std::size_t kMost = 120;
        if (command.size() > kMost)
            command = command.substr(0, kMost) + " …";
        document.startups[0].name = command.empty() ? "recorded start" : command;
        if (m_log)
            document.startups[1].name = "the run with inittrace (perturbed)";
        if (m_traced)
            document.startups[*m_traced].name = "the run with an execution trace (perturbed)";
    }

    RecordedStart m_recorded;
    std::vector<Diagnostic> m_diagnostics;
    bool m_isStatic = false;
    std::vector<ProbedRun> m_probed;
    std::vector<ProbedRun> m_functions;
    std::optional<DetailRun> m_detail;
    std::optional<Document> m_log;
    std::optional<std::size_t> m_traced; ///< index of the start-up with the trace
    Startup m_startup;
};

} // namespace

Document documentOf(Rt0File file, Source source) {
    return Maker(std::move(file)).make(std::move(source));
}

} // namespace rt0
