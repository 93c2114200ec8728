#include "parsing.h"

#include <algorithm>
#include <array>
#include <charconv>

/// Options of the commands that start programs: record and compare.
namespace rt0::cli {
namespace {

constexpr int kMaxRuns = 100;
constexpr double kMaxDurationNs = 3600e9;

constexpr const char* kRecordFooter = R"(Examples:
  rt0scope record -- kubectl version --client
  rt0scope record --runs 20 -o before.rt0 -- ./server
  rt0scope record --until 'ready:listening on' --syscalls -- ./server --port 8080
  rt0scope record --until listen --live -- ./server
  rt0scope record --graph ~/src/server/cmd/server -- ./server
  rt0scope record --until listen --trace -- ./cmd/server --port 8080
)";

constexpr std::uint32_t kComparedRuns = 10; ///< packages need about ten to show any difference

constexpr const char* kCompareFooter =
    R"(A and B are all recordings or logs, or all programs built by Go. Programs are recorded in turns (A B A' A B A' ...),
each start from a fresh copy, and A' is an A/A control: copies equal to A. A side may begin with settings of its own
environment, in one argument.

Examples:
  rt0scope compare old.rt0 new.rt0
  rt0scope compare ./server-old ./server-new --runs 15 -- --port 8080
  rt0scope compare ./server-old ./server-new --until listen --keep recordings -o server.html
  rt0scope compare ./server 'LD_BIND_NOW=1 ./server' 'GODEBUG=inittrace=0 GOGC=off ./server'
  rt0scope compare 1.32.log 1.34.log 1.36.log --format md
  rt0scope compare old.rt0 new.rt0 --json | jq '.compare.against_first[0].packages[] | select(.presence == "added").import_path'
)";

const Choices<ReportFormat> kCompareFormats{{"text", ReportFormat::Text}, {"md", ReportFormat::Markdown},
                                            {"html", ReportFormat::Html}, {"json", ReportFormat::Json},
                                            {"svg", ReportFormat::Svg},   {"png", ReportFormat::Png}};

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

} // namespace

void addStartOptions(CLI::App& app, LaunchOptions& launch) {
    app.add_option(
           "--runs", launch.rounds,
           fmt::format("How often to measure (default: {}); a few other starts are added", launch.rounds))
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
}

Arguments takeCommand(const Arguments& arguments, std::vector<std::string>& command) {
    const auto separator = std::ranges::find(arguments, "--");
    if (separator != arguments.end())
        command.assign(separator + 1, arguments.end());
    return {arguments.begin(), separator};
}

Parsed parseRecord(const Arguments& arguments, Options options) {
    CLI::App app("Starts a Go program several times, unmodified, and measures each step from execve to "
                 "main.main\nand on until it is ready. Linux on amd64.",
                 "rt0scope record [OPTIONS] --");
    prepare(app, kRecordFooter);
    LaunchOptions& launch = options.launch;
    const Arguments ours = takeCommand(arguments, launch.command);
    Arguments unexpected;
    app.add_option("PROGRAM", unexpected, "The program and its arguments, behind --")->type_name("ARGS...");
    app.add_option("-o,--output", options.output,
                   "File to write (default: by the program's name, PROGRAM.rt0)")
        ->type_name("FILE.rt0");
    addStartOptions(app, launch);
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

Parsed parseCompare(const Arguments& arguments, Options options) {
    CLI::App app(
        "Compares the starts of two builds or more: medians, differences with their intervals, ~ where "
        "it may be\nchance, packages added, removed, moved and changed, and what of the builds explains it.",
        "rt0scope compare");
    prepare(app, kCompareFooter);
    options.launch.rounds = kComparedRuns;
    const Arguments ours = takeCommand(arguments, options.launch.command);
    app.add_option("A B", options.files,
                   "Recordings or logs, or programs to record; the first is the baseline")
        ->required()
        ->expected(2, kMaxFiles)
        ->type_name("");
    const CLI::Option* format =
        addChoice(app, "--format", options.format, kCompareFormats, "Default: by the name of -o, else text");
    app.add_flag("--json", options.json, "The same as --format json");
    app.add_option("-o,--output", options.output, "Where to write (default: the standard output)")
        ->type_name("FILE");
    app.add_option("--top", options.top, "Packages to list, 0 = all (default: 20)")
        ->type_name("N")
        ->check(between(0, kMaxCount));
    addStartOptions(app, options.launch);
    app.add_option("--keep", options.keep, "Folder to keep the recordings in, as NAME.rt0")->type_name("DIR");
    addPictureOptions(app, options.picture);
    if (auto exit = run(app, ours, "compare"))
        return *exit;
    const auto named = formatOfName(options.output == "-" ? std::string() : options.output, kCompareFormats);
    if (options.json)
        options.format = ReportFormat::Json;
    else if (format->count() == 0 && !named)
        return usageError(fmt::format("the name {} does not tell a format; add --format", options.output),
                          "compare");
    else if (format->count() == 0)
        options.format = *named;
    options.picture.format = options.format;
    if (options.format == ReportFormat::Svg || options.format == ReportFormat::Png)
        if (const std::string problem = pictureProblem(options); !problem.empty())
            return usageError(problem, "compare");
    return options;
}

} // namespace rt0::cli
