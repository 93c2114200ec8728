#include "commandline.h"

#include <gmock/gmock.h>

namespace rt0::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::variant<Options, Exit> parsed(std::vector<const char*> arguments) {
    arguments.insert(arguments.begin(), "rt0scope");
    return parse(static_cast<int>(arguments.size()), arguments.data());
}

Options optionsOf(const std::vector<const char*>& arguments) {
    const auto result = parsed(arguments);
    if (const auto* exit = std::get_if<Exit>(&result)) {
        ADD_FAILURE() << exit->text;
        return {};
    }
    return std::get<Options>(result);
}

Exit exitOf(const std::vector<const char*>& arguments) {
    const auto result = parsed(arguments);
    if (const auto* exit = std::get_if<Exit>(&result))
        return *exit;
    ADD_FAILURE() << "was accepted";
    return {};
}

TEST(CommandLine, WithoutArgumentsTheWindowOpens) {
    EXPECT_EQ(optionsOf({}).command, Command::Window);
    EXPECT_THAT(optionsOf({}).files, IsEmpty());
}

TEST(CommandLine, FilesOpenInTheWindowEvenWhenNamedLikeACommand) {
    const Options options = optionsOf({"./report", "b.log", "blame"});
    EXPECT_EQ(options.command, Command::Window);
    EXPECT_THAT(options.files, ElementsAre("./report", "b.log", "blame"));
    EXPECT_THAT(optionsOf({"--", "-odd"}).files, ElementsAre("-odd"));
}

TEST(CommandLine, OptimizeTakesAListBeforeItsFolder) {
    const Options options = optionsOf({"optimize", "--variants", "strip,best", "--build-flag=-tags=a,b",
                                       "dir", "--variants", "pie", "--", "--port", "80"});
    EXPECT_EQ(options.command, Command::Optimize);
    EXPECT_EQ(options.optimize.variants, (std::vector<std::string>{"strip", "best", "pie"}));
    EXPECT_EQ(options.optimize.buildFlags, std::vector<std::string>{"-tags=a,b"});
    EXPECT_EQ(options.files, std::vector<std::string>{"dir"});
    EXPECT_EQ(options.launch.command, (std::vector<std::string>{"--port", "80"}));
    EXPECT_EQ(optionsOf({"optimize"}).files, std::vector<std::string>{"."});
}

TEST(CommandLine, QtsOwnOptionsAreLeftToQt) {
    EXPECT_THAT(optionsOf({"-platform", "offscreen", "a.log", "-style", "fusion"}).files,
                ElementsAre("a.log"));
}

TEST(CommandLine, AReportIsTextOnTheStandardOutputByDefault) {
    const Options options = optionsOf({"report", "a.log"});
    EXPECT_EQ(options.command, Command::Report);
    EXPECT_THAT(options.files, ElementsAre("a.log"));
    EXPECT_EQ(options.format, ReportFormat::Text);
    EXPECT_EQ(options.output, "");
    EXPECT_EQ(options.top, 20U);
    EXPECT_EQ(options.startup, 0U);
}

TEST(CommandLine, AReportTakesATraceAndItsLogTogether) {
    EXPECT_THAT(optionsOf({"report", "a.trace", "a.log"}).files, ElementsAre("a.trace", "a.log"));
}

TEST(CommandLine, TheNameOfTheOutputTellsTheFormatUnlessItIsGiven) {
    EXPECT_EQ(optionsOf({"report", "a", "-o", "x.json"}).format, ReportFormat::Json);
    EXPECT_EQ(optionsOf({"report", "a", "-o", "x.svg"}).format, ReportFormat::Svg);
    EXPECT_EQ(optionsOf({"report", "a", "-o", "x.md"}).format, ReportFormat::Text);
    EXPECT_EQ(optionsOf({"report", "a", "-o", "x.json", "--format", "text"}).format, ReportFormat::Text);
}

TEST(CommandLine, PictureOptionsAreRead) {
    const Options options = optionsOf({"report", "a", "--format=png", "-o", "x", "--scale", "2.5", "--theme",
                                       "dark", "--width", "800", "--startup", "2"});
    EXPECT_EQ(options.picture.format, ReportFormat::Png);
    EXPECT_EQ(options.picture.scale, 2.5);
    EXPECT_EQ(options.picture.theme, Theme::Dark);
    EXPECT_EQ(options.picture.width, 800);
    EXPECT_EQ(options.startup, 2U);
}

TEST(CommandLine, APictureNeedsAPlaceToGo) {
    EXPECT_EQ(exitOf({"report", "a", "--format", "svg"}).code, kBadUsage);
    EXPECT_THAT(exitOf({"report", "a", "--format", "png"}).text, HasSubstr("-o FILE"));
    EXPECT_EQ(optionsOf({"report", "a", "--format", "svg", "-o", "-"}).output, "-");
}

TEST(CommandLine, SizesOutOfProportionAreRefused) {
    for (const char* scale : {"0", "9", "nan", "-1", "x"})
        EXPECT_EQ(exitOf({"report", "a", "-o", "x.png", "--scale", scale}).code, kBadUsage) << scale;
    EXPECT_EQ(exitOf({"report", "a", "-o", "x.png", "--width", "16384", "--scale", "8"}).code, kBadUsage);
    EXPECT_EQ(exitOf({"report", "a", "-o", "x.png", "--width", "1"}).code, kBadUsage);
}

TEST(CommandLine, PictureOptionsOfATextAreAMistake) {
    EXPECT_THAT(exitOf({"report", "a", "--theme", "dark"}).text,
                HasSubstr("--theme is for --format svg and png"));
}

TEST(CommandLine, BlameIsRead) {
    const Options options = optionsOf({"blame", "-", "--by", "allocs", "--top", "0", "--json"});
    EXPECT_EQ(options.command, Command::Blame);
    EXPECT_THAT(options.files, ElementsAre("-"));
    EXPECT_EQ(options.by, BlameBy::Allocs);
    EXPECT_EQ(options.top, 0U);
    EXPECT_TRUE(options.json);
}

TEST(CommandLine, BlameByRetainedCostsAndItsGraphAreRead) {
    const Options options =
        optionsOf({"blame", "a.log", "--by", "retained-allocs", "--graph", "src", "--graph", "d.json"});
    EXPECT_TRUE(options.retained);
    EXPECT_EQ(options.by, BlameBy::Allocs);
    EXPECT_THAT(options.files, ElementsAre("a.log"));
    EXPECT_THAT(options.graphs, ElementsAre("src", "d.json"));
}

TEST(CommandLine, WhyTakesThePackageFirst) {
    const Options options = optionsOf({"why", "net/http", "a.log", "deps.json", "--before", "os", "--json"});
    EXPECT_EQ(options.command, Command::Why);
    EXPECT_EQ(options.package, "net/http");
    EXPECT_EQ(options.before, "os");
    EXPECT_TRUE(options.json);
    EXPECT_THAT(options.files, ElementsAre("a.log", "deps.json"));
    EXPECT_EQ(exitOf({"why", "net/http"}).code, kBadUsage);
}

TEST(CommandLine, GraphIsRead) {
    const Options options =
        optionsOf({"graph", "deps.json", "--show", "focus", "--package", "os", "--hops", "2"});
    EXPECT_EQ(options.command, Command::Graph);
    EXPECT_EQ(options.format, ReportFormat::Dot);
    EXPECT_EQ(options.scene.kind, SceneKind::Focus);
    EXPECT_EQ(options.scene.hops, 2U);
    EXPECT_EQ(optionsOf({"graph", "deps.json", "-o", "x.svg"}).picture.format, ReportFormat::Svg);
    EXPECT_EQ(optionsOf({"graph", "deps.json", "-o", "x.json"}).format, ReportFormat::Json);
    EXPECT_EQ(exitOf({"graph", "deps.json", "--show", "why"}).code, kBadUsage);
    EXPECT_EQ(exitOf({"graph", "deps.json", "--format", "svg"}).code, kBadUsage);
}

TEST(CommandLine, RecordTakesOneGraph) {
    EXPECT_THAT(optionsOf({"record", "--graph", "src", "--", "./a"}).graphs, ElementsAre("src"));
    EXPECT_EQ(exitOf({"record", "--graph", "a", "--graph", "b", "--", "./a"}).code, kBadUsage);
}

TEST(CommandLine, InspectIsRead) {
    const Options options = optionsOf({"inspect", "trace.out", "--json"});
    EXPECT_EQ(options.command, Command::Inspect);
    EXPECT_THAT(options.files, ElementsAre("trace.out"));
    EXPECT_TRUE(options.json);
    EXPECT_FALSE(optionsOf({"inspect", "-"}).json);
    EXPECT_EQ(exitOf({"inspect"}).code, kBadUsage);
    EXPECT_EQ(exitOf({"inspect", "a", "--top", "3"}).code, kBadUsage);
}

TEST(CommandLine, MistakesAreNamedAndPointToTheHelp) {
    EXPECT_THAT(exitOf({"blame", "a", "--by", "size"}).text,
                HasSubstr("\"size\" is none of time|bytes|allocs"));
    EXPECT_THAT(exitOf({"report"}).text, HasSubstr("Try: rt0scope report --help"));
    for (const auto& wrong :
         std::vector<std::vector<const char*>>{{"report"},
                                               {"blame"},
                                               {"report", "a", "--what"},
                                               {"report", "a", "--startup", "0"},
                                               {"report", "a", "--format", "pdf"},
                                               {"blame", "a", "--top", "-1"},
                                               {"blame", "a", "--top", "99999999999999999999"},
                                               {"--what"}})
        EXPECT_EQ(exitOf(wrong).code, kBadUsage) << wrong.back();
}

TEST(CommandLine, EveryHelpHasExamplesAndTheExitCodes) {
    for (const auto& help : std::vector<std::vector<const char*>>{{"--help"},
                                                                  {"-h"},
                                                                  {"report", "--help"},
                                                                  {"blame", "-h"},
                                                                  {"why", "-h"},
                                                                  {"graph", "-h"},
                                                                  {"inspect", "-h"}}) {
        EXPECT_EQ(exitOf(help).code, kOk);
        EXPECT_THAT(exitOf(help).text, HasSubstr("Examples:\n  rt0scope"));
        EXPECT_THAT(exitOf(help).text, HasSubstr("Exit codes:"));
    }
}

TEST(CommandLine, TheVersionIsOneLine) {
    EXPECT_EQ(exitOf({"--version"}).code, kOk);
    EXPECT_THAT(exitOf({"--version"}).text, testing::MatchesRegex("rt0scope [0-9.]+\n"));
}

TEST(CommandLine, TheOutputsNameTellsTheFormatInAnyCase) {
    EXPECT_EQ(optionsOf({"report", "a", "-o", "x.JSON"}).format, ReportFormat::Json);
    EXPECT_EQ(optionsOf({"report", "a", "-o", "x.txt"}).format, ReportFormat::Text);
    EXPECT_EQ(optionsOf({"report", "a", "-o", "-"}).format, ReportFormat::Text);
    EXPECT_EQ(exitOf({"report", "a", "-o", "x.pdf"}).code, kBadUsage);
}

TEST(CommandLine, RecordTakesTheProgramBehindTheDashes) {
    const Options options = optionsOf({"record", "--runs", "7", "-o", "a.rt0", "--syscalls", "--live", "--",
                                       "kubectl", "version", "--runs", "--help"});
    EXPECT_EQ(options.command, Command::Record);
    EXPECT_THAT(options.launch.command, ElementsAre("kubectl", "version", "--runs", "--help"));
    EXPECT_EQ(options.launch.rounds, 7U);
    EXPECT_EQ(options.launch.until, LaunchUntil::MainMain);
    EXPECT_EQ(options.output, "a.rt0");
    EXPECT_TRUE(options.launch.syscalls);
    EXPECT_TRUE(options.live);
}

TEST(CommandLine, RecordUntil) {
    const auto until = [](const char* text) {
        return optionsOf({"record", "--until", text, "--", "a"}).launch;
    };
    EXPECT_EQ(until("main.main").until, LaunchUntil::MainMain);
    EXPECT_EQ(until("listen").until, LaunchUntil::Listen);
    EXPECT_EQ(until("exit").until, LaunchUntil::Exit);
    EXPECT_EQ(until("ready:listening on .*:80").until, LaunchUntil::ReadyLine);
    EXPECT_EQ(until("ready:listening on .*:80").readyLine, "listening on .*:80");
    EXPECT_EQ(until("1.5s").until, LaunchUntil::Duration);
    EXPECT_EQ(until("1.5s").duration, std::chrono::milliseconds(1500));
    EXPECT_EQ(until("20ms").duration, std::chrono::milliseconds(20));
    for (const char* const wrong : {"", "ready:", "5", "-1s", "0s", "9999999h", "1e30s", "nan s", "main"})
        EXPECT_THAT(exitOf({"record", "--until", wrong, "--", "a"}).text, HasSubstr("none of main.main"));
}

TEST(CommandLine, RecordWithoutDashesOrProgramSaysWhatIsMissing) {
    EXPECT_THAT(exitOf({"record"}).text, HasSubstr("which program?"));
    EXPECT_THAT(exitOf({"record", "--"}).text, HasSubstr("which program?"));
    EXPECT_THAT(exitOf({"record", "kubectl", "version"}).text, HasSubstr("put -- before the program"));
    EXPECT_EQ(exitOf({"record", "--runs", "0", "--", "a"}).code, kBadUsage);
    EXPECT_EQ(exitOf({"record", "--help"}).code, kOk);
    EXPECT_TRUE(optionsOf({"record", "--trace", "--", "./cmd/server"}).trace);
}

} // namespace
} // namespace rt0::cli
