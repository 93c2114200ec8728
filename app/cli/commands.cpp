#include "commands.h"

#include "analysis/graphscene/scenedot.h"
#include "analysis/initgraph/findpackage.h"
#include "analysis/initgraph/retained.h"
#include "base/inputfile.h"
#include "ingest/detect.h"
#include "ingest/pprof/pprof.h"
#include "ingest/pprof/prune.h"
#include "ingest/traceformat.h"
#include "output.h"
#include "recording/rt0file.h"
#include "report/binaryreport.h"
#include "report/blamereport.h"
#include "report/graphjson.h"
#include "report/jsonreport.h"
#include "report/profilereport.h"
#include "report/recordingreport.h"
#include "report/textreport.h"
#include "report/texttable.h"
#include "report/tracesummaryjson.h"
#include "report/whyreport.h"
#include "timeline/open.h"
#include "timeline/opengraph.h"
#include "timeline/programgraph.h"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <functional>
#include <iterator>
#include <optional>
#include <ostream>
#include <system_error>

namespace rt0::cli {
namespace {

/// A directory or a program that is named where start-ups are read holds an import graph at best.
bool isGraphOnly(const std::string& path) {
    if (namesDirectory(path))
        return true;
    std::error_code unknown;
    if (!std::filesystem::is_regular_file(path, unknown))
        return false; // looking at a pipe would take its bytes
    auto file = InputFile::open(path);
    const auto head = file ? file->head(kSniffBytes) : Result<std::string_view>(std::string_view());
    return head && isElf(*head);
}

Result<Document> openAll(const Options& options, const Progress& progress) {
    std::vector<std::string> files = options.files;
    std::vector<std::string> graphs = options.graphs;
    if (options.command == Command::Why || options.command == Command::Graph) {
        const auto others = std::ranges::stable_partition(files, std::not_fn(isGraphOnly));
        graphs.insert(graphs.end(), others.begin(), others.end());
        files.erase(others.begin(), others.end());
    }
    auto document = openFiles(files, progress);
    if (!document || graphs.empty())
        return document;
    std::vector<OpenedGraph> opened;
    for (const std::string& path : graphs) {
        auto graph = openGraph(path, progress);
        if (!graph)
            return tl::unexpected(graph.error());
        opened.push_back(std::move(*graph));
    }
    attachGraphs(*document, std::move(opened));
    return document;
}

Result<Document> open(const Options& options, std::ostream& err) {
    if (!options.showProgress)
        return openAll(options, {});
    auto document = openAll(options, progressOn(err));
    err << "\r\x1b[K" << std::flush;
    return document;
}

/// Index of the start-up to show.
Result<std::size_t> chosenStartup(const Document& document, const Options& options) {
    if (options.startup == 0)
        return document.main;
    if (options.startup <= document.startups.size())
        return options.startup - 1;
    const std::size_t count = document.startups.size();
    return tl::unexpected(Error{fmt::format("there is no start-up {}", options.startup), document.source.path,
                                fmt::format("--startup takes 1 to {} here", count)});
}

Result<std::string> rendered(const Document& document, std::size_t startup, const Options& options,
                             const PictureWriter& pictureWriter) {
    if (options.format == ReportFormat::Text)
        return textReport(document, {.startup = startup, .top = options.top});
    if (options.format == ReportFormat::Json)
        return jsonReport(document, startup);
    if (!pictureWriter)
        return tl::unexpected(Error{
            "this build cannot draw pictures", {}, "use --format text or json, or a build with the window"});
    return pictureWriter(document, startup, options.picture);
}

Error noGraph(const Document& document) {
    return {"there is no import graph of this program", document.source.path,
            "add --graph DIRECTORY of its main package, or a file that go list -deps -json wrote there"};
}

struct Chosen {
    Document document;
    std::size_t startup = 0;
};

/// Reads the file and says what is wrong with it; on failure `exitCode` tells what to exit with.
std::optional<Chosen> openChosen(const Options& options, std::ostream& err, int& exitCode) {
    auto document = open(options, err);
    if (!document) {
        exitCode = fail(err, document.error(), kUnreadable);
        return std::nullopt;
    }
    const auto startup = chosenStartup(*document, options);
    if (!startup) {
        exitCode = fail(err, startup.error(), kBadUsage);
        return std::nullopt;
    }
    printWarnings(err, *document);
    return Chosen{std::move(*document), *startup};
}

Source sourceOf(const InputFile& input, std::uint64_t bytes) {
    return {input.path(), bytes, input.info().modified, {}};
}

/// Reads a trace once and renders what it holds.
Result<std::string> inspectedTrace(InputFile input, const TraceFormat& format, const Options& options,
                                   const Progress& progress) {
    const auto bytes = input.whole();
    if (!bytes)
        return tl::unexpected(bytes.error());
    TraceSummarizer summarizer;
    const auto outcome = format.read(bytes->view(), input.path(), summarizer, progress);
    if (!outcome)
        return tl::unexpected(outcome.error());
    Source source = sourceOf(input, bytes->size());
    source.formats = {nameOf(format, outcome->directory.version)};
    const TraceSummary summary = summarizer.finish(outcome->directory);
    return options.json ? traceSummaryJson(source, summary, *outcome)
                        : traceSummaryText(source, summary, *outcome);
}

Result<std::string> inspectedBinary(InputFile input, const Options& options) {
    Source source = sourceOf(input, 0);
    auto file = LazyFile::open(std::move(input));
    if (!file)
        return tl::unexpected(file.error());
    source.bytes = file->size();
    const auto binary = gobinary::GoBinary::read(*std::move(file), source.path);
    if (!binary)
        return tl::unexpected(binary.error());
    return options.json ? binaryJson(source, *binary, options.uses ? PackageUses::Tell : PackageUses::Leave)
                        : binaryText(source, *binary);
}

/// The program's facts as they were when it was recorded.
Result<std::string> inspectedRecording(InputFile input, const Options& options) {
    const auto bytes = input.whole();
    if (!bytes)
        return tl::unexpected(bytes.error());
    const auto file = readRt0File(bytes->view(), input.path());
    if (!file)
        return tl::unexpected(file.error());
    if (!options.json)
        return recordingText(sourceOf(input, bytes->size()), *file);
    if (file->binaryJson.empty())
        return tl::unexpected(Error{"holds no facts of the program", input.path(), "record it again"});
    return file->binaryJson;
}

Result<std::string> inspectedProfile(InputFile input, const Options& options, const Progress& progress,
                                     std::ostream& err) {
    const auto bytes = input.whole();
    if (!bytes)
        return tl::unexpected(bytes.error());
    auto read = pprof::readProfile(bytes->view(), input.path(), progress);
    if (!read)
        return tl::unexpected(read.error());
    pprof::dropUninteresting(read->profile);
    Document told;
    told.source = sourceOf(input, bytes->size());
    told.diagnostics = read->diagnostics;
    printWarnings(err, told);
    if (options.raw)
        return profileRawText(read->profile);
    return options.json ? profileInspectJson(told.source, read->profile, read->diagnostics)
                        : profileText(read->profile, 0);
}

Result<std::string> inspected(const Options& options, const Progress& progress, std::ostream& err) {
    auto input = InputFile::open(options.files.front());
    if (!input)
        return tl::unexpected(input.error());
    const auto head = input->head(kSniffBytes);
    if (!head)
        return tl::unexpected(head.error());
    if (isElf(*head))
        return inspectedBinary(*std::move(input), options);
    if (isZip(*head))
        return inspectedRecording(*std::move(input), options);
    if (const TraceFormat* format = traceFormatOf(*head))
        return inspectedTrace(*std::move(input), *format, options, progress);
    if (pprof::isProfile(*head))
        return inspectedProfile(*std::move(input), options, progress, err);
    return tl::unexpected(Error{"is no Go execution trace, pprof profile, ELF binary or recording",
                                input->path(),
                                "inspect reads what runtime/trace writes and programs built by Go; for logs "
                                "use rt0scope report"});
}

Result<std::string> renderedGraph(const Chosen& chosen, const Options& options,
                                  const GraphWriter& graphWriter) {
    const Startup& startup = chosen.document.startups[chosen.startup];
    if (options.format == ReportFormat::Json)
        return initGraphJson(chosen.document, chosen.startup);
    SceneOptions sceneOptions = options.scene;
    if (!options.package.empty()) {
        const auto package = initgraph::findPackage(startup.graph->packages, options.package);
        if (!package)
            return tl::unexpected(package.error());
        sceneOptions.package = *package;
    }
    const GraphScene scene = makeScene(SceneSource(startup.graph, startup), sceneOptions);
    if (options.format == ReportFormat::Dot)
        return sceneDot(scene);
    if (!graphWriter)
        return tl::unexpected(Error{
            "this build cannot draw pictures", {}, "use --format dot or json, or a build with the window"});
    return graphWriter(scene, options.picture);
}

} // namespace

int runReport(const Options& options, std::ostream& out, std::ostream& err,
              const PictureWriter& pictureWriter) {
    int exitCode = kOk;
    const auto chosen = openChosen(options, err, exitCode);
    if (!chosen)
        return exitCode;
    const auto content = rendered(chosen->document, chosen->startup, options, pictureWriter);
    if (!content)
        return fail(err, content.error(), kOutputFailed);
    return write(*content, options, out, err);
}

int runBlame(const Options& options, std::ostream& out, std::ostream& err) {
    int exitCode = kOk;
    const auto chosen = openChosen(options, err, exitCode);
    if (!chosen)
        return exitCode;
    const BlameReportOptions how{
        .by = options.by, .retained = options.retained, .startup = chosen->startup, .top = options.top};
    if (how.retained && !chosen->document.startups[how.startup].graph)
        return fail(err, noGraph(chosen->document), kUnreadable);
    if (how.retained && !initgraph::tellsRetained(chosen->document.startups[how.startup].graph->packages))
        return fail(err,
                    {"what goes away with a package cannot be told from a binary: imports that left no trace "
                     "in it may keep packages linked",
                     chosen->document.startups[how.startup].graph->path,
                     "add --graph DIRECTORY of its main package, or a file that go list -deps -json wrote "
                     "there"},
                    kUnreadable);
    const std::string content =
        options.json ? blameJson(chosen->document, how) : blameText(chosen->document, how);
    return writeToStream(content, out, err);
}

int runWhy(const Options& options, std::ostream& out, std::ostream& err) {
    int exitCode = kOk;
    const auto chosen = openChosen(options, err, exitCode);
    if (!chosen)
        return exitCode;
    if (!chosen->document.startups[chosen->startup].graph)
        return fail(err, noGraph(chosen->document), kUnreadable);
    const WhyOptions how{options.package, options.before, chosen->startup, options.top};
    const auto content = options.json ? whyJson(chosen->document, how) : whyText(chosen->document, how);
    return content ? writeToStream(*content, out, err) : fail(err, content.error(), kBadUsage);
}

int runGraph(const Options& options, std::ostream& out, std::ostream& err, const GraphWriter& graphWriter) {
    int exitCode = kOk;
    const auto chosen = openChosen(options, err, exitCode);
    if (!chosen)
        return exitCode;
    const Startup& startup = chosen->document.startups[chosen->startup];
    if (!startup.graph)
        return fail(err, noGraph(chosen->document), kUnreadable);
    if (!options.package.empty())
        if (const auto found = initgraph::findPackage(startup.graph->packages, options.package); !found)
            return fail(err, found.error(), kBadUsage);
    const auto content = renderedGraph(*chosen, options, graphWriter);
    return content ? write(*content, options, out, err) : fail(err, content.error(), kOutputFailed);
}

int runInspect(const Options& options, std::ostream& out, std::ostream& err) {
    const auto content = inspected(options, options.showProgress ? progressOn(err) : Progress{}, err);
    if (options.showProgress)
        err << "\r\x1b[K" << std::flush;
    return content ? writeToStream(*content, out, err) : fail(err, content.error(), kUnreadable);
}

namespace {

int runChosen(const Options& options, std::ostream& out, std::ostream& err, const PictureWriters& writers) {
    switch (options.command) {
    case Command::Report:
        return runReport(options, out, err, writers.startup);
    case Command::Why:
        return runWhy(options, out, err);
    case Command::Graph:
        return runGraph(options, out, err, writers.graph);
    case Command::Blame:
        return runBlame(options, out, err);
    case Command::Inspect:
        return runInspect(options, out, err);
    case Command::Record:
        return runRecord(options, out, err);
    case Command::Optimize:
        return runOptimize(options, out, err);
    case Command::Compare:
        return runCompare(options, out, err, writers.compare);
    case Command::Window:
        break;
    }
    return kBadUsage;
}

} // namespace

int runCommand(const Options& options, std::ostream& out, std::ostream& err, const PictureWriters& writers) {
    try {
        return runChosen(options, out, err, writers);
    } catch (const std::exception& refused) { // no memory, or no more threads
        return fail(err, {refused.what(), {}, "raise the limits that ulimit -a shows"}, kUnreadable);
    }
}

} // namespace rt0::cli
