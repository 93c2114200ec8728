#include "ingest/golist/golist.h"

#include "base/inputfile.h"
#include "ingest/golist/jsonfeed.h"

#include <gmock/gmock.h>

namespace rt0::golist {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// Three packages as go list prints them, with what is not needed; the last imports what is not listed.
constexpr std::string_view kThree = R"({
	"Dir": "/usr/lib/go/src/a",
	"ImportPath": "a",
	"Name": "a",
	"Doc": "Package a says \"}{\" and \\",
	"Standard": true,
	"GoFiles": [
		"a.go",
		"b]}.go"
	]
}
{
	"Dir": "/home/x/vendor/example.com/lib",
	"ImportPath": "example.com/lib",
	"Name": "lib",
	"Module": {
		"Path": "example.com/lib",
		"Version": "v1.2.0",
		"Time": "2024-01-02T03:04:05Z",
		"Replace": {
			"Path": "../lib",
			"Version": ""
		}
	},
	"CgoFiles": ["x.go"],
	"Imports": ["C", "a", "golang.org/x/text"],
	"ImportMap": {"golang.org/x/text": "vendor/golang.org/x/text"},
	"Deps": [["a"], {"b": 1}]
}
{
	"ImportPath": "example.com/cmd",
	"Name": "main",
	"Module": {"Path": "example.com/cmd", "Main": true},
	"Imports": ["example.com/lib", "missing"],
	"Error": {"ImportStack": [], "Pos": "x.go:1:2", "Err": "no required module"}
}
)";

Outcome read(std::string_view text) {
    auto outcome = readGoList(text, "deps.json");
    EXPECT_TRUE(outcome) << outcome.error().message();
    return outcome ? std::move(*outcome) : Outcome{};
}

const GoPackage& at(const PackageGraph& graph, std::string_view path) {
    const auto found = graph.find(path);
    EXPECT_TRUE(found) << path;
    return graph[found.value_or(0)];
}

std::vector<std::string> importsOf(const PackageGraph& graph, std::string_view path) {
    std::vector<std::string> paths;
    for (const PackageIndex imported : graph.imports(graph.find(path).value_or(0)))
        paths.push_back(graph[imported].importPath);
    return paths;
}

TEST(GoList, TellsWhatOfAPackageIsNeeded) {
    const Outcome outcome = read(kThree);
    const PackageGraph& graph = outcome.graph;
    EXPECT_EQ(graph.source(), GraphSource::GoList);
    EXPECT_TRUE(at(graph, "a").standard);
    EXPECT_FALSE(at(graph, "a").cgo);
    EXPECT_EQ(at(graph, "a").dir, "/usr/lib/go/src/a");
    EXPECT_TRUE(at(graph, "example.com/lib").cgo);
    EXPECT_TRUE(at(graph, "example.com/lib").vendored);
    EXPECT_TRUE(at(graph, "example.com/cmd").main);
    EXPECT_EQ(at(graph, "example.com/cmd").error, "no required module");
    ASSERT_NE(graph.moduleOf(*graph.find("example.com/lib")), nullptr);
    EXPECT_EQ(graph.moduleOf(*graph.find("example.com/lib"))->version, "v1.2.0");
    EXPECT_EQ(graph.moduleOf(*graph.find("example.com/lib"))->replacedByPath, "../lib");
    EXPECT_TRUE(graph.moduleOf(*graph.find("example.com/cmd"))->main);
    EXPECT_EQ(graph[graph.root()].importPath, "example.com/cmd");
}

TEST(GoList, ImportsAreResolvedAndC_IsNone) {
    const Outcome outcome = read(kThree);
    EXPECT_THAT(importsOf(outcome.graph, "example.com/lib"), ElementsAre("a", "vendor/golang.org/x/text"));
    EXPECT_FALSE(outcome.graph.find("golang.org/x/text"));
    EXPECT_FALSE(outcome.graph.find("C"));
}

TEST(GoList, WhatIsNotListedStandsInTheGraphAndIsToldOf) {
    const Outcome outcome = read(kThree);
    EXPECT_THAT(at(outcome.graph, "missing").error, HasSubstr("not in the list"));
    ASSERT_EQ(outcome.diagnostics.size(), 2U);
    EXPECT_THAT(outcome.diagnostics[0].message, HasSubstr("2 packages are imported, but not in the list"));
    EXPECT_THAT(outcome.diagnostics[1].message, HasSubstr("could not load 1"));
}

TEST(GoList, WhatEveryProgramNeedsIsAdded) {
    const Outcome outcome = read(R"({"ImportPath": "runtime", "Standard": true}
{"ImportPath": "runtime/cgo", "Standard": true, "CgoFiles": ["cgo.go"]}
{"ImportPath": "p", "Name": "p", "CgoFiles": ["p.go"], "Imports": ["C"]}
{"ImportPath": "cmd", "Name": "main", "Imports": ["p"]})");
    EXPECT_THAT(importsOf(outcome.graph, "cmd"), ElementsAre("p", "runtime"));
    EXPECT_THAT(importsOf(outcome.graph, "p"), ElementsAre("runtime/cgo"));
    EXPECT_THAT(outcome.diagnostics, IsEmpty());
}

TEST(GoList, ATestVariantIsNoCommand) {
    const Outcome outcome = read(R"({"ImportPath": "p [p.test]", "Name": "main", "ForTest": "p"}
{"ImportPath": "p.test", "Name": "main", "Imports": ["p [p.test]"]})");
    ASSERT_EQ(outcome.graph.commands().size(), 1U);
    EXPECT_EQ(outcome.graph[outcome.graph.root()].importPath, "p.test");
    EXPECT_EQ(linkedName(at(outcome.graph, "p [p.test]")), "p");
    EXPECT_EQ(linkedName(at(outcome.graph, "p.test")), "main");
}

TEST(GoList, AnArrayAndWordsOfTheGoCommandAreFine) {
    EXPECT_EQ(read(R"([{"ImportPath": "a"}, {"ImportPath": "b"}])").graph.size(), 2U);
    const std::string downloading = "go: downloading example.com/m v1.0.0\n" + std::string(kThree);
    EXPECT_TRUE(isGoList(downloading));
    EXPECT_EQ(read(downloading).graph.size(), read(kThree).graph.size());
}

TEST(GoList, ValuesOfAnotherKindAreIgnored) {
    const Outcome outcome = read(R"({"ImportPath": "a", "Imports": {"x": ["y"]}, "Name": ["n"], "Standard": 7,
"Module": "m", "ImportMap": [1], "CgoFiles": null, "Error": true})");
    EXPECT_EQ(at(outcome.graph, "a").name, "");
    EXPECT_EQ(outcome.graph.importCount(), 0U);
}

TEST(GoList, WhatStandsBeforeTheDamageIsRead) {
    for (std::size_t length = 0; length < kThree.size(); ++length) {
        const auto outcome = readGoList(kThree.substr(0, length), "cut.json");
        if (!outcome) {
            EXPECT_EQ(outcome.error().where, "cut.json");
            EXPECT_THAT(outcome.error().hint, HasSubstr("go list -deps -json"));
            continue;
        }
        EXPECT_TRUE(outcome->graph.find("a")) << length;
    }
    const auto half = readGoList(kThree.substr(0, 700), "cut.json");
    ASSERT_TRUE(half);
    EXPECT_THAT(half->diagnostics.at(0).message, HasSubstr("ends in the middle of a package"));
    EXPECT_EQ(half->diagnostics.at(0).severity, Diagnostic::Severity::DataLoss);
}

TEST(GoList, DamageCostsOnlyThePackageItLiesIn) {
    std::string text(kThree);
    text[text.find("\"Version\"")] = '!';
    const Outcome outcome = read(text);
    EXPECT_TRUE(outcome.graph.find("a"));
    EXPECT_TRUE(outcome.graph.find("example.com/cmd"));
    EXPECT_THAT(at(outcome.graph, "example.com/lib").error, HasSubstr("not in the list"));
    EXPECT_THAT(outcome.diagnostics.at(0).message, HasSubstr("is damaged"));
}

TEST(GoList, NoByteThatFlipsDoesHarm) {
    std::string text(kThree);
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char before = text[i];
        for (const char other : {'{', '"', '\0', '\\', ']'}) {
            text[i] = other;
            const auto outcome = readGoList(text, "flipped");
            EXPECT_TRUE(outcome) << i;
        }
        text[i] = before;
    }
}

TEST(GoList, IsToldFromLogsAndOtherJson) {
    EXPECT_TRUE(isGoList(kThree));
    EXPECT_TRUE(isGoList("\n\n{\n\t\"ImportPath\": \"a\"}"));
    EXPECT_FALSE(isGoList("{\"traceEvents\":[]}"));
    EXPECT_FALSE(isGoList("init a @0.1 ms, 0 ms clock, 0 bytes, 0 allocs\n{\"ImportPath\": 1}"));
    EXPECT_FALSE(isGoList(""));
    EXPECT_FALSE(readGoList("{}", "x"));
    const auto complaint = readGoList(R"({"ImportPath": "./...", "Error": {"Err": "no main module"}})", "x");
    ASSERT_FALSE(complaint);
    EXPECT_THAT(complaint.error().what, HasSubstr("no main module"));
    EXPECT_FALSE(readGoList("", "x"));
}

TEST(GoList, AStoppedReadSaysSo) {
    std::stop_source stop;
    stop.request_stop();
    const auto outcome = readGoList(kThree, "x", {{}, stop.get_token()});
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().what, "cancelled");
}

TEST(GoList, ReadsARealProgram) {
    auto file = InputFile::open(RT0SCOPE_TEST_DATA "/golist/startup-pair.go127.json");
    ASSERT_TRUE(file);
    const auto bytes = file->whole();
    ASSERT_TRUE(bytes);
    EXPECT_TRUE(isGoList(bytes->view().substr(0, 4096)));
    const Outcome outcome = read(bytes->view());
    EXPECT_EQ(outcome.graph.size(), 290U);
    EXPECT_THAT(outcome.diagnostics, IsEmpty());
    EXPECT_EQ(outcome.graph[outcome.graph.root()].importPath, "a0demo");
    EXPECT_TRUE(at(outcome.graph, "vendor/golang.org/x/net/idna").vendored);
}

TEST(EndOfValue, LooksAtStringsAndBracketsOnly) {
    const auto rest = [](std::string_view text) { return text.substr(endOfValue(text, 0)); };
    EXPECT_EQ(rest(R"( "a\"b" , 1)"), " , 1");
    EXPECT_EQ(rest(R"("\\",)"), ",");
    EXPECT_EQ(rest(R"([{"]":"}"},[]] })"), " }");
    EXPECT_EQ(rest("-1.5e3}"), "}");
    EXPECT_EQ(rest("[[["), "");
    EXPECT_EQ(rest("\"abc"), "");
    EXPECT_EQ(rest("  "), "");
}

} // namespace
} // namespace rt0::golist
