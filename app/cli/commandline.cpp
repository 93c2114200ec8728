#include "commandline.h"

#include "parsing.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <unistd.h>

namespace rt0::cli {
namespace {

constexpr const char* kWindowFooter = R"(Commands that need no display (rt0scope COMMAND --help tells more):
  record    start a program several times and measure it from execve on
  compare   two builds or more: what differs, how sure that is, and what explains it
  report    write what a file shows: text, JSON, SVG or PNG
  blame     list the packages by what their init costs
  why       why a package is linked, what goes away with it, why its init runs when it runs
  graph     write the import graph with costs: DOT, JSON, SVG or PNG
  optimize  build and measure what should make a program start faster
  inspect   tell in numbers what an execution trace, a profile or a binary holds

Examples:
  rt0scope                          open the window
  rt0scope kubectl.log              show the start-ups in a log
  rt0scope server.trace server.log  show an execution trace and the log of the same run together
  rt0scope record -- kubectl version --client
                                    record a start-up; rt0scope kubectl.rt0 opens it
  rt0scope kubectl.log deps.json    show a log with the import graph that go list -deps -json wrote
  rt0scope --compare old.rt0 new.rt0
                                    show two builds beside each other
  rt0scope ./report                 a file named like a command
  GODEBUG=inittrace=1,gctrace=1 kubectl version 2> kubectl.log
                                    make a log to open
)";

/// Options of QGuiApplication that take a value; it reads them from argv itself.
constexpr std::array<std::string_view, 12> kQtOptions{
    "-platform",        "-platformpluginpath", "-platformtheme", "-plugin",
    "-qwindowgeometry", "-qwindowicon",        "-qwindowtitle",  "-session",
    "-style",           "-stylesheet",         "-display",       "-geometry"};

Arguments withoutQtOptions(const Arguments& arguments) {
    Arguments kept;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        if (arguments[i] == "--") {
            kept.insert(kept.end(), arguments.begin() + static_cast<std::ptrdiff_t>(i), arguments.end());
            break;
        }
        if (std::find(kQtOptions.begin(), kQtOptions.end(), arguments[i]) != kQtOptions.end())
            ++i; // and its value
        else
            kept.push_back(arguments[i]);
    }
    return kept;
}

Parsed parseWindow(const Arguments& arguments, Options options) {
    CLI::App app("Shows why a Go program starts slowly.", "rt0scope");
    prepare(app, kWindowFooter);
    app.add_option("FILE", options.files, "Recordings, logs, execution traces and import graphs to open")
        ->type_name("");
    app.add_flag("--compare", options.sideBySide,
                 "Compare the start-ups of the files, the first with the last");
    app.set_version_flag("--version", std::string("rt0scope ") + RT0SCOPE_VERSION,
                         "Show the version and exit");
    if (auto exit = run(app, withoutQtOptions(arguments), {}))
        return *exit;
    if (options.sideBySide && options.files.size() < 2)
        return usageError("--compare needs at least two files", {});
    return options;
}

struct CommandName {
    std::string_view name;
    Command command;
    Parsed (*parse)(const Arguments&, Options);
};

constexpr std::array kCommands{CommandName{"report", Command::Report, parseReport},
                               CommandName{"blame", Command::Blame, parseBlame},
                               CommandName{"why", Command::Why, parseWhy},
                               CommandName{"graph", Command::Graph, parseGraph},
                               CommandName{"record", Command::Record, parseRecord},
                               CommandName{"inspect", Command::Inspect, parseInspect},
                               CommandName{"compare", Command::Compare, parseCompare},
                               CommandName{"optimize", Command::Optimize, parseOptimize}};

} // namespace

Parsed parse(int argc, const char* const* argv) {
    Arguments arguments;
    for (int i = 1; i < argc; ++i)
        arguments.emplace_back(argv[i]);
    Options options;
    options.showProgress = ::isatty(STDERR_FILENO) == 1;
    const std::string first = arguments.empty() ? std::string() : arguments.front();
    const auto named = std::ranges::find(kCommands, std::string_view(first), &CommandName::name);
    if (named == kCommands.end())
        return parseWindow(arguments, options);
    options.command = named->command;
    return named->parse(Arguments(arguments.begin() + 1, arguments.end()), options);
}

} // namespace rt0::cli
