#pragma once

#include "base/diagnostic.h"
#include "base/result.h"
#include "ingest/progress.h"
#include "recording/packagegraph.h"
#include "timeline/startup.h"

#include <string>
#include <string_view>
#include <vector>

namespace rt0::gobinary {
class GoBinary;
}

namespace rt0 {

/// An import graph that was read, not yet joined with a start-up.
struct OpenedGraph {
    Source source;
    PackageGraph graph;
    std::vector<Diagnostic> diagnostics;
};

/// What `go list -deps -json` printed, from memory; see golist::readGoList.
Result<OpenedGraph> openGoList(std::string_view content, Source source, const Progress& progress = {});

/// The graph that a Go program holds: exact up to Go 1.20, inferred from code and types since
/// (gobinary/inferredgraph.h).
Result<OpenedGraph> openProgramGraph(const gobinary::GoBinary& binary, Source source,
                                     const Progress& progress = {});

/// Whether a path is that of a directory, in which go list can be run.
bool namesDirectory(const std::string& path);

/// Reads an import graph from what the user names: a file that `go list -deps -json` wrote, a program built
/// by Go, or the directory of a main package or module, in which go list is run (never in the
/// window's own thread). Errors: those of the readers; a file that is neither.
Result<OpenedGraph> openGraph(const std::string& path, const Progress& progress = {});

/// What `go list` prints for an import graph: of a file that holds it, or of a directory, where it is run.
/// Not yet read; for recordings. Errors: those of the file and of runGoList.
Result<std::string> goListText(const std::string& path, const Progress& progress = {});

/// Joins each start-up with the graph that most of its inits are in, and says which inits are in none. In a
/// document without start-ups a graph makes one of its own that has no inits.
void attachGraphs(Document& document, std::vector<OpenedGraph> graphs);

} // namespace rt0
