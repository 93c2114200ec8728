#include "capture/goproject.h"

#include "goenvironment.h"
#include "goprograms.h"
#include "ingest/gobinary/gobinary.h"

#include <fstream>
#include <gmock/gmock.h>
#include <sstream>

namespace rt0 {
namespace {

using namespace rt0::test;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

/// A module with blank imports in two of its packages.
class Module {
public:
    Module() {
        write("go.mod", "module example.com/m\n\ngo 1.19\n");
        write("main.go", "package main\n\nimport (\n\t\"example.com/m/part\"\n\t_ \"image/png\"\n)\n\n"
                         "func main() { println(part.Name) }\n");
        write("part/part.go", "package part\n\nimport _ \"embed\"\nimport _ \"example.com/m/extra\"\n\n"
                              "const Name = \"part\"\n");
        write("extra/extra.go",
              "package extra\n\nvar Table = make([]int, 10)\n\nfunc init() { Table[0] = 1 }\n");
    }
    std::string path() const { return m_folder.file("."); }
    void write(const std::string& name, const std::string& content) const {
        std::filesystem::create_directories(std::filesystem::path(m_folder.file(name)).parent_path());
        std::ofstream(m_folder.file(name)) << content;
    }
    /// Names and contents of all files.
    std::string snapshot() const {
        std::ostringstream all;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(m_folder.file(".")))
            if (entry.is_regular_file())
                all << entry.path() << std::ifstream(entry.path()).rdbuf();
        return all.str();
    }

private:
    ScratchFolder m_folder;
};

GoProjectOptions optionsOf(const std::string& folder) {
    return {folder, {}, goEnvironment(), RT0SCOPE_GO_CACHE};
}

std::vector<std::string> initsOf(const BuiltProgram& built) {
    const auto binary = gobinary::GoBinary::open(built.program);
    std::vector<std::string> packages;
    if (binary)
        for (const gobinary::InitTask& task : binary->initTasks().tasks)
            packages.push_back(task.package);
    return packages;
}

TEST(GoProject, buildsVariantsAndLeavesTheTreeAsItIs) {
    RT0_NEEDS_RECORDING("hello");
    const Module module;
    const std::string before = module.snapshot();
    std::string folder;
    {
        const auto project = GoProject::open(optionsOf(module.path()));
        ASSERT_TRUE(project) << project.error().message();
        EXPECT_EQ(project->importPath(), "example.com/m");
        const auto imports = project->blankImports();
        ASSERT_TRUE(imports) << imports.error().message();
        ASSERT_EQ(imports->size(), 2U);
        const auto extra = std::ranges::find(*imports, "example.com/m/extra", &BlankImport::imported);
        ASSERT_NE(extra, imports->end());
        EXPECT_EQ(extra->place, "part.go:4");

        const auto base = project->build({}, "base");
        ASSERT_TRUE(base) << base.error().message();
        folder = std::filesystem::path(base->program).parent_path().string();
        EXPECT_THAT(initsOf(*base), testing::Contains("example.com/m/extra"));

        VariantSpec variant;
        variant.linkerFlags = {"-s", "-w"};
        variant.withoutImports = {*extra};
        variant.mainFiles = {"package main\n\nvar rt0scopeTable = map[string]int{}\n\n"
                             "func init() { rt0scopeTable[\"a\"] = 1 }\n"};
        const auto built = project->build(variant, "variant");
        ASSERT_TRUE(built) << built.error().message();
        EXPECT_LT(built->bytes, base->bytes);
        EXPECT_EQ(built->command, "go build -ldflags='-s -w' .");
        EXPECT_THAT(initsOf(*built), Not(testing::Contains("example.com/m/extra")));
        EXPECT_THAT(initsOf(*built), testing::Contains("main"));
        EXPECT_THAT(initsOf(*base), Not(testing::Contains("main")));
    }
    EXPECT_FALSE(std::filesystem::exists(folder));
    EXPECT_EQ(module.snapshot(), before);
}

TEST(GoProject, saysWhatTheCompilerSaysOfAVariant) {
    RT0_NEEDS_RECORDING("hello");
    const Module module;
    const auto project = GoProject::open(optionsOf(module.path()));
    ASSERT_TRUE(project) << project.error().message();
    VariantSpec broken;
    broken.mainFiles = {"package main\n\nfunc init() { undefinedThing() }\n"};
    const auto built = project->build(broken, "broken");
    ASSERT_FALSE(built);
    EXPECT_THAT(built.error().message(), HasSubstr("undefinedThing"));
}

TEST(GoProject, buildsAFolderWithoutAModule) {
    RT0_NEEDS_RECORDING("hello");
    const ScratchFolder folder;
    std::ofstream(folder.file("main.go")) << "package main\n\nfunc main() { println(1) }\n";
    const auto project = GoProject::open(optionsOf(folder.file(".")));
    ASSERT_TRUE(project) << project.error().message();
    EXPECT_THAT(project->notes(), ElementsAre(HasSubstr("no go.mod")));
    EXPECT_TRUE(project->build({}, "base"));
}

TEST(GoProject, refusesWhatIsNoProgram) {
    RT0_NEEDS_RECORDING("hello");
    const auto errorOf = [](GoProjectOptions options) {
        const auto project = GoProject::open(options);
        return project ? std::string("no error") : project.error().message();
    };
    const Module module;
    EXPECT_THAT(errorOf(optionsOf(module.path() + "/part")), HasSubstr("is no program"));
    EXPECT_THAT(errorOf(optionsOf("/nonexistent")), HasSubstr("is no folder"));
    GoProjectOptions withoutGo = optionsOf(module.path());
    withoutGo.environment = {"PATH=/nonexistent"};
    EXPECT_THAT(errorOf(withoutGo), HasSubstr("install Go"));
}

} // namespace
} // namespace rt0
