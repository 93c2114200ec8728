#include "timeline/documentjoiner.h"

#include "ingest/pprof/prune.h"
#include "ingest/pprof/symbolise.h"
#include "timeline/exectrace.h"
#include "timeline/phases.h"
#include "timeline/reconstruct.h"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <iterator>
#include <utility>

namespace rt0 {

namespace {

std::string fileName(const std::string& path) {
    return path == "-" ? "standard input" : std::filesystem::path(path).filename().string();
}

void append(std::vector<Diagnostic>& to, std::vector<Diagnostic> more, const std::string& file) {
    for (Diagnostic& diagnostic : more) {
        diagnostic.message = file.empty() ? diagnostic.message : file + ": " + diagnostic.message;
        to.push_back(std::move(diagnostic));
    }
}

bool isRecorded(const Startup& startup) {
    return startup.recorded != nullptr;
}

} // namespace

void DocumentJoiner::add(Opened opened) {
    if (opened.log)
        addLog(std::move(*opened.log));
    if (opened.trace)
        m_traces.push_back(std::move(*opened.trace));
    if (opened.graph)
        m_graphs.push_back(std::move(*opened.graph));
    if (opened.profile)
        m_profiles.push_back(std::move(*opened.profile));
    if (opened.binary)
        m_binaries.push_back(std::move(*opened.binary));
}

Document DocumentJoiner::finish() && {
    for (OpenedTrace& trace : m_traces)
        place(trace);
    addGraphsOfPrograms();
    attachGraphs(m_document, std::move(m_graphs));
    for (OpenedPprof& profile : m_profiles)
        place(profile);
    if (m_document.startups.empty()) { // profiles alone: nothing of the start-up was measured
        m_document.startups.emplace_back().phases = unmeasuredPhases();
    }
    if (m_several || std::ranges::none_of(m_document.startups, isRecorded))
        nameStartups(m_document);
    return std::move(m_document);
}

void DocumentJoiner::addSource(Source source) {
    if (m_document.source.path.empty())
        m_document.source = std::move(source);
    else
        m_document.joined.push_back(std::move(source));
}

void DocumentJoiner::addLog(Document log) {
    append(m_document.diagnostics, std::move(log.diagnostics), m_several ? fileName(log.source.path) : "");
    addSource(std::move(log.source));
    std::ranges::move(log.startups, std::back_inserter(m_document.startups));
}

/// A program beside a log tells which package uses which, unless a file of go list tells it better.
void DocumentJoiner::addGraphsOfPrograms() {
    const bool wanted = std::ranges::any_of(
        m_document.startups, [](const Startup& startup) { return !startup.inits.empty() && !startup.graph; });
    if (!wanted || !m_graphs.empty())
        return;
    for (const OpenedBinary& program : m_binaries)
        if (auto graph = openProgramGraph(program.binary, program.source, m_progress))
            m_graphs.push_back(*std::move(graph));
}

/// Into the start-up that it fits best, or into one of its own.
void DocumentJoiner::place(OpenedTrace& opened) {
    append(m_document.diagnostics, std::move(opened.diagnostics),
           m_several ? fileName(opened.source.path) : "");
    const TraceLandmarks landmarks = landmarksOf(*opened.trace);
    Startup* best = nullptr;
    TraceFit bestFit;
    for (Startup& startup : m_document.startups) {
        if (startup.trace || startup.recorded)
            continue;
        TraceFit fit = fitTrace(landmarks, opened.trace->directory.version, startup);
        if (fit.score <= bestFit.score)
            continue;
        best = &startup;
        bestFit = std::move(fit);
    }
    const std::string file = fileName(opened.source.path);
    addSource(std::move(opened.source));
    if (best != nullptr)
        return join(*best, std::move(opened.trace), std::move(bestFit), file);
    if (!m_document.startups.empty())
        sayWhyAlone(landmarks, file);
    m_document.startups.push_back(startupOf(std::move(opened.trace)));
}

void DocumentJoiner::place(OpenedPprof& opened) {
    const std::string file = fileName(opened.source.path);
    append(m_document.diagnostics, std::move(opened.diagnostics), m_several ? file : "");
    for (const OpenedBinary& program : m_binaries)
        pprof::symbolise(opened.profile, program.binary);
    if (pprof::needsSymbols(opened.profile))
        notice(fmt::format("{}: some addresses have no function names", file),
               "open the Go program together with the profile");
    pprof::dropUninteresting(opened.profile);
    addSource(std::move(opened.source));
    m_document.profiles.push_back({file, std::make_shared<const Profile>(std::move(opened.profile))});
}

void DocumentJoiner::join(Startup& startup, std::shared_ptr<const ExecTrace> trace, TraceFit fit,
                          const std::string& file) {
    if (fit.contradictions > 0)
        notice(fmt::format("{}: the trace and the log contradict each other in part ({})", file,
                           fit.alignment.evidence),
               "are both from the same run of the program?");
    const TimeBounds& bounds = fit.alignment.offsetBounds;
    if (bounds.lo <= -kUnbounded || bounds.hi >= kUnbounded)
        notice(fmt::format("{}: where the trace lies is not certain ({})", file, fit.alignment.evidence),
               "start the trace in an init, or add GODEBUG=gctrace=1 to the log");
    joinTrace(startup, std::move(trace), std::move(fit.alignment));
}

void DocumentJoiner::sayWhyAlone(const TraceLandmarks& landmarks, const std::string& file) {
    if (landmarks.inits.empty() && landmarks.gcCycles.empty() && !landmarks.inMain)
        return notice(file + ": the trace shows nothing that the log shows, too; it is a start-up of its own",
                      "start the trace in an init, or add GODEBUG=gctrace=1 to the log");
    notice(file + ": the trace fits no start-up of the log; it is a start-up of its own",
           "are both from the same run of the program?");
}

void DocumentJoiner::notice(std::string message, std::string hint) {
    m_document.diagnostics.push_back({Diagnostic::Severity::Notice, std::move(message), std::move(hint), 0});
}

} // namespace rt0
