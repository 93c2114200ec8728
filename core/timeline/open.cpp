#include "timeline/open.h"

#include "base/inputfile.h"
#include "ingest/detect.h"
#include "ingest/golist/golist.h"
#include "ingest/ingest.h"
#include "ingest/pprof/pprof.h"
#include "ingest/traceformat.h"
#include "recording/rt0file.h"
#include "timeline/documentjoiner.h"
#include "timeline/launchstartup.h"
#include "timeline/reconstruct.h"
#include "timeline/recordedgraph.h"
#include "timeline/tracebuilder.h"
#include "timeline/traceending.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fmt/format.h>
#include <iterator>
#include <new>
#include <optional>

namespace rt0 {
namespace {

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
    if (auto notice = unstopped(*opened.trace))
        opened.diagnostics.push_back(*std::move(notice));
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

template <typename Inputs, typename Open>
Result<Document> readAll(const Inputs& inputs, const Progress& progress, Open open) {
    DocumentJoiner joiner(inputs.size() > 1, progress);
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
