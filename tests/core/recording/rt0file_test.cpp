#include "recording/rt0file.h"

#include "recording/launchjson.h"
#include "recording/zipmembers.h"
#include "support/samplelaunch.h"

#include <gmock/gmock.h>

namespace rt0 {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

const std::chrono::sys_seconds kDate{std::chrono::seconds(1'790'000'000)};

std::string sampleBytes() {
    auto bytes = rt0FileBytes(test::sampleLaunch(), "{\"binary\": {}}\n");
    EXPECT_TRUE(bytes) << bytes.error().message();
    return bytes.value_or(std::string());
}

TEST(Rt0File, RoundTrip) {
    const auto file = readRt0File(sampleBytes(), "a.rt0");
    ASSERT_TRUE(file) << file.error().message();
    const Launch launch = test::sampleLaunch();
    EXPECT_EQ(launchJson(file->launch), launchJson(launch));
    EXPECT_EQ(file->launch.runs[5].standardError.text, launch.runs[5].standardError.text);
    EXPECT_EQ(file->binaryJson, "{\"binary\": {}}\n");
    EXPECT_EQ(file->generator, RT0SCOPE_TEST_VERSION);
    EXPECT_THAT(file->diagnostics, IsEmpty());
}

TEST(Rt0File, KeepsTheControlOfAComparison) {
    Launch launch = test::sampleLaunch();
    launch.turns = LaunchTurns{"a session", "old", 0, 2, false};
    Launch control = test::sampleLaunch();
    control.turns = LaunchTurns{"a session", "old", 0, 2, true};
    control.runs.resize(6);
    const auto file = readRt0File(rt0FileBytes(launch, {}, {}, &control).value(), "a.rt0");
    ASSERT_TRUE(file) << file.error().message();
    EXPECT_EQ(launchJson(file->launch), launchJson(launch));
    ASSERT_TRUE(file->control);
    EXPECT_EQ(launchJson(*file->control), launchJson(control));
    EXPECT_TRUE(file->control->turns->control);
    EXPECT_EQ(file->control->runs[5].standardError.text, control.runs[5].standardError.text);
    EXPECT_FALSE(readRt0File(sampleBytes(), "a.rt0")->control);
}

TEST(Rt0File, SameRecordingSameBytes) {
    EXPECT_EQ(sampleBytes(), sampleBytes());
}

TEST(Rt0File, IsToldByItsFirstBytes) {
    const std::string bytes = sampleBytes();
    EXPECT_THAT(bytes, StartsWith("PK\x03\x04"));
    EXPECT_THAT(bytes.substr(0, 200), HasSubstr("manifest.json"));
    EXPECT_THAT(bytes.substr(0, 200), HasSubstr("\"format\": \"rt0scope-recording/1\""));
}

TEST(Rt0File, OutputThatIsNoTextIsKeptAsItIs) {
    Launch launch = test::sampleLaunch();
    launch.runs[0].standardOutput.text = std::string("\xff\x00\x1b[31m\r\n", 9);
    const auto file = readRt0File(rt0FileBytes(launch, {}).value(), "a.rt0");
    ASSERT_TRUE(file);
    EXPECT_EQ(file->launch.runs[0].standardOutput.text, launch.runs[0].standardOutput.text);
    EXPECT_THAT(file->binaryJson, IsEmpty());
}

TEST(Rt0File, KeepsTheTraceOfARun) {
    Launch launch = test::sampleLaunch();
    launch.runs[0].purpose = LaunchPurpose::Trace;
    launch.runs[0].trace = std::string("go 1.25 trace\0\xff", 15);
    launch.runs[0].monotonicZero = std::chrono::hours(3);
    launch.runs[0].observed = std::chrono::seconds(2);
    const auto file = readRt0File(rt0FileBytes(launch, {}).value(), "a.rt0");
    ASSERT_TRUE(file);
    EXPECT_EQ(file->launch.runs[0].purpose, LaunchPurpose::Trace);
    EXPECT_EQ(file->launch.runs[0].trace, launch.runs[0].trace);
    EXPECT_EQ(file->launch.runs[0].monotonicZero, launch.runs[0].monotonicZero);
    EXPECT_EQ(file->launch.runs[0].observed, launch.runs[0].observed);
}

TEST(Rt0File, ATooNewVersionIsNamed) {
    const std::vector<ZipMember> members{{"manifest.json",
                                          "{\"format\": \"rt0scope-recording/2\", "
                                          "\"generator\": {\"name\": \"rt0scope\", \"version\": \"9.1\"}}",
                                          true}};
    const auto file = readRt0File(zipOf(members, kDate).value(), "a.rt0");
    ASSERT_FALSE(file);
    EXPECT_THAT(file.error().what, HasSubstr("format 2"));
    EXPECT_THAT(file.error().hint, HasSubstr("rt0scope 9.1"));
}

TEST(Rt0File, AnotherZipIsNoRecording) {
    for (const char* const name : {"manifest.json", "start.log"}) {
        const auto file = readRt0File(zipOf({{name, "{}", false}}, kDate).value(), "a.zip");
        ASSERT_FALSE(file);
        EXPECT_THAT(file.error().message(), HasSubstr("no recording"));
        EXPECT_EQ(file.error().where, "a.zip");
    }
}

TEST(Rt0File, ATornFileIsAnError) {
    const std::string bytes = sampleBytes();
    for (std::size_t length = 0; length < bytes.size(); length += 97)
        EXPECT_FALSE(readRt0File(bytes.substr(0, length), "a.rt0"));
}

TEST(Rt0File, ADamagedMemberLeavesTheRest) {
    std::string bytes = sampleBytes();
    // The last member's bytes end where the central directory begins.
    const std::size_t directory = bytes.find("PK\x01\x02");
    ASSERT_NE(directory, std::string::npos);
    bytes[directory - 20] = static_cast<char>(bytes[directory - 20] ^ 0x5a);
    const auto file = readRt0File(bytes, "a.rt0");
    ASSERT_TRUE(file) << file.error().message();
    ASSERT_EQ(file->diagnostics.size(), 1U);
    EXPECT_THAT(file->diagnostics[0].message, HasSubstr("runs/06-init-log/stderr"));
    EXPECT_EQ(file->launch.runs.size(), 7U);
}

TEST(ZipReader, ReadsNoMoreThanAllowed) {
    const std::string zeros(std::size_t{32} << 20U, '\0');
    const std::string bytes = zipOf({{"bomb", zeros, false}}, kDate).value();
    EXPECT_LT(bytes.size(), zeros.size() / 500);
    auto archive = ZipReader::open(bytes, "bomb.zip");
    ASSERT_TRUE(archive);
    const auto refused = archive->read("bomb", 1 << 20U);
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message(), HasSubstr("larger than"));
    EXPECT_TRUE(archive->read("bomb", zeros.size()));
}

TEST(ZipReader, ALieAboutTheSizeIsFound) {
    const std::string zeros(100'000, '\0');
    std::string bytes = zipOf({{"liar", zeros, false}}, kDate).value();
    const std::size_t directory = bytes.rfind("PK\x01\x02");
    bytes[directory + 24] = 10; // uncompressed size, little endian
    bytes[directory + 25] = bytes[directory + 26] = bytes[directory + 27] = 0;
    auto archive = ZipReader::open(bytes, "liar.zip");
    ASSERT_TRUE(!archive || !archive->read("liar", 1 << 20U));
}

} // namespace
} // namespace rt0
