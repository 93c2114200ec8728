#include "parsing.h"

/// Options of the commands that read files: report, blame, why and inspect.
namespace rt0::cli {
namespace {

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
package, where rt0scope then runs go list itself. A program built by Go 1.20 or older holds one, too; from a newer
one it is inferred, and labelled so: "A depends on B" is true of 99.98 % or more of what it tells (kubectl,
prometheus and go, against go list), "A imports B" of 86 to 93 %; it finds 74 to 77 % of all imports. What would go
away with a package is not told then. A recording holds such a graph unless it was given a better one.

Examples:
  rt0scope why net/http kubectl.log --graph ~/src/kubectl/cmd/kubectl
  rt0scope why net/http kubectl.log deps.json
  rt0scope why net/http kubectl.log /usr/bin/kubectl
  rt0scope why yaml.v2 --before net/http kubectl.rt0 deps.json
  rt0scope why k8s.io/client-go/rest deps.json --json | jq '.chains[0]'
)";

constexpr const char* kInspectFooter = R"(Examples:
  rt0scope inspect trace.out
  rt0scope inspect trace.out --json | jq .exectrace.goroutines.by_entry
  go tool trace -d=parsed trace.out | rt0scope inspect -
  rt0scope inspect cpu.pb.gz
  rt0scope inspect /usr/bin/kubectl
  rt0scope inspect /usr/bin/kubectl --json | jq '.binary.init_tasks.list[].package'
)";

struct Ranking {
    BlameBy by = BlameBy::Time;
    bool retained = false;
};
const Choices<Ranking> kBlameBy{
    {"time", {BlameBy::Time, false}},           {"bytes", {BlameBy::Bytes, false}},
    {"allocs", {BlameBy::Allocs, false}},       {"retained", {BlameBy::Time, true}},
    {"retained-bytes", {BlameBy::Bytes, true}}, {"retained-allocs", {BlameBy::Allocs, true}}};

} // namespace

Parsed parseReport(const Arguments& arguments, Options options) {
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
    const std::vector<CLI::Option*> pictureOnly = addPictureOptions(app, picture);
    if (auto exit = run(app, arguments, "report"))
        return *exit;
    if (format->count() == 0) {
        const auto named = formatOfName(options.output == "-" ? std::string() : options.output, kFormats);
        if (!named)
            return usageError(fmt::format("the name {} does not tell a format; add --format", options.output),
                              "report");
        options.format = *named;
    }
    picture.format = options.format;
    if (options.format == ReportFormat::Svg || options.format == ReportFormat::Png) {
        const std::string problem = pictureProblem(options);
        return problem.empty() ? Parsed(options) : usageError(problem, "report");
    }
    for (const CLI::Option* option : pictureOnly)
        if (option->count() > 0)
            return usageError(option->get_name() + " is for --format svg and png only", "report");
    return options;
}

Parsed parseBlame(const Arguments& arguments, Options options) {
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

Parsed parseWhy(const Arguments& arguments, Options options) {
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

Parsed parseInspect(const Arguments& arguments, Options options) {
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
    app.add_flag("--uses", options.uses,
                 "With --json of a program: also which package uses which, which takes longer")
        ->needs(json);
    app.add_flag("--raw", options.raw, "All of a pprof profile as text, as go tool pprof -raw")
        ->excludes(json);
    if (auto exit = run(app, arguments, "inspect"))
        return *exit;
    return options;
}

} // namespace rt0::cli
