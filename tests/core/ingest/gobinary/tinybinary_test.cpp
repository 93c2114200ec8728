#include "ingest/gobinary/gobinary.h"
#include "support/tinygobinary.h"

#include <gmock/gmock.h>

namespace rt0::gobinary {
namespace {

using test::TinyGoBinary;
using testing::ElementsAre;

Result<GoBinary> read(const TinyGoBinary& tiny) {
    return GoBinary::read(LazyFile::over(tiny.bytes()), "tiny");
}

std::vector<std::string> packages(const InitTasks& inits) {
    std::vector<std::string> names;
    for (const InitTask& task : inits.tasks)
        names.push_back(task.package);
    return names;
}

struct Form {
    int minor;
    bool pie;
};

class TinyBinary : public testing::TestWithParam<Form> {
protected:
    TinyGoBinary m_tiny{GetParam().minor, GetParam().pie};
};

INSTANTIATE_TEST_SUITE_P(Layouts, TinyBinary,
                         testing::Values(Form{19, false}, Form{19, true}, Form{21, false}, Form{21, true},
                                         Form{26, false}, Form{26, true}, Form{27, false}, Form{27, true}),
                         [](const auto& form) {
                             return "Go1" + std::to_string(form.param.minor) + (form.param.pie ? "Pie" : "");
                         });

TEST_P(TinyBinary, TellsItsInitTasksInOrder) {
    const auto binary = read(m_tiny);
    ASSERT_TRUE(binary) << binary.error().message();
    const InitTasks& inits = binary->initTasks();
    EXPECT_TRUE(inits.complete);
    EXPECT_TRUE(binary->diagnostics().empty());
    EXPECT_THAT(packages(inits), ElementsAre("runtime", "alpha", "main"));
    EXPECT_TRUE(inits.tasks[0].ofRuntime);
    EXPECT_FALSE(inits.tasks[1].ofRuntime);
    EXPECT_EQ(inits.tasks[1].address, TinyGoBinary::kAlphaTask);
    ASSERT_EQ(inits.tasks[1].functions.size(), 2U);
    EXPECT_EQ(inits.tasks[1].functions[1].name, "alpha.init.0");
    EXPECT_EQ(inits.tasks[1].functions[1].entry, TinyGoBinary::kText + 32);
    EXPECT_EQ(inits.tasks[1].functions[1].place->file, "/src/tiny.go");
    EXPECT_EQ(inits.tasks[1].functions[1].place->line, 30U);
}

TEST_P(TinyBinary, FindsFunctionsByNameAndAddress) {
    const auto binary = read(m_tiny);
    ASSERT_TRUE(binary);
    const FunctionTable& functions = binary->functions();
    EXPECT_EQ(functions.size(), 6U);
    const auto main = functions.find("runtime.main");
    ASSERT_TRUE(main);
    EXPECT_EQ(main->entry, TinyGoBinary::kText + 64);
    EXPECT_EQ(main->end, TinyGoBinary::kText + 80);
    EXPECT_EQ(functions.at(main->entry + 15)->name, "runtime.main");
    EXPECT_FALSE(functions.startingAt(main->entry + 1));
    EXPECT_EQ(functions.at(main->end)->name, "main.main");
    EXPECT_FALSE(functions.find("runtime.mai"));
    EXPECT_FALSE(functions.at(TinyGoBinary::kText - 1));
    EXPECT_FALSE(functions.at(TinyGoBinary::kText + 96));
    EXPECT_EQ(functions.lineOf(main->entry)->line, 50U);
    EXPECT_FALSE(functions.lineOf(TinyGoBinary::kText + 96));
}

TEST_P(TinyBinary, MapsAddressesToTheFileAndBack) {
    const auto binary = read(m_tiny);
    ASSERT_TRUE(binary);
    EXPECT_EQ(binary->elf().fileOffset(TinyGoBinary::kText), 0x400U);
    EXPECT_EQ(binary->elf().addressOf(0x400), TinyGoBinary::kText);
    EXPECT_FALSE(binary->elf().fileOffset(TinyGoBinary::kEnd));
    EXPECT_TRUE(binary->elf().bytes(TinyGoBinary::kEnd - 4, 5).empty());
    EXPECT_EQ(binary->elf().bytes(TinyGoBinary::kEnd - 4, 4).size(), 4U);
    EXPECT_EQ(binary->pointer(TinyGoBinary::kModuledata), TinyGoBinary::kPclntab);
}

TEST(TinyBinaryGraph, KeepsTheEdgesOfOldVersions) {
    const TinyGoBinary tiny(19);
    const auto binary = read(tiny);
    ASSERT_TRUE(binary);
    const auto& graph = binary->initTasks().graph;
    ASSERT_EQ(graph.size(), 4U); // with the task that has no functions
    EXPECT_THAT(graph[0].imports, ElementsAre());
    EXPECT_THAT(graph[1].imports, ElementsAre(0));
    EXPECT_THAT(graph[2].imports, ElementsAre(1));
    EXPECT_THAT(graph[3].imports, ElementsAre(2, 1));
    EXPECT_EQ(graph[2].package, "");
    EXPECT_FALSE(graph[2].task);
    EXPECT_EQ(graph[3].task, 2U);
    const TinyGoBinary newer(21);
    EXPECT_TRUE(read(newer)->initTasks().graph.empty());
}

TEST(TinyBinaryGraph, FindsAMainWithoutInitFunctions) {
    TinyGoBinary tiny(19);
    tiny.put64(TinyGoBinary::kMainTask + 16, 0);
    const auto binary = read(tiny);
    ASSERT_TRUE(binary);
    EXPECT_TRUE(binary->initTasks().complete);
    EXPECT_THAT(packages(binary->initTasks()), ElementsAre("runtime", "alpha"));
    EXPECT_EQ(binary->initTasks().graph.back().address, TinyGoBinary::kMainTask);
}

TEST(TinyBinaryRelocations, AreCountedByKind) {
    const TinyGoBinary tiny(21, true);
    const auto binary = read(tiny);
    ASSERT_TRUE(binary);
    const Relocations& relocations = binary->relocations();
    ASSERT_EQ(relocations.counts().size(), 1U);
    EXPECT_EQ(relocations.counts()[0].name, "RELATIVE");
    EXPECT_EQ(relocations.count("RELATIVE"), relocations.total());
    EXPECT_EQ(relocations.tableBytes(), 24 * relocations.total());
    EXPECT_EQ(relocations.count("JUMP_SLOT"), 0U);
}

} // namespace
} // namespace rt0::gobinary
