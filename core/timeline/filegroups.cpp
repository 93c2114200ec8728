#include "base/inputfile.h"
#include "ingest/detect.h"
#include "ingest/golist/golist.h"
#include "ingest/pprof/pprof.h"
#include "ingest/traceformat.h"
#include "timeline/open.h"
#include "timeline/opengraph.h"

#include <algorithm>
#include <filesystem>
#include <iterator>

/// Which files belong together, told from how they begin.
namespace rt0 {
namespace {

enum class Kind { Other, Trace, Graph, Profile, Binary };

Kind kindOf(const std::string& path) {
    if (namesDirectory(path))
        return Kind::Graph;
    std::error_code unknown;
    if (!std::filesystem::is_regular_file(path, unknown))
        return Kind::Other; // looking at a pipe would take its bytes
    auto file = InputFile::open(path);
    if (!file)
        return Kind::Other;
    const auto head = file->head(kSniffBytes);
    if (!head)
        return Kind::Other;
    if (traceFormatOf(*head) != nullptr)
        return Kind::Trace;
    if (isElf(*head))
        return Kind::Binary;
    if (golist::isGoList(*head))
        return Kind::Graph;
    return pprof::isProfile(*head) ? Kind::Profile : Kind::Other;
}

} // namespace

std::vector<std::vector<std::string>> groupFiles(std::span<const std::string> paths) {
    std::vector<Kind> kinds;
    std::ranges::transform(paths, std::back_inserter(kinds), kindOf);
    const auto traces = std::ranges::count(kinds, Kind::Trace);
    const bool joins =
        std::ranges::any_of(kinds, [](Kind kind) { return kind == Kind::Graph || kind == Kind::Profile; });
    if (paths.size() > 1 && (traces == 1 || (traces == 0 && joins)))
        return {{paths.begin(), paths.end()}};
    std::vector<std::vector<std::string>> groups;
    for (const std::string& path : paths)
        groups.push_back({path});
    return groups;
}

bool startupsOnly(std::span<const std::string> paths) {
    return std::ranges::all_of(paths, [](const std::string& path) { return kindOf(path) == Kind::Other; });
}

bool anyProfile(std::span<const std::string> paths) {
    return std::ranges::any_of(paths, [](const std::string& path) { return kindOf(path) == Kind::Profile; });
}

} // namespace rt0
