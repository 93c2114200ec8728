#include "timeline/open.h"

#include "base/inputfile.h"
#include "ingest/detect.h"
#include "ingest/golist/golist.h"
#include "ingest/ingest.h"
#include "ingest/pprof/pprof.h"
#include "ingest/pprof/prune.h"
#include "ingest/pprof/symbolise.h"
#include "ingest/traceformat.h"
#include "recording/rt0file.h"
#include "timeline/align.h"
#include "timeline/launchstartup.h"
#include "timeline/opengraph.h"
#include "timeline/phases.h"
#include "timeline/reconstruct.h"
#include "timeline/recordedgraph.h"
#include "timeline/tracebuilder.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fmt/format.h>
#include <iterator>
#include <new>
#include <optional>

namespace rt0 {
namespace {

using TracePointer = std::shared_ptr<const ExecTrace>;

struct OpenedTrace {
    Source source;
    TracePointer trace;
    std::vector<Diagnostic> diagnostics;
};

struct OpenedPprof {
    Source source;
    Profile profile;
    std::vector<Diagnostic> diagnostics;
};

struct OpenedBinary {
    Source source;
    gobinary::GoBinary binary;
};

/// What a file turned out to be: one of these.
struct Opened {
    std::optional<Document> log = {}; ///< or a recording
    std::optional<OpenedTrace> trace = {};
    std::optional<OpenedGraph> graph = {};
    std::optional<OpenedPprof> profile = {};
    std::optional<OpenedBinary> binary = {}; ///< names the addresses of profiles, and holds a graph
};

Result<Opened> openTraceBytes(const TraceFormat& format, std::string_view content, Source source,
                              const Progress& progress) {
    TraceBuilder builder;
    auto outcome = format.read(content, source.path, builder, progress);
    if (!outcome)
        return tl::make_unexpected(std::move(outcome.error()));
    OpenedTrace opened{std::move(source), nullptr, outcome->diagnostics};
    opened.source.bytes = content.size();
    opened.source.formats = {nameOf(format, outcome->directory.version)};
    opened.trace = std::make_shared<const ExecTrace>(std::move(builder).finish(std::move(*outcome)));
    return Opened{.trace = std::move(opened)};
}

Result<Opened> openLog(Result<Recording> recording) {
    return std::move(recording).map(
        [](Recording&& read) { return Opened{.log = reconstruct(std::move(read))}; });
}

/// The graph that a recording holds is a part of it, no further source.
void attachRecorded(Document& document, Result<OpenedGraph> graph) {
    if (!graph) {
        document.diagnostics.push_back({Diagnostic::Severity::DataLoss, graph.error().message(), {}, 0});
        return;
    }
    std::vector<OpenedGraph> graphs;
    graphs.push_back(std::move(*graph));
    attachGraphs(document, std::move(graphs));
    document.joined.clear();
}

/// Without a graph of go list the one that the facts of the program hold.
void attachFacts(Document& document, const std::string& binaryJson, Source source) {
    source.formats = {"facts of a program"};
    auto graph = recordedGraphOf(binaryJson, source.path);
    if (graph && graph->empty())
        return; // recorded by an older version
    attachRecorded(document, std::move(graph).map([&](PackageGraph&& found) {
        return OpenedGraph{std::move(source), std::move(found), {}};
    }));
}

Result<Opened> openRecording(std::string_view content, Source source) {
    auto file = readRt0File(content, source.path);
    if (!file)
        return tl::make_unexpected(std::move(file.error()));
    source.bytes = content.size();
    const std::string goList = std::move(file->goList);
    Source graphSource;
    graphSource.path = source.path;
    const std::string binaryJson = file->binaryJson;
    Document document = documentOf(*std::move(file), std::move(source));
    if (!goList.empty())
        attachRecorded(document, openGoList(goList, std::move(graphSource)));
    else if (!binaryJson.empty())
        attachFacts(document, binaryJson, std::move(graphSource));
    return Opened{.log = std::move(document)};
}

Result<Opened> openProfile(std::string_view content, Source source, const Progress& progress) {
    auto read = pprof::readProfile(content, source.path, progress);
    if (!read)
        return tl::make_unexpected(std::move(read.error()));
    const Profile& profile = read->profile;
    source.bytes = content.size();
    source.formats = {
        fmt::format("pprof profile ({})", profile.strings[profile.sampleTypes[profile.shownType()].type])};
    return Opened{.profile =
                      OpenedPprof{std::move(source), std::move(read->profile), std::move(read->diagnostics)}};
}

Opened openedGraph(OpenedGraph&& graph) {
    return Opened{.graph = std::move(graph)};
}

Result<Opened> openGraphBytes(std::string_view content, Source source, const Progress& progress) {
    return openGoList(content, std::move(source), progress).map(openedGraph);
}

bool isGoList(std::string_view content) {
    return golist::isGoList(content.substr(0, kSniffBytes));
}

Result<Opened> openMemory(const MemoryFile& file, const Progress& progress) {
    if (const TraceFormat* format = traceFormatOf(file.content.substr(0, kSniffBytes)))
        return openTraceBytes(*format, file.content, file.source, progress);
    if (pprof::isProfile(file.content.substr(0, kSniffBytes)))
        return openProfile(file.content, file.source, progress);
    if (isZip(file.content))
        return openRecording(file.content, file.source);
    if (isGoList(file.content))
        return openGraphBytes(file.content, file.source, progress);
    return openLog(readBytes(file.content, file.source, progress));
}

Result<Opened> openBinary(const std::string& path, const InputFile& file) {
    auto binary = gobinary::GoBinary::open(path);
    if (!binary)
        return tl::make_unexpected(std::move(binary.error()));
    Source source{path, binary->elf().file().size(), file.info().modified, {}};
    return Opened{.binary = OpenedBinary{std::move(source), *std::move(binary)}};
}

Result<Opened> openPath(const std::string& path, bool besideOthers, const Progress& progress) {
    if (namesDirectory(path)) // of a main package: go list is run there
        return openGraph(path, progress).map(openedGraph);
    auto file = InputFile::open(path, progress.stop);
    if (!file)
        return tl::make_unexpected(std::move(file.error()));
    const auto head = file->head(kSniffBytes);
    if (!head)
        return tl::make_unexpected(head.error());
    const TraceFormat* format = traceFormatOf(*head);
    const bool zip = isZip(*head);
    const bool profile = format == nullptr && pprof::isProfile(*head);
    const bool goList = isGoList(*head);
    if (besideOthers && isElf(*head))
        return openBinary(path, *file);
    if (format == nullptr && !zip && !profile && !goList)
        return openLog(readLog(*file, progress));
    const auto bytes = file->whole();
    if (!bytes)
        return tl::make_unexpected(bytes.error());
    Source source;
    source.path = path;
    source.modified = file->info().modified;
    if (profile)
        return openProfile(bytes->view(), std::move(source), progress);
    if (goList)
        return openGraphBytes(bytes->view(), std::move(source), progress);
    return zip ? openRecording(bytes->view(), std::move(source))
               : openTraceBytes(*format, bytes->view(), std::move(source), progress);
}

std::string fileName(const std::string& path) {
    return path == "-" ? "standard input" : std::filesystem::path(path).filename().string();
}

void append(std::vector<Diagnostic>& to, std::vector<Diagnostic> more, const std::string& file) {
    for (Diagnostic& diagnostic : more) {
        diagnostic.message = file.empty() ? diagnostic.message : file + ": " + diagnostic.message;
        to.push_back(std::move(diagnostic));
    }
}

/// A document of several inputs while it grows.
class Joiner {
public:
    Joiner(bool several, const Progress& progress) : m_several(several), m_progress(progress) {}

    void add(Opened opened) {
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

    Document finish() && {
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

private:
    static bool isRecorded(const Startup& startup) { return startup.recorded != nullptr; }

    void addSource(Source source) {
        if (m_document.source.path.empty())
            m_document.source = std::move(source);
        else
            m_document.joined.push_back(std::move(source));
    }

    void addLog(Document log) {
        append(m_document.diagnostics, std::move(log.diagnostics),
               m_several ? fileName(log.source.path) : "");
        addSource(std::move(log.source));
        std::ranges::move(log.startups, std::back_inserter(m_document.startups));
    }

    /// A program beside a log tells which package uses which, unless a file of go list tells it better.
    void addGraphsOfPrograms() {
        const bool wanted = std::ranges::any_of(m_document.startups, [](const Startup& startup) {
            return !startup.inits.empty() && !startup.graph;
        });
        if (!wanted || !m_graphs.empty())
            return;
        for (const OpenedBinary& program : m_binaries)
            if (auto graph = openProgramGraph(program.binary, program.source, m_progress))
                m_graphs.push_back(*std::move(graph));
    }

    /// Into the start-up that it fits best, or into one of its own.
    void place(OpenedTrace& opened) {
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

    void place(OpenedPprof& opened) {
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

    void join(Startup& startup, TracePointer trace, TraceFit fit, const std::string& file) {
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

    void sayWhyAlone(const TraceLandmarks& landmarks, const std::string& file) {
        if (landmarks.inits.empty() && landmarks.gcCycles.empty() && !landmarks.inMain)
            return notice(
                file + ": the trace shows nothing that the log shows, too; it is a start-up of its own",
                "start the trace in an init, or add GODEBUG=gctrace=1 to the log");
        notice(file + ": the trace fits no start-up of the log; it is a start-up of its own",
               "are both from the same run of the program?");
    }

    void notice(std::string message, std::string hint) {
        m_document.diagnostics.push_back(
            {Diagnostic::Severity::Notice, std::move(message), std::move(hint), 0});
    }

    bool m_several;
    const Progress& m_progress;
    Document m_document;
    std::vector<OpenedTrace> m_traces;
    std::vector<OpenedGraph> m_graphs;
    std::vector<OpenedPprof> m_profiles;
    std::vector<OpenedBinary> m_binaries;
};

template <typename Inputs, typename Open>
Result<Document> readAll(const Inputs& inputs, const Progress& progress, Open open) {
    Joiner joiner(inputs.size() > 1, progress);
    for (const auto& input : inputs) {
        Result<Opened> opened = open(input);
        if (!opened)
            return tl::make_unexpected(std::move(opened.error()));
        joiner.add(std::move(*opened));
    }
    return std::move(joiner).finish();
}

/// The columns of a trace's spans are asked for at once, and may be more than there is.
template <typename Inputs, typename Open>
Result<Document> joined(const Inputs& inputs, const Progress& progress, Open open) {
    try {
        return readAll(inputs, progress, open);
    } catch (const std::bad_alloc&) {
        return tl::make_unexpected(
            Error{"not enough memory to read this", {}, "close other programs, or record a shorter trace"});
    }
}

} // namespace

Result<Document> openFile(const std::string& path, const Progress& progress) {
    return openFiles(std::span(&path, 1), progress);
}

Result<Document> openFiles(std::span<const std::string> paths, const Progress& progress) {
    // A program alone is for gobinary; beside others it names a profile's addresses and tells who uses whom.
    const bool several = paths.size() > 1;
    return joined(paths, progress,
                  [&](const std::string& path) { return openPath(path, several, progress); });
}

Result<Document> openBytes(std::span<const MemoryFile> files, const Progress& progress) {
    return joined(files, progress, [&](const MemoryFile& file) { return openMemory(file, progress); });
}

} // namespace rt0
