#pragma once

#include "base/result.h"
#include "ingest/progress.h"
#include "recording/recording.h"
#include "timeline/startup.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rt0 {

/// Reads a file ("-" is standard input) of any kind that is known, found by its content, and puts all of it
/// on one clock. Errors: the file cannot be read, it is of a kind that this version does not read, it holds
/// nothing of a start-up, "cancelled".
Result<Document> openFile(const std::string& path, const Progress& progress = {});

/// Reads several files into one document. An execution trace joins the start-up of a log that it fits best
/// (fitTrace); one that fits none is a start-up of its own, and a diagnostic says so. An import graph joins
/// the start-ups whose inits it holds (attachGraphs). Profiles belong to the document as a whole, for their
/// samples carry no time; a Go program beside one names its addresses, and one beside a log tells which
/// package uses which (openProgramGraph) unless a graph of go list is there. A directory is one of a main
/// package: its graph is what go list prints there. Errors: as openFile, of the first file that has one.
Result<Document> openFiles(std::span<const std::string> paths, const Progress& progress = {});

/// A file's bytes and what to call it: `source.path` is used in errors.
struct MemoryFile {
    Source source;
    std::string_view content;
};

/// As openFiles, from memory. Bytes and formats of the sources are filled in.
Result<Document> openBytes(std::span<const MemoryFile> files, const Progress& progress = {});

/// Which of these files belong into one document: an execution trace, import graphs, profiles and the logs
/// given with them. All others stay alone. Looks at the begin of each regular file; errors show when the
/// files are opened.
std::vector<std::vector<std::string>> groupFiles(std::span<const std::string> paths);

/// Whether each of these files is, by its begin, neither a trace, a graph, a profile nor a program: logs and
/// recordings, which are starts of their own and can be compared.
bool startupsOnly(std::span<const std::string> paths);

/// Whether a pprof profile is among these files: then a Go program given to openFiles with them names
/// addresses.
bool anyProfile(std::span<const std::string> paths);

} // namespace rt0
