#include "parsing.h"

#include <filesystem>

/// Options of `graph`.
namespace rt0::cli {
namespace {

constexpr int kMaxHops = 100;

constexpr const char* kGraphFooter = R"(What --show takes:
  dominators  who is linked only because of whom, pruned by cost (default; costliest of a graph that was
              inferred from a binary, which does not tell it)
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

const Choices<ReportFormat> kGraphFormats{{"dot", ReportFormat::Dot},
                                          {"json", ReportFormat::Json},
                                          {"svg", ReportFormat::Svg},
                                          {"png", ReportFormat::Png}};
const Choices<BlameBy> kCosts{
    {"time", BlameBy::Time}, {"bytes", BlameBy::Bytes}, {"allocs", BlameBy::Allocs}};
const Choices<SceneKind> kScenes{{"dominators", SceneKind::Dominators}, {"costliest", SceneKind::Costliest},
                                 {"modules", SceneKind::Modules},       {"inside", SceneKind::Inside},
                                 {"focus", SceneKind::Focus},           {"why", SceneKind::Why},
                                 {"all", SceneKind::Everything}};

bool needsPackage(SceneKind kind) {
    return kind == SceneKind::Focus || kind == SceneKind::Why || kind == SceneKind::Inside;
}

} // namespace

Parsed parseGraph(const Arguments& arguments, Options options) {
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

} // namespace rt0::cli
