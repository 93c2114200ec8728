#include "ingest/gobinary/buildinfo.h"

#include "ingest/gobinary/gobinary.h"
#include "support/tinygobinary.h"

#include <gtest/gtest.h>

namespace rt0::gobinary {
namespace {

using test::TinyGoBinary;

TEST(BuildInfo, HoldsVersionModulesAndSettings) {
    const TinyGoBinary tiny(21);
    const auto binary = GoBinary::read(LazyFile::over(tiny.bytes()), "tiny");
    ASSERT_TRUE(binary);
    const BuildInfo& info = binary->buildInfo();
    EXPECT_EQ(info.goVersion, "go1.21.3");
    EXPECT_EQ(info.minor(), 21);
    EXPECT_EQ(info.path, "example.com/tiny");
    ASSERT_TRUE(info.main);
    EXPECT_EQ(info.main->module.version, "(devel)");
    ASSERT_EQ(info.dependencies.size(), 1U);
    EXPECT_EQ(info.dependencies[0].module.path, "example.com/dep");
    EXPECT_EQ(info.dependencies[0].module.version, "v1.2.3");
    EXPECT_EQ(info.dependencies[0].module.sum, "h1:abc=");
    ASSERT_TRUE(info.dependencies[0].replacement);
    EXPECT_EQ(info.dependencies[0].replacement->path, "./dep");
    EXPECT_EQ(info.setting("-ldflags"), "-s -w");
    EXPECT_EQ(info.setting("CGO_ENABLED"), "0");
    EXPECT_EQ(info.setting("-race"), "");
}

TEST(BuildInfo, AsGoQuotesIt) {
    const BuildInfo info =
        parseModuleInfo("build\t-gcflags=\"all=-N \\\"x\\\"\\n\"\nbuild\t\"odd key\"=`a\\b`\n"
                        "build\tempty=\nunknown\tx\nbuild\tnoequals\n=>\tnobody\tv1\n");
    EXPECT_EQ(info.setting("-gcflags"), "all=-N \"x\"\n");
    EXPECT_EQ(info.setting("odd key"), "a\\b");
    EXPECT_EQ(info.settings.size(), 4U);
    EXPECT_TRUE(info.dependencies.empty());
}

TEST(BuildInfo, VersionsHaveAMinorNumber) {
    const auto minorOf = [](std::string version) {
        BuildInfo info;
        info.goVersion = std::move(version);
        return info.minor();
    };
    EXPECT_EQ(minorOf("go1.27.1"), 27);
    EXPECT_EQ(minorOf("go1.24rc2"), 24);
    EXPECT_EQ(minorOf("go1.26.5 X:nocoverageredesign"), 26);
    EXPECT_EQ(minorOf("devel go1.28-0123abc Mon Nov 23"), 28);
    EXPECT_EQ(minorOf("devel +0123abc"), 0);
    EXPECT_EQ(minorOf("go1.99999999999"), 0);
}

TEST(BuildInfo, WithoutItTheProgramIsStillRead) {
    TinyGoBinary tiny(26);
    tiny.put64(TinyGoBinary::kBuildInfo, 0);
    const auto binary = GoBinary::read(LazyFile::over(tiny.bytes()), "tiny");
    ASSERT_TRUE(binary);
    EXPECT_EQ(binary->buildInfo().goVersion, "");
    EXPECT_EQ(binary->initTasks().tasks.size(), 3U);
    EXPECT_EQ(binary->diagnostics().size(), 1U);
}

} // namespace
} // namespace rt0::gobinary
