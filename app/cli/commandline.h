#pragma once

#include "analysis/blame.h"
#include "analysis/graphscene/scenebuilder.h"
#include "capture/recordlaunch.h"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

/// What the user asked for on the command line. Knows CLI11, but neither Qt nor any file.
namespace rt0::cli {

enum ExitCode : int {
    kOk = 0,
    kCheckFailed = 1, ///< a budget or check failed
    kBadUsage = 2,
    kUnreadable = 3,    ///< the input could not be read
    kProgramFailed = 4, ///< the measured program failed
    kOutputFailed = 5,  ///< the result could not be written
    kInterrupted = 130, ///< by Ctrl-C or SIGTERM, as shells say it
};

enum class Command { Window, Report, Blame, Inspect, Record, Why, Graph, Compare, Optimize };
enum class ReportFormat { Text, Json, Svg, Png, Dot, Markdown, Html };
enum class Theme { Light, Dark };

/// For `report` and `graph --format svg|png`. A PNG has width × scale pixels a line.
struct PictureOptions {
    ReportFormat format = ReportFormat::Svg; ///< Svg or Png
    int width = 1600;                        ///< 800–16384; the height follows from what is shown
    double scale = 1;                        ///< 0.1–8
    Theme theme = Theme::Light;
};

/// Of `optimize`; the target is Options::files, its arguments are the launch's command.
struct OptimizeArguments {
    std::vector<std::string> variants;
    std::vector<std::string> buildFlags;
    std::string buildCache;
    std::string catalogue;
    std::map<std::string, std::string> rebuilt; ///< program by the id of a guided change
    std::size_t blankImports = 8;
};

struct Options {
    Command command = Command::Window;
    std::vector<std::string>
        files;               ///< report: at least one; compare: two; others: one; "-" is standard input
    std::size_t startup = 0; ///< 1-based as on the command line; 0 = the one with most inits
    std::size_t top = 20;    ///< rows to list, 0 = all
    ReportFormat format = ReportFormat::Text;
    std::string output; ///< of report; empty or "-" = the standard output
    PictureOptions picture;
    BlameBy by = BlameBy::Time;
    bool retained = false;           ///< of blame: with all that only the package brings in
    bool json = false;               ///< of blame, inspect and why
    bool uses = false;               ///< of inspect: which package of a program uses which
    bool raw = false;                ///< of inspect: all of a pprof profile as text
    std::vector<std::string> graphs; ///< import graphs: files, programs, directories
    std::string package;             ///< of why, and of graph with --show focus, why or inside
    std::string before;              ///< of why
    SceneOptions scene;              ///< of graph; its `package` is not yet known
    LaunchOptions launch;    ///< of record, where an empty `output` is yet to be named, and of compare
    std::string keep;        ///< of compare: folder for the recordings; empty: they are not kept
    bool live = false;       ///< of record: tell all the time what runs now
    bool trace = false;      ///< of record: the program is a package, to be built with a trace
    bool sideBySide = false; ///< of the window: compare the files' start-ups with each other
    OptimizeArguments optimize;
    bool showProgress = false; ///< the standard error is a terminal
};

/// Nothing left to run: help, version or a usage error.
struct Exit {
    int code = kOk;
    std::string text; ///< for stdout when code is kOk, else for stderr; ends with a line break
};

/// `record`, `report`, `blame`, `why`, `graph`, `inspect`, `compare` and `optimize` as first argument are
/// commands; anything else opens the window with the named files (`rt0scope ./report` opens a file of that
/// name). Arguments of Qt itself (-platform, -style, …) are skipped.
std::variant<Options, Exit> parse(int argc, const char* const* argv);

} // namespace rt0::cli
