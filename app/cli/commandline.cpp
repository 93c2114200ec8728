#include "commandline.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <filesystem>
#include <fmt/format.h>
#include <string_view>
#include <unistd.h>
#include <utility>

namespace rt0::cli {
namespace {

using Arguments = std::vector<std::string>;

constexpr int kMaxCount = 1'000'000'000;
constexpr int kMaxFiles = 1000;
constexpr int kMaxRuns = 100;
constexpr double kMaxDurationNs = 3600e9;
constexpr int kMaxHops = 100;
constexpr int kMinWidth = 800;
constexpr int kMaxSide = 16384;
constexpr double kMinScale = 0.1;
constexpr double kMaxScale = 8;

constexpr const char* kExitCodes = R"(
Exit codes: 0 ok, 1 a budget or check failed, 2 bad usage, 3 input unreadable,
            4 the measured program failed, 5 the result could not be written)";

constexpr const char* kRecordFooter = R"(Examples:
  rt0scope record -- kubectl version --client
  rt0scope record --runs 20 -o before.rt0 -- ./server
  rt0scope record --until 'ready:listening on' --syscalls -- ./server --port 8080
  rt0scope record --until listen --live -- ./server
  rt0scope record --graph ~/src/server/cmd/server -- ./server
  rt0scope record --until listen --trace -- ./cmd/server --port 8080
)";

constexpr const char* kWindowFooter = R"(Commands that need no display (rt0scope COMMAND --help tells more):
  record    start a program several times and measure it from execve on
  report    write what a file shows: text, JSON, SVG or PNG
  blame     list the packages by what their init costs
  why       why a package is linked, what goes away with it, why its init runs when it runs
  graph     write the import graph with costs: DOT, JSON, SVG or PNG
  inspect   tell in numbers what an execution trace, a profile or a binary holds

Examples:
  rt0scope                          open the window
  rt0scope kubectl.log              show the start-ups in a log
  rt0scope server.trace server.log  show an execution trace and the log of the same run together
  rt0scope record -- kubectl version --client
                                    record a start-up; rt0scope kubectl.rt0 opens it
  rt0scope kubectl.log deps.json    show a log with the import graph that go list -deps -json wrote
  rt0scope ./report                 a file named like a command
  GODEBUG=inittrace=1,gctrace=1 kubectl version 2> kubectl.log
                                    make a log to open
)";

constexpr const char* kReportFooter = R"(Examples:
  rt0scope report kubectl.log
  rt0scope report kubectl.log --format json -o kubectl.json
  rt0scope report server.trace server.log
  rt0scope report kubectl.log -o timeline.svg
  rt0scope report kubectl.log -o timeline.png --scale 2 --theme dark
  GODEBUG=inittrace=1 kubectl version 2>&1 >/dev/null | rt0scope report -
)";

constexpr const char* kBlameFooter = R"(Examples:
  rt0scope blame kubectl.log
  rt0scope blame kubectl.log --by allocs --top 10
  rt0scope blame kubectl.log --top 0 --json | jq '.packages[0]'
  rt0scope blame kubectl.log --by retained --graph ~/src/kubectl/cmd/kubectl
)";

constexpr const char* kWhyFooter =
    R"(An import graph is what go list -deps -json prints where the program is built, or the directory of its main
package, where rt0scope then runs go list itself; a program built by Go 1.20 or older holds one, too.

Examples:
  rt0scope why net/http kubectl.log --graph ~/src/kubectl/cmd/kubectl
  rt0scope why net/http kubectl.log deps.json
  rt0scope why yaml.v2 --before net/http kubectl.rt0 deps.json
  rt0scope why k8s.io/client-go/rest deps.json --json | jq '.chains[0]'
)";

constexpr const char* kGraphFooter = R"(What --show takes:
  dominators  who is linked only because of whom, pruned by cost (default)
  costliest   the packages that cost most, the ways between them contracted
  modules     the modules that cost most
  inside      the packages of one module: the one that holds --package
  focus       --package with what it imports and what imports it
  why         the shortest chains from the program to --package
  all         everything

Examples:
  rt0scope graph kubectl.log deps.json | dot -Tsvg > kubectl.svg
  rt0scope graph kubectl.log --graph ~/src/kubectl/cmd/kubectl --show modules -o kubectl.svg
  rt0scope graph kubectl.log deps.json --show why --package net/http -o why.png
  rt0scope graph kubectl.log deps.json --format json | jq '.modules[] | [.path, .retained.duration_ns.hi]'
)";

constexpr const char* kInspectFooter = R"(Examples:
  rt0scope inspect trace.out
  rt0scope inspect trace.out --json | jq .exectrace.goroutines.by_entry
  rt0scope inspect cpu.pb.gz
  rt0scope inspect /usr/bin/kubectl
  rt0scope inspect /usr/bin/kubectl --json | jq '.binary.init_tasks.list[].package'
)";

template <typename T>
using Choices = std::vector<std::pair<std::string, T>>;

const Choices<ReportFormat> kFormats{{"text", ReportFormat::Text},
                                     {"json", ReportFormat::Json},
                                     {"svg", ReportFormat::Svg},
                                     {"png", ReportFormat::Png}};
const Choices<Theme> kThemes{{"light", Theme::Light}, {"dark", Theme::Dark}};
const Choices<ReportFormat> kGraphFormats{{"dot", ReportFormat::Dot},
                                          {"json", ReportFormat::Json},
                                          {"svg", ReportFormat::Svg},
                                          {"png", ReportFormat::Png}};
const Choices<BlameBy> kCosts{
    {"time", BlameBy::Time}, {"bytes", BlameBy::Bytes}, {"allocs", BlameBy::Allocs}};

struct Ranking {
    BlameBy by = BlameBy::Time;
    bool retained = false;
};
const Choices<Ranking> kBlameBy{
    {"time", {BlameBy::Time, false}},           {"bytes", {BlameBy::Bytes, false}},
    {"allocs", {BlameBy::Allocs, false}},       {"retained", {BlameBy::Time, true}},
    {"retained-bytes", {BlameBy::Bytes, true}}, {"retained-allocs", {BlameBy::Allocs, true}}};
const Choices<SceneKind> kScenes{{"dominators", SceneKind::Dominators}, {"costliest", SceneKind::Costliest},
                                 {"modules", SceneKind::Modules},       {"inside", SceneKind::Inside},
                                 {"focus", SceneKind::Focus},           {"why", SceneKind::Why},
                                 {"all", SceneKind::Everything}};

/// Options of QGuiApplication that take a value; it reads them from argv itself.
constexpr std::array<std::string_view, 12> kQtOptions{
    "-platform",        "-platformpluginpath", "-platformtheme", "-plugin",
    "-qwindowgeometry", "-qwindowicon",        "-qwindowtitle",  "-session",
    "-style",           "-stylesheet",         "-display",       "-geometry"};

Exit usageError(const std::string& message, std::string_view command) {
    return {kBadUsage, fmt::format("rt0scope: {}\nTry: rt0scope{}{} --help\n", message,
                                   command.empty() ? "" : " ", command)};
}

template <typename T>
std::optional<T> choiceOf(const Choices<T>& choices, const std::string& text) {
    for (const auto& [name, value] : choices)
        if (name == text)
            return value;
    return std::nullopt;
}

/// The values of an enumeration as `a|b` in the help; any other one is refused with that list.
template <typename T>
CLI::Option* addChoice(CLI::App& app, const std::string& name, T& value, const Choices<T>& choices,
                       const std::string& help) {
    std::string list;
    for (const auto& [text, unused] : choices)
        list += (list.empty() ? "" : "|") + text;
    const auto assign = [&value, &choices](const std::string& text) {
        value = choiceOf(choices, text).value_or(value);
    };
    const auto check = [&choices, list](const std::string& text) {
        return choiceOf(choices, text) ? std::string() : fmt::format("\"{}\" is none of {}", text, list);
    };
    return app.add_option_function<std::string>(name, assign, help)
        ->type_name(list)
        ->check(CLI::Validator(check, ""));
}

/// CLI::Range without its unreadable help text. CLI11 reads "-1" as a huge unsigned number unless it is
/// checked.
CLI::Validator between(int first, int last) {
    const auto check = [first, last](const std::string& text) {
        int value = 0;
        const bool isNumber = CLI::detail::lexical_cast(text, value);
        return isNumber && first <= value && value <= last
                   ? std::string()
                   : fmt::format("\"{}\" is no whole number from {} to {}", text, first, last);
    };
    return {check, ""};
}

void addGraph(CLI::App& app, Options& options) {
    app.add_option("--graph", options.graphs,
                   "Import graph: output of go list -deps -json, or the directory of the main package")
        ->type_name("FILE|DIR")
        ->expected(1)
        ->take_all();
}

void addCommon(CLI::App& app, Options& options, const char* what) {
    app.add_option("FILE", options.files, what)->required()->expected(1, kMaxFiles)->type_name("");
    addGraph(app, options);
    app.add_option("--startup", options.startup, "Which start-up of the file, from 1 (default: most inits)")
        ->type_name("N")
        ->check(between(1, kMaxCount));
    app.add_option("--top", options.top, "Rows to list, 0 = all (default: 20)")
        ->type_name("N")
        ->check(between(0, kMaxCount));
}

void prepare(CLI::App& app, std::string_view footer) {
    app.set_help_flag("-h,--help", "Show this help and exit");
    app.footer(std::string(footer) + kExitCodes);
    app.get_formatter()->column_width(30);
    app.get_formatter()->label("REQUIRED", "");
}

/// Runs CLI11; what it has to say when nothing is left to do.
std::optional<Exit> run(CLI::App& app, Arguments arguments, std::string_view command) {
    std::reverse(arguments.begin(), arguments.end()); // CLI11 takes them from the back
    try {
        app.parse(std::move(arguments));
    } catch (const CLI::CallForHelp&) {
        return Exit{kOk, app.help()};
    } catch (const CLI::CallForVersion& version) {
        return Exit{kOk, std::string(version.what()) + "\n"};
    } catch (const CLI::ParseError& error) {
        return usageError(error.what(), command);
    }
    return std::nullopt;
}

/// The format that the output's name ends in; nothing for an ending that belongs to some other kind of file.
std::optional<ReportFormat> formatOfName(const std::string& output) {
    std::string ending = std::filesystem::path(output).extension().string();
    std::transform(ending.begin(), ending.end(), ending.begin(),
                   [](unsigned char c) { return std::tolower(c); });
    constexpr std::array text{"", ".txt", ".text", ".log", ".md"};
    if (std::find(text.begin(), text.end(), ending) != text.end())
        return ReportFormat::Text;
    return choiceOf(kFormats, ending.substr(1));
}

/// What is wrong with the picture's options; empty when nothing is.
std::string pictureProblem(const Options& options) {
    const PictureOptions& picture = options.picture;
    if (options.output.empty())
        return "a picture needs -o FILE (-o - is the standard output)";
    if (!(picture.scale >= kMinScale && picture.scale <= kMaxScale)) // also refuses "nan"
        return fmt::format("--scale must be between {} and {}", kMinScale, kMaxScale);
    if (picture.format == ReportFormat::Png && picture.width * picture.scale > kMaxSide)
        return fmt::format("the picture would be wider than {} pixels; choose a smaller --width or --scale",
                           kMaxSide);
    return {};
}

std::variant<Options, Exit> parseReport(const Arguments& arguments, Options options) {
    CLI::App app("Writes what a file shows about the start-up of a Go program.", "rt0scope report");
    prepare(app, kReportFooter);
    addCommon(app, options,
              "Log, execution trace or recording to read, or a log with a trace or an import graph of the "
              "same run; - is the standard input");
    const CLI::Option* format =
        addChoice(app, "--format", options.format, kFormats, "Default: by the name of -o, else text");
    app.add_option("-o,--output", options.output, "Where to write (default: the standard output)")
        ->type_name("FILE");
    PictureOptions& picture = options.picture;
    const std::vector<CLI::Option*> pictureOnly{
        app.add_option("--width", picture.width,
                       "Width of a picture, 800–16384 px (default: 1600); the height follows")
            ->type_name("N")
            ->check(between(kMinWidth, kMaxSide)),
        app.add_option("--scale", picture.scale, "Pixels per px of a PNG, 0.1–8 (default: 1)")
            ->type_name("X"),
        addChoice(app, "--theme", picture.theme, kThemes, "Colours of a picture (default: light)")};
    if (auto exit = run(app, arguments, "report"))
        return *exit;
    if (format->count() == 0) {
        const auto named = formatOfName(options.output == "-" ? std::string() : options.output);
        if (!named)
            return usageError(fmt::format("the name {} does not tell a format; add --format", options.output),
                              "report");
        options.format = *named;
    }
    picture.format = options.format;
    if (options.format == ReportFormat::Svg || options.format == ReportFormat::Png) {
        const std::string problem = pictureProblem(options);
        return problem.empty() ? std::variant<Options, Exit>(options) : usageError(problem, "report");
    }
    for (const CLI::Option* option : pictureOnly)
        if (option->count() > 0)
            return usageError(option->get_name() + " is for --format svg and png only", "report");
    return options;
}

std::variant<Options, Exit> parseBlame(const Arguments& arguments, Options options) {
    CLI::App app("Lists the packages of a Go program by what their init costs.", "rt0scope blame");
    prepare(app, kBlameFooter);
    addCommon(app, options, "Log or recording to read, and its import graph; - is the standard input");
    Ranking ranking;
    addChoice(app, "--by", ranking, kBlameBy,
              "What to rank by (default: time); retained: with all that only the package brings in");
    app.add_flag("--json", options.json, "Stable, versioned JSON instead of a table");
    if (auto exit = run(app, arguments, "blame"))
        return *exit;
    options.by = ranking.by;
    options.retained = ranking.retained;
    return options;
}

constexpr const char* kGraphInputs =
    "Import graph and, for costs, the log or recording of the program's start; - is the standard input";

std::variant<Options, Exit> parseWhy(const Arguments& arguments, Options options) {
    CLI::App app("Tells why a package is linked, what would go away with it, and why its init runs when it "
                 "runs.",
                 "rt0scope why");
    prepare(app, kWhyFooter);
    app.add_option("PACKAGE", options.package, "Import path, or the last elements of it")
        ->required()
        ->type_name("");
    addCommon(app, options, kGraphInputs);
    app.add_option("--before", options.before, "Tell why PACKAGE runs before or after this package")
        ->type_name("PACKAGE");
    app.add_flag("--json", options.json, "Stable, versioned JSON instead of text");
    if (auto exit = run(app, arguments, "why"))
        return *exit;
    return options;
}

bool needsPackage(SceneKind kind) {
    return kind == SceneKind::Focus || kind == SceneKind::Why || kind == SceneKind::Inside;
}

std::variant<Options, Exit> parseGraph(const Arguments& arguments, Options options) {
    CLI::App app("Writes the import graph of a program with what its package inits cost.", "rt0scope graph");
    prepare(app, kGraphFooter);
    app.add_option("FILE", options.files, kGraphInputs)->required()->expected(1, kMaxFiles)->type_name("");
    addGraph(app, options);
    app.add_option("--startup", options.startup, "Which start-up of the file, from 1 (default: most inits)")
        ->type_name("N")
        ->check(between(1, kMaxCount));
    options.format = ReportFormat::Dot;
    const CLI::Option* format =
        addChoice(app, "--format", options.format, kGraphFormats, "Default: by the name of -o, else dot");
    app.add_option("-o,--output", options.output, "Where to write (default: the standard output)")
        ->type_name("FILE");
    addChoice(app, "--show", options.scene.kind, kScenes, "What to show, see below; JSON holds everything");
    app.add_option("--package", options.package, "Which package, for --show inside, focus and why")
        ->type_name("PACKAGE");
    addChoice(app, "--by", options.scene.by, kCosts, "Which cost (default: time)");
    app.add_option("--top", options.scene.room, "How many packages to show, about (default: 24)")
        ->type_name("N")
        ->check(between(1, kMaxCount));
    app.add_option("--hops", options.scene.hops, "How far around --package, for --show focus (default: 1)")
        ->type_name("N")
        ->check(between(0, kMaxHops));
    app.add_option("--scale", options.picture.scale, "Pixels per px of a PNG, 0.1–8 (default: 1)")
        ->type_name("X");
    addChoice(app, "--theme", options.picture.theme, kThemes, "Colours of a picture (default: light)");
    if (auto exit = run(app, arguments, "graph"))
        return *exit;
    const std::string ending = std::filesystem::path(options.output).extension().string();
    if (format->count() == 0 && ending.size() > 1)
        options.format = choiceOf(kGraphFormats, ending.substr(1)).value_or(ReportFormat::Dot);
    options.picture.format = options.format;
    if (options.format == ReportFormat::Svg || options.format == ReportFormat::Png)
        if (const std::string problem = pictureProblem(options); !problem.empty())
            return usageError(problem, "graph");
    if (needsPackage(options.scene.kind) && options.package.empty() && options.format != ReportFormat::Json)
        return usageError("this --show needs --package", "graph");
    return options;
}

std::variant<Options, Exit> parseInspect(const Arguments& arguments, Options options) {
    CLI::App app(
        "Tells in numbers what a Go execution trace, a pprof profile or a program built by Go holds: "
        "build info,\nlinking, relocations, sizes, types, init tasks in order. The program is not run.",
        "rt0scope inspect");
    prepare(app, kInspectFooter);
    app.add_option("FILE", options.files,
                   "Trace, profile, ELF binary or recording to read; - is the standard input")
        ->required()
        ->expected(1)
        ->type_name("");
    auto* json = app.add_flag("--json", options.json, "Stable, versioned JSON instead of tables");
    app.add_flag("--raw", options.raw, "All of a pprof profile as text, as go tool pprof -raw")
        ->excludes(json);
    if (auto exit = run(app, arguments, "inspect"))
        return *exit;
    return options;
}

/// "500ms", "2s", "1.5min".
std::optional<Nanoseconds> durationOf(const std::string& text) {
    constexpr std::array<std::pair<std::string_view, double>, 6> units{
        {{"ns", 1}, {"us", 1e3}, {"ms", 1e6}, {"s", 1e9}, {"min", 6e10}, {"m", 6e10}}};
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
    for (const auto& [name, factor] : units)
        if (error == std::errc{} && unit == name && value > 0 && value * factor <= kMaxDurationNs)
            return Nanoseconds(static_cast<std::int64_t>(value * factor));
    return std::nullopt;
}

/// What is wrong with it; empty when nothing is.
std::string setUntil(LaunchOptions& launch, const std::string& text) {
    constexpr std::string_view ready = "ready:";
    if (text == "main.main") {
        launch.until = LaunchUntil::MainMain;
    } else if (text == "listen") {
        launch.until = LaunchUntil::Listen;
    } else if (text == "exit") {
        launch.until = LaunchUntil::Exit;
    } else if (text.starts_with(ready) && text.size() > ready.size()) {
        launch.until = LaunchUntil::ReadyLine;
        launch.readyLine = text.substr(ready.size());
    } else if (const auto duration = durationOf(text)) {
        launch.until = LaunchUntil::Duration;
        launch.duration = *duration;
    } else {
        return fmt::format(
            "\"{}\" is none of main.main, ready:REGEX, listen, exit, or a time like 500ms or 2s", text);
    }
    return {};
}

std::variant<Options, Exit> parseRecord(const Arguments& arguments, Options options) {
    CLI::App app("Starts a Go program several times, unmodified, and measures each step from execve to "
                 "main.main\nand on until it is ready. Linux on amd64.",
                 "rt0scope record [OPTIONS] --");
    prepare(app, kRecordFooter);
    LaunchOptions& launch = options.launch;
    // What follows "--" is the program's own, whatever it looks like.
    const auto separator = std::ranges::find(arguments, "--");
    const Arguments ours(arguments.begin(), separator);
    if (separator != arguments.end())
        launch.command.assign(separator + 1, arguments.end());
    Arguments unexpected;
    app.add_option("PROGRAM", unexpected, "The program and its arguments, behind --")->type_name("ARGS...");
    app.add_option("-o,--output", options.output,
                   "File to write (default: by the program's name, PROGRAM.rt0)")
        ->type_name("FILE.rt0");
    app.add_option("--runs", launch.rounds, "How often to measure (default: 5); a few other starts are added")
        ->type_name("N")
        ->check(between(1, kMaxRuns));
    app.add_option_function<std::string>(
           "--until", [&launch](const std::string& text) { setUntil(launch, text); },
           "When it counts as started: main.main (default), a line of its output, a listening socket, its "
           "end, "
           "or a time")
        ->type_name("main.main|ready:REGEX|listen|exit|TIME")
        ->check(CLI::Validator(
            [](const std::string& text) {
                LaunchOptions scratch;
                return setUntil(scratch, text);
            },
            ""));
    app.add_flag("--syscalls", launch.syscalls, "One run more slowly, which notes each system call");
    app.add_flag("--breakpoints", launch.breakpointsOnly,
                 "Stop at breakpoints instead of jumping into probe code: slower, and chosen by itself where "
                 "the other cannot be");
    addGraph(app, options);
    app.add_flag("--trace", options.trace,
                 "PROGRAM is the folder of a main package: build it, and once more with an execution trace "
                 "that begins as early as can be");
    app.add_flag("--live", options.live,
                 "Tell all the time which step or package init runs, and for how long");
    if (auto exit = run(app, ours, "record"))
        return *exit;
    if (options.graphs.size() > 1)
        return usageError("a recording holds one import graph: give --graph once", "record");
    if (!unexpected.empty() || launch.command.empty())
        return usageError(unexpected.empty()
                              ? "which program? Name it behind --"
                              : fmt::format("put -- before the program: record -- {}", unexpected.front()),
                          "record");
    return options;
}

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

std::variant<Options, Exit> parseWindow(const Arguments& arguments, Options options) {
    CLI::App app("Shows why a Go program starts slowly.", "rt0scope");
    prepare(app, kWindowFooter);
    app.add_option("FILE", options.files, "Recordings, logs, execution traces and import graphs to open")
        ->type_name("");
    app.set_version_flag("--version", std::string("rt0scope ") + RT0SCOPE_VERSION,
                         "Show the version and exit");
    if (auto exit = run(app, withoutQtOptions(arguments), {}))
        return *exit;
    return options;
}

} // namespace

std::variant<Options, Exit> parse(int argc, const char* const* argv) {
    Arguments arguments;
    for (int i = 1; i < argc; ++i)
        arguments.emplace_back(argv[i]);
    Options options;
    options.showProgress = ::isatty(STDERR_FILENO) == 1;
    const std::string command = arguments.empty() ? std::string() : arguments.front();
    const Arguments rest(arguments.begin() + (arguments.empty() ? 0 : 1), arguments.end());
    if (command == "report") {
        options.command = Command::Report;
        return parseReport(rest, options);
    }
    if (command == "blame") {
        options.command = Command::Blame;
        return parseBlame(rest, options);
    }
    if (command == "why") {
        options.command = Command::Why;
        return parseWhy(rest, options);
    }
    if (command == "graph") {
        options.command = Command::Graph;
        return parseGraph(rest, options);
    }
    if (command == "record") {
        options.command = Command::Record;
        return parseRecord(rest, options);
    }
    if (command == "inspect") {
        options.command = Command::Inspect;
        return parseInspect(rest, options);
    }
    return parseWindow(arguments, options);
}

} // namespace rt0::cli
