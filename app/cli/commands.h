#pragma once

#include "analysis/compare/compare.h"
#include "analysis/graphscene/graphscene.h"
#include "base/result.h"
#include "commandline.h"
#include "timeline/startup.h"

#include <cstddef>
#include <functional>
#include <iosfwd>
#include <string>

/// The commands that need no display.
namespace rt0::cli {

/// Draws a start-up (index into Document::startups) and returns the bytes of the SVG or PNG file. Given by
/// the application, because drawing needs Qt.
using PictureWriter =
    std::function<Result<std::string>(const Document&, std::size_t startup, const PictureOptions&)>;

/// Lays out a scene of the import graph and returns the bytes of the SVG or PNG file. Given by the
/// application, too.
using GraphWriter = std::function<Result<std::string>(const GraphScene&, const PictureOptions&)>;

/// Draws a comparison of two or more sides and returns the bytes of the SVG or PNG file. Given by the
/// application, too.
using CompareWriter = std::function<Result<std::string>(const compare::Trend&, const PictureOptions&)>;

/// What the application adds to the commands; each may be empty.
struct PictureWriters {
    PictureWriter startup;
    GraphWriter graph;
    CompareWriter compare;
};

/// `rt0scope report`: to `out`, or to the file that the options name. Warnings and errors go to `err`.
/// Returns an ExitCode. A reader of `out` that went away (`| head`) is no error.
int runReport(const Options& options, std::ostream& out, std::ostream& err,
              const PictureWriter& pictureWriter);

/// `rt0scope blame`, as above.
int runBlame(const Options& options, std::ostream& out, std::ostream& err);

/// `rt0scope why`, as above.
int runWhy(const Options& options, std::ostream& out, std::ostream& err);

/// `rt0scope graph`, as above: to `out`, or to the file that the options name.
int runGraph(const Options& options, std::ostream& out, std::ostream& err, const GraphWriter& graphWriter);

/// `rt0scope inspect`, as above; for execution traces, profiles, programs and the program of a recording.
int runInspect(const Options& options, std::ostream& out, std::ostream& err);

/// `rt0scope record`: writes the recording, then its report to `out`. Ctrl-C ends it, and the program with
/// it.
int runRecord(const Options& options, std::ostream& out, std::ostream& err);

/// `rt0scope compare`: reads recordings or logs, or records the named programs in turns, and writes how they
/// differ to `out`, or to the file that the options name. Ctrl-C ends it, and the programs with it.
int runCompare(const Options& options, std::ostream& out, std::ostream& err,
               const CompareWriter& compareWriter);

/// `rt0scope optimize`: the table to `out`, or to the file that the options name. Ctrl-C ends it, and leaves
/// nothing behind.
int runOptimize(const Options& options, std::ostream& out, std::ostream& err);

/// Whichever of these the options name; kBadUsage for Command::Window.
int runCommand(const Options& options, std::ostream& out, std::ostream& err, const PictureWriters& writers);

} // namespace rt0::cli
