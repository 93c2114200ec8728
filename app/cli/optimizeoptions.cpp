#include "parsing.h"

#include <sstream>

namespace rt0::cli {
namespace {

constexpr const char* kFooter =
    R"(Variants are built by your own go command in a temporary folder: your tree and build cache stay as they
are. All builds are started in turns from fresh copies, with equal copies of the program beside them as a
control. Your own file of optimizations is read from ~/.config/rt0scope/optimizations.json.

Examples:
  rt0scope optimize ./cmd/server -- --port 8080
  rt0scope optimize ./cmd/server --until listen --runs 30 --variants strip,static,best
  rt0scope optimize --build-flag=-tags=netgo --format md -o start.md ./cmd/server
  rt0scope optimize /usr/bin/kubectl -- version --client
)";

const Choices<ReportFormat> kTableFormats{
    {"text", ReportFormat::Text}, {"md", ReportFormat::Markdown}, {"json", ReportFormat::Json}};

constexpr std::uint32_t kDefaultRuns = 15;
constexpr int kMaxBlankImports = 1000;

void addOptions(CLI::App& app, Options& options) {
    OptimizeArguments& own = options.optimize;
    app.add_option("--variants", own.variants,
                   "Which to measure: ids of the table, blank-import for all of those, best for the best set "
                   "of all, none (default: what applies)")
        ->type_name("ID,...")
        ->expected(1)
        ->take_all()
        ->allow_extra_args(false);
    addStartOptions(app, options.launch);
    app.add_option("--build-flag", own.buildFlags,
                   "A flag of go build that you build with, as one word: -tags=netgo, '-ldflags=-X a.b=c'")
        ->type_name("FLAG")
        ->expected(1)
        ->take_all()
        ->allow_extra_args(false);
    app.add_option("--build-cache", own.buildCache,
                   "Keep the build cache of variants in this folder (default: a temporary one)")
        ->type_name("DIR");
    app.add_option("--blank-imports", own.blankImports,
                   "Measure at most so many blank imports, the most promising first (default: 8)")
        ->type_name("N")
        ->check(between(0, kMaxBlankImports));
    app.add_option_function<std::vector<std::string>>(
           "--rebuilt",
           [&own](const std::vector<std::string>& pairs) {
               for (const std::string& pair : pairs)
                   own.rebuilt[pair.substr(0, pair.find('='))] = pair.substr(pair.find('=') + 1);
           },
           "A program that you rebuilt with a guided change, to be measured beside the others: "
           "lazy-init=./server2")
        ->type_name("ID=FILE")
        ->check(CLI::Validator(
            [](const std::string& pair) {
                const std::size_t equals = pair.find('=');
                return equals == std::string::npos || equals == 0 || equals + 1 == pair.size()
                           ? fmt::format("\"{}\" is not ID=FILE", pair)
                           : std::string();
            },
            ""))
        ->expected(1)
        ->take_all()
        ->allow_extra_args(false);
    app.add_option("--catalogue", own.catalogue,
                   "Optimizations to add to the built-in ones, or to put in their place")
        ->type_name("FILE");
}

/// "strip,static" as two.
std::vector<std::string> split(const std::vector<std::string>& lists) {
    std::vector<std::string> words;
    for (const std::string& list : lists) {
        std::istringstream parts(list);
        for (std::string word; std::getline(parts, word, ',');)
            if (!word.empty())
                words.push_back(word);
    }
    return words;
}

} // namespace

Parsed parseOptimize(const Arguments& arguments, Options options) {
    CLI::App app("Tells what would make a Go program start faster: builds variants of it, measures them, and "
                 "puts beside\neach what is claimed, what was predicted and what was measured here. Linux on "
                 "amd64.",
                 "rt0scope optimize [OPTIONS]");
    prepare(app, kFooter);
    options.launch.rounds = kDefaultRuns;
    const Arguments ours = takeCommand(arguments, options.launch.command);
    app.add_option("DIR|BINARY", options.files,
                   "Folder of a package main (default: this one), or a program without its source, of which "
                   "less can be tried")
        ->expected(0, 1)
        ->type_name("");
    app.add_option("ARGS", "Arguments of the program, behind --")->type_name("-- ARGS...");
    addOptions(app, options);
    const CLI::Option* format =
        addChoice(app, "--format", options.format, kTableFormats, "Default: by the name of -o, else text");
    app.add_flag("--json", options.json, "The same as --format json");
    app.add_option("-o,--output", options.output, "Where to write (default: the standard output)")
        ->type_name("FILE");
    if (auto exit = run(app, ours, "optimize"))
        return *exit;
    options.optimize.variants = split(options.optimize.variants);
    if (options.files.empty())
        options.files.emplace_back(".");
    if (format->count() == 0)
        options.format = formatOfName(options.output, kTableFormats).value_or(ReportFormat::Text);
    if (options.json)
        options.format = ReportFormat::Json;
    return options;
}

} // namespace rt0::cli
