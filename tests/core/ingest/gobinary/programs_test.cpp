#include "base/importpath.h"
#include "ingest/gobinary/gobinary.h"
#include "ingest/gobinary/inferredgraph.h"
#include "ingest/gobinary/linkfacts.h"
#include "ingest/gobinary/sizes.h"
#include "ingest/gobinary/typecounts.h"
#include "ingest/golist/golist.h"

#include <algorithm>
#include <elf.h>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <sstream>

/// Programs that tests/data/gobinary/build.sh built, against what Go itself and nm say of them.
namespace rt0::gobinary {
namespace {

using testing::Contains;
using testing::ElementsAreArray;
using testing::EndsWith;

std::string pathOf(const std::string& name) {
    return std::string(RT0SCOPE_GO_BINARIES) + "/" + name;
}

std::string contentOf(const std::string& name) {
    std::ifstream file(pathOf(name));
    return {std::istreambuf_iterator<char>(file), {}};
}

/// The packages of the lines "init PACKAGE @…", in order.
std::vector<std::string> inittraceOf(const std::string& name) {
    std::istringstream lines(contentOf(name + ".inittrace"));
    std::vector<std::string> packages;
    for (std::string line; std::getline(lines, line);)
        if (line.starts_with("init "))
            packages.push_back(unescapedImportPath(line.substr(5, line.find(" @") - 5)));
    return packages;
}

/// Address that nm prints for a symbol.
std::uint64_t nmAddress(const std::string& name, const std::string& symbol) {
    std::istringstream lines(contentOf(name + ".nm"));
    for (std::string line; std::getline(lines, line);)
        if (line.ends_with(" " + symbol))
            return std::stoull(line, nullptr, 16);
    return 0;
}

class GoPrograms : public testing::Test {
protected:
    void SetUp() override {
        if (!std::filesystem::exists(pathOf("done")))
            GTEST_SKIP() << "no Go toolchain built the programs";
    }
    static GoBinary open(const std::string& name) {
        auto binary = GoBinary::open(pathOf(name));
        EXPECT_TRUE(binary) << name << ": " << binary.error().message();
        return *std::move(binary);
    }
};

std::vector<std::string> packages(const InitTasks& inits) {
    std::vector<std::string> names;
    for (const InitTask& task : inits.tasks)
        names.push_back(task.package);
    return names;
}

/// By package of `graph` whether `from` depends on it.
std::vector<bool> dependenciesOf(const PackageGraph& graph, PackageIndex from) {
    std::vector<bool> reached(graph.size());
    std::vector<PackageIndex> open{from};
    while (!open.empty()) {
        const PackageIndex package = open.back();
        open.pop_back();
        for (const PackageIndex imported : graph.imports(package))
            if (!reached[imported]) {
                reached[imported] = true;
                open.push_back(imported);
            }
    }
    return reached;
}

TEST_F(GoPrograms, InferredUsesAreDependenciesThatGoListTells) {
    const auto listed = golist::readGoList(contentOf("deps.json"), "deps.json");
    ASSERT_TRUE(listed) << listed.error().message();
    const PackageGraph& truth = listed->graph;
    for (const char* name : {"static", "static-strip", "pie", "arm64"}) {
        const GoBinary binary = open(name);
        const auto graph = inferGraphOf(binary, name);
        if (!binary.moduledata()->hasInitTasks()) { // its graph is read, not inferred
            EXPECT_FALSE(graph);
            continue;
        }
        ASSERT_TRUE(graph) << graph.error().message();
        EXPECT_TRUE(graph->inferred());
        std::size_t edges = 0;
        std::size_t direct = 0;
        for (PackageIndex from = 0; from < graph->size(); ++from) {
            const auto user = truth.find((*graph)[from].importPath);
            const auto depends = user ? dependenciesOf(truth, *user) : std::vector<bool>(truth.size());
            for (const PackageIndex to : graph->imports(from)) {
                const auto used = truth.find((*graph)[to].importPath);
                ++edges;
                direct += user && used && truth.edgeOf(*user, *used) < truth.importCount() ? 1 : 0;
                const bool isRoot = user && *user == truth.root(); // which runs runtime in any case
                EXPECT_TRUE(used && (isRoot || depends[*used]))
                    << name << ": " << (*graph)[from].importPath << " -> " << (*graph)[to].importPath;
            }
        }
        EXPECT_GT(4 * direct, 3 * edges) << name;
        EXPECT_GT(4 * direct, truth.importCount()) << name; // more of larger programs
    }
}

TEST_F(GoPrograms, TasksAreThoseThatInittracePrints) {
    for (const char* name : {"static", "static-sw", "static-strip", "pie", "cgo", "cgo-pie-sw"}) {
        const std::vector<std::string> printed = inittraceOf(name);
        if (printed.empty()) // another machine than amd64
            continue;
        const GoBinary binary = open(name);
        EXPECT_TRUE(binary.initTasks().complete) << name;
        EXPECT_THAT(packages(binary.initTasks()), ElementsAreArray(printed)) << name;
        EXPECT_TRUE(binary.diagnostics().empty()) << name;
    }
}

TEST_F(GoPrograms, OwnTasksRunInTheOrderOfTheirImportsInEveryForm) {
    const std::vector<std::string> own{"example.com/inits/alpha", "example.com/inits/beta.v2", "main"};
    for (const char* name : {"static", "static-sw", "static-strip", "pie", "arm64", "cgo", "cgo-pie-sw"}) {
        const GoBinary binary = open(name);
        std::vector<std::string> all = packages(binary.initTasks());
        EXPECT_THAT(all, Contains("runtime")) << name;
        std::erase_if(all, [&](const std::string& package) {
            return std::find(own.begin(), own.end(), package) == own.end();
        });
        EXPECT_THAT(all, ElementsAreArray(own)) << name;
    }
}

TEST_F(GoPrograms, InitFunctionsHaveTheirFileAndLine) {
    for (const char* name : {"static", "static-strip", "pie", "arm64", "cgo-pie-sw"}) {
        const GoBinary binary = open(name);
        const auto& tasks = binary.initTasks().tasks;
        const auto found = std::find_if(tasks.begin(), tasks.end(), [](const InitTask& task) {
            return task.package == "example.com/inits/alpha";
        });
        ASSERT_NE(found, tasks.end()) << name;
        const InitTask& alpha = *found;
        ASSERT_EQ(alpha.functions.size(), 3U) << name;
        const std::uint32_t lines[]{7, 12, 16}; // of tests/data/gobinary/source/alpha/alpha.go
        for (std::size_t i = 0; i < 3; ++i) {
            ASSERT_TRUE(alpha.functions[i].place) << name;
            EXPECT_THAT(std::string(alpha.functions[i].place->file), EndsWith("/alpha/alpha.go")) << name;
            EXPECT_EQ(alpha.functions[i].place->line, lines[i]) << name << ' ' << alpha.functions[i].name;
        }
        EXPECT_EQ(alpha.functions[2].name, "example.com/inits/alpha.init.1") << name;
    }
}

TEST_F(GoPrograms, FunctionsAreWhereNmSeesThem) {
    const GoBinary full = open("static");
    const GoBinary stripped = open("static-strip");
    for (const char* function : {"runtime.main", "runtime.schedinit", "main.main", "runtime.rt0_go",
                                 "example.com/inits/beta%2ev2.init.0", "runtime.mallocinit"}) {
        // Since Go 1.18 nm shows assembly functions with their ABI behind the name.
        const std::uint64_t plain = nmAddress("static", function);
        const std::uint64_t address =
            plain != 0 ? plain : nmAddress("static", std::string(function) + ".abi0");
        ASSERT_NE(address, 0U) << function;
        ASSERT_TRUE(stripped.functions().find(function)) << function;
        EXPECT_EQ(stripped.functions().find(function)->entry, address) << function;
        EXPECT_EQ(full.functions().find(function)->entry, address) << function;
        EXPECT_EQ(stripped.functions().at(address)->name, function);
    }
    EXPECT_EQ(full.functions().size(), stripped.functions().size());
}

TEST_F(GoPrograms, CFunctionsAreFoundByTheirSymbols) {
    const GoBinary binary = open("cgo");
    for (const char* function : {"x_cgo_init", "_start"}) {
        const auto found = binary.functions().find(function);
        ASSERT_TRUE(found) << function;
        EXPECT_FALSE(found->isGo) << function;
        EXPECT_EQ(found->entry, nmAddress("cgo", function)) << function;
        EXPECT_GT(found->end, found->entry) << function;
    }
    EXPECT_TRUE(binary.functions().find("main")->isGo); // runtime/rt0_linux_amd64.s
    EXPECT_FALSE(open("cgo-pie-sw").functions().find("x_cgo_init"));
}

TEST_F(GoPrograms, BuildInfoNamesToolchainAndModules) {
    std::string version = contentOf("version");
    version.erase(version.find_last_not_of('\n') + 1);
    for (const char* name : {"static", "static-strip", "cgo-pie-sw", "arm64"}) {
        const BuildInfo info = open(name).buildInfo();
        EXPECT_EQ(info.goVersion, version) << name;
        EXPECT_EQ(info.path, "example.com/inits") << name;
        ASSERT_EQ(info.dependencies.size(), 1U) << name;
        EXPECT_EQ(info.dependencies[0].module.path, "example.com/helper") << name;
        EXPECT_EQ(info.dependencies[0].module.version, "v1.2.3") << name;
        ASSERT_TRUE(info.dependencies[0].replacement) << name;
        EXPECT_EQ(info.dependencies[0].replacement->path, "./helper") << name;
        EXPECT_EQ(info.setting("GOOS"), "linux") << name;
    }
    EXPECT_EQ(open("static-sw").buildInfo().setting("-ldflags"), "-s -w");
    EXPECT_EQ(open("arm64").buildInfo().setting("GOARCH"), "arm64");
}

TEST_F(GoPrograms, TellHowTheyWereLinked) {
    const LinkFacts full = linkFactsOf(open("static"));
    EXPECT_EQ(full.linkMode, LinkMode::Internal);
    EXPECT_EQ(full.stripped, Stripped::No);
    EXPECT_TRUE(full.isStatic());
    EXPECT_FALSE(full.isPie || full.usesCgo);
    EXPECT_EQ(linkFactsOf(open("static-sw")).stripped, Stripped::ByLinker);
    EXPECT_EQ(linkFactsOf(open("static-strip")).stripped, Stripped::ByStrip);
    const LinkFacts pie = linkFactsOf(open("pie"));
    EXPECT_TRUE(pie.isPie);
    EXPECT_FALSE(pie.usesCgo);
    const LinkFacts cgo = linkFactsOf(open("cgo"));
    EXPECT_EQ(cgo.linkMode, LinkMode::External);
    EXPECT_EQ(cgo.entryFunction, "_start");
    EXPECT_TRUE(cgo.usesCgo);
    EXPECT_THAT(cgo.needed, Contains("libc.so.6"));
    EXPECT_FALSE(cgo.interpreter.empty());
    const LinkFacts bare = linkFactsOf(open("cgo-pie-sw"));
    EXPECT_TRUE(bare.isPie && bare.usesCgo);
    EXPECT_EQ(bare.linkMode, LinkMode::External);
    EXPECT_EQ(bare.stripped, Stripped::LinkerOrStrip);
}

TEST_F(GoPrograms, PiesHaveRelativeRelocations) {
    EXPECT_EQ(open("static").relocations().total(), 0U);
    const GoBinary pie = open("cgo-pie-sw");
    EXPECT_GT(pie.relocations().count("RELATIVE"), 1000U);
    EXPECT_GT(pie.relocations().count("GLOB_DAT"), 0U);
}

TEST_F(GoPrograms, MetadataIsTheSameInEveryFormOfAProgram) {
    const auto countsOf = [](const GoBinary& binary) {
        return countTypes(binary.linked(), *binary.moduledata(), binary.buildInfo().minor());
    };
    const TypeCounts full = countsOf(open("static"));
    EXPECT_TRUE(full.complete);
    EXPECT_GT(full.typelinks.count, 100U);
    EXPECT_GT(full.reachable.count, full.typelinks.count);
    EXPECT_GT(full.itabs.count, 0U);
    EXPECT_GE(full.itabs.bytes, 32 * full.itabs.count);
    for (const char* name : {"static-sw", "static-strip", "pie"}) {
        const TypeCounts other = countsOf(open(name));
        EXPECT_EQ(other.typelinks.count, full.typelinks.count) << name;
        EXPECT_EQ(other.reachable.count, full.reachable.count) << name;
        EXPECT_EQ(other.reachable.bytes, full.reachable.bytes) << name;
        EXPECT_EQ(other.itabs.count, full.itabs.count) << name;
    }
}

TEST_F(GoPrograms, SizesAreThoseOfTheirSections) {
    const GoBinary binary = open("static");
    const Sizes sizes = sizesOf(binary);
    EXPECT_EQ(sizes.file, std::filesystem::file_size(pathOf("static")));
    EXPECT_EQ(sizes.pclntab, binary.elf().section(".gopclntab")->size);
    EXPECT_LE(sizes.text, binary.elf().section(".text")->size);
    EXPECT_GT(sizes.text, binary.elf().section(".text")->size * 9 / 10);
    EXPECT_GT(sizes.symbolTable, 0U);
    EXPECT_GT(sizes.dwarfUncompressed, sizes.dwarf);
    EXPECT_GT(sizes.gcPrograms, 0U);
    EXPECT_EQ(sizesOf(open("static-sw")).dwarf, 0U);
    EXPECT_EQ(sizesOf(open("static-sw")).symbolTable, 0U);
}

TEST_F(GoPrograms, OldVersionsKeepTheirEdges) {
    const GoBinary binary = open("static-strip");
    const auto& graph = binary.initTasks().graph;
    if (binary.buildInfo().minor() > 20) {
        EXPECT_TRUE(graph.empty());
        return;
    }
    const auto node = [&](std::string_view package) {
        const auto found = std::find_if(graph.begin(), graph.end(),
                                        [&](const InitNode& one) { return one.package == package; });
        EXPECT_NE(found, graph.end()) << package;
        return static_cast<std::uint32_t>(found - graph.begin());
    };
    EXPECT_THAT(graph.at(node("main")).imports, Contains(node("example.com/inits/beta.v2")));
    EXPECT_THAT(graph.at(node("example.com/inits/beta.v2")).imports,
                Contains(node("example.com/inits/alpha")));
    EXPECT_THAT(graph.at(node("example.com/inits/alpha")).imports, Contains(node("errors")));
}

} // namespace
} // namespace rt0::gobinary
