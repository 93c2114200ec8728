#include "timeline/opengraph.h"

#include "base/inputfile.h"
#include "capture/golistcommand.h"
#include "ingest/detect.h"
#include "ingest/gobinary/importgraph.h"
#include "ingest/gobinary/inferredgraph.h"
#include "ingest/golist/golist.h"
#include "timeline/phases.h"
#include "timeline/programgraph.h"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <utility>

namespace rt0 {
namespace {

constexpr std::size_t kMaxNamed = 5;
constexpr const char* kHowToName = "name what go list -deps -json wrote, or the directory of a main package";

Result<OpenedGraph> openBinary(InputFile input, Source source, const Progress& progress) {
    auto file = LazyFile::open(std::move(input));
    if (!file)
        return tl::unexpected(file.error());
    source.bytes = file->size();
    const auto binary = gobinary::GoBinary::read(*std::move(file), source.path);
    if (!binary)
        return tl::unexpected(binary.error());
    return openProgramGraph(*binary, std::move(source), progress);
}

Result<OpenedGraph> openDirectory(const std::string& directory, const Progress& progress) {
    const auto printed = runGoList({.directory = directory}, progress.stop);
    if (!printed)
        return tl::unexpected(printed.error());
    Source source;
    source.path = directory;
    return openGoList(*printed, std::move(source), progress);
}

/// "a, b, c and 12 more".
std::string listOf(const std::vector<std::string>& names) {
    std::string list;
    for (std::size_t i = 0; i < std::min(names.size(), kMaxNamed); ++i)
        list += (i == 0 ? "" : ", ") + names[i];
    return names.size() > kMaxNamed ? fmt::format("{} and {} more", list, names.size() - kMaxNamed) : list;
}

void remarkUnjoined(Document& document, const Startup& startup) {
    std::vector<std::string> names;
    for (const std::uint32_t init : startup.graph->unjoinedInits())
        names.push_back(startup.inits[init].importPath);
    if (names.empty())
        return;
    document.diagnostics.push_back(
        {Diagnostic::Severity::Notice,
         fmt::format("{} of {} package inits are of packages that the import graph does not hold: {}",
                     names.size(), startup.inits.size(), listOf(names)),
         "list the program that was started, with the same build tags and Go version", 0});
}

/// Every Go program holds packages of every log. All inits of the right one are in it.
bool fits(const ProgramGraph& graph, const Startup& startup) {
    constexpr std::size_t kOfTen = 9;
    const std::size_t joined = graph.joinedInits();
    return startup.inits.empty() ||
           (graph.packages.inferred() ? 10 * joined >= kOfTen * startup.inits.size() : joined > 0);
}

/// Whether a graph tells more than another: go list is better than what is inferred, even when a few inits
/// are not in it.
bool isBetter(const ProgramGraph& graph, const ProgramGraph& other) {
    if (graph.packages.inferred() != other.packages.inferred()) {
        const bool inferred = graph.packages.inferred();
        const std::size_t listed = (inferred ? other : graph).joinedInits();
        return (2 * listed < (inferred ? graph : other).joinedInits()) == inferred;
    }
    return graph.joinedInits() > other.joinedInits() ||
           (graph.joinedInits() == other.joinedInits() && graph.packages.source() < other.packages.source());
}

/// The one that holds most inits, of equal ones the one that is known best.
void attachBest(Document& document, Startup& startup, const std::vector<OpenedGraph>& graphs) {
    std::shared_ptr<const ProgramGraph> best;
    for (const OpenedGraph& graph : graphs) {
        auto joined =
            std::make_shared<const ProgramGraph>(joinGraph(graph.graph, startup, graph.source.path));
        if (!best || isBetter(*joined, *best))
            best = std::move(joined);
    }
    if (!fits(*best, startup))
        return;
    startup.graph = std::move(best);
    remarkUnjoined(document, startup);
}

Startup startupOf(const OpenedGraph& graph) {
    Startup startup;
    startup.name = std::filesystem::path(graph.source.path).filename().string();
    startup.phases = unmeasuredPhases();
    return startup;
}

} // namespace

Result<OpenedGraph> openGoList(std::string_view content, Source source, const Progress& progress) {
    source.bytes = content.size();
    source.formats = {"go list"};
    return golist::readGoList(content, source.path, progress).map([&](golist::Outcome&& outcome) {
        return OpenedGraph{std::move(source), std::move(outcome.graph), std::move(outcome.diagnostics)};
    });
}

Result<OpenedGraph> openProgramGraph(const gobinary::GoBinary& binary, Source source,
                                     const Progress& progress) {
    const bool exact = !binary.initTasks().graph.empty();
    auto graph = exact ? gobinary::importGraphOf(binary, source.path)
                       : gobinary::inferGraphOf(binary, source.path, progress);
    return std::move(graph).map([&](PackageGraph&& found) {
        source.formats = {exact ? "init tasks of a program" : "code and types of a program"};
        return OpenedGraph{std::move(source), std::move(found), {}};
    });
}

bool namesDirectory(const std::string& path) {
    std::error_code unknown;
    return std::filesystem::is_directory(path, unknown);
}

Result<std::string> goListText(const std::string& path, const Progress& progress) {
    if (namesDirectory(path))
        return runGoList({.directory = path}, progress.stop);
    auto file = InputFile::open(path, progress.stop);
    if (!file)
        return tl::unexpected(file.error());
    const auto bytes = file->whole();
    if (!bytes)
        return tl::unexpected(bytes.error());
    if (!golist::isGoList(bytes->view().substr(0, kSniffBytes)))
        return tl::unexpected(Error{"is no output of go list", path, kHowToName});
    return std::string(bytes->view());
}

Result<OpenedGraph> openGraph(const std::string& path, const Progress& progress) {
    if (namesDirectory(path))
        return openDirectory(path, progress);
    auto file = InputFile::open(path, progress.stop);
    if (!file)
        return tl::unexpected(file.error());
    const auto head = file->head(kSniffBytes);
    if (!head)
        return tl::unexpected(head.error());
    Source source;
    source.path = path;
    source.modified = file->info().modified;
    if (isElf(*head))
        return openBinary(*std::move(file), std::move(source), progress);
    if (!golist::isGoList(*head))
        return tl::unexpected(Error{"holds no import graph", path, kHowToName});
    const auto bytes = file->whole();
    if (!bytes)
        return tl::unexpected(bytes.error());
    return openGoList(bytes->view(), std::move(source), progress);
}

void attachGraphs(Document& document, std::vector<OpenedGraph> graphs) {
    if (graphs.empty())
        return;
    if (document.startups.empty())
        document.startups.push_back(startupOf(graphs.front()));
    for (OpenedGraph& graph : graphs)
        std::ranges::move(graph.diagnostics, std::back_inserter(document.diagnostics));
    for (Startup& startup : document.startups)
        attachBest(document, startup, graphs);
    if (std::ranges::none_of(document.startups, [](const Startup& s) { return s.graph != nullptr; }))
        document.diagnostics.push_back(
            {Diagnostic::Severity::Notice,
             "the import graph does not hold the packages that were initialised, and is left out",
             "are both of the same program?", 0});
    for (OpenedGraph& graph : graphs) {
        if (document.source.path.empty())
            document.source = std::move(graph.source);
        else
            document.joined.push_back(std::move(graph.source));
    }
}

} // namespace rt0
