#include "core/ingest/testlogs.h"

namespace rt0 {
namespace {

using test::contentOf;
using test::recordingOf;

const std::string kInits = "init runtime @0.04 ms, 0.1 ms clock, 0 bytes, 0 allocs\n"
                           "init main @1.0 ms, 0.1 ms clock, 0 bytes, 0 allocs\n";

TEST(LdDebug, HoldsEveryNumberOfARealLog) {
    const Recording recording = recordingOf(contentOf("logs/dockerd-28.5.2.lddebug.log"));
    ASSERT_EQ(recording.startups.size(), 2U);
    const LoaderRecord& program = recording.startups[1].loader.value();
    const std::string log = contentOf("logs/dockerd-28.5.2.lddebug.log");
    const auto holds = [&](const std::optional<std::uint64_t>& value, const std::string& text) {
        EXPECT_NE(log.find(std::to_string(program.pid) + ":\t"), std::string::npos);
        EXPECT_NE(log.rfind(text + std::to_string(value.value())), std::string::npos) << text;
    };
    holds(program.totalCycles, "total startup time in dynamic loader: ");
    holds(program.relocationCycles, "time needed for relocation: ");
    holds(program.relocations, "number of relocations: ");
    holds(program.relocationsFromCache, "number of relocations from cache: ");
    holds(program.relativeRelocations, "number of relative relocations: ");
    holds(program.loadCycles, "time needed to load objects: ");
    EXPECT_FALSE(program.finalRelocations);
    EXPECT_EQ(recording.source.formats, std::vector<std::string>{"lddebug"});
}

TEST(LdDebug, GivesTheLastBlockBeforeTheInitsToTheProgram) {
    const Recording recording = recordingOf(contentOf("logs/dockerd-28.5.2.lddebug.log") + kInits);
    ASSERT_EQ(recording.startups.size(), 2U);
    EXPECT_TRUE(recording.startups[0].inits.empty());
    EXPECT_EQ(recording.startups[1].inits.size(), 2U);
    EXPECT_EQ(recording.startups[1].loader.value().pid, recording.startups[0].loader.value().pid + 1);
}

TEST(LdDebug, JoinsWhatIsPrintedWhenTheProcessExits) {
    const std::string log = "       77:\t\n       77:\truntime linker statistics:\n"
                            "       77:\t  total startup time in dynamic loader: 100 clock cycles\n" +
                            kInits +
                            "       77:\t\n       77:\truntime linker statistics:\n"
                            "       77:\t           final number of relocations: 12\n"
                            "       77:\tfinal number of relocations from cache: 3\n";
    const Recording recording = recordingOf(log);
    ASSERT_EQ(recording.startups.size(), 1U);
    const LoaderRecord& loader = recording.startups[0].loader.value();
    EXPECT_EQ(loader.totalCycles, 100U);
    EXPECT_EQ(loader.finalRelocations, 12U);
    EXPECT_EQ(loader.finalRelocationsFromCache, 3U);
}

TEST(LdDebug, AProcessThatExecutesAnotherProgramHasTwoBlocks) {
    const std::string block = "       77:\truntime linker statistics:\n"
                              "       77:\t  total startup time in dynamic loader: 100 cycles\n";
    EXPECT_EQ(recordingOf(block + block).startups.size(), 2U);
}

std::string blockOf(const std::string& pid, const std::string& cycles) {
    return pid + ":\truntime linker statistics:\n" + pid +
           ":\t  total startup time in dynamic loader: " + cycles + " cycles\n";
}

TEST(LdDebug, ContainersNumberTheirProcessesEachFromOne) {
    const std::string end = "1:\truntime linker statistics:\n1:\tfinal number of relocations: ";
    const std::string log = test::prefixed(blockOf("1", "100") + kInits, "a | ") +
                            test::prefixed(blockOf("1", "200") + kInits, "b | ") +
                            test::prefixed(end + "11\n", "a | ") + test::prefixed(end + "22\n", "b | ");
    const Recording recording = recordingOf(log);
    ASSERT_EQ(recording.startups.size(), 2U);
    EXPECT_EQ(recording.startups[0].loader.value().totalCycles, 100U);
    EXPECT_EQ(recording.startups[0].loader.value().finalRelocations, 11U);
    EXPECT_EQ(recording.startups[1].loader.value().totalCycles, 200U);
    EXPECT_EQ(recording.startups[1].loader.value().finalRelocations, 22U);
}

TEST(LdDebug, AProcessThatEndedIsNotTheProgramThatBeginsLater) {
    const Recording recording =
        recordingOf(blockOf("7", "100") +
                    "7:\truntime linker statistics:\n7:\tfinal number of relocations: 1\n" + kInits);
    ASSERT_EQ(recording.startups.size(), 2U);
    EXPECT_TRUE(recording.startups[0].inits.empty());
    EXPECT_FALSE(recording.startups[1].loader);
}

TEST(LdDebug, SeveralProcessesBeforeAStartupAreANotice) {
    const Recording several = recordingOf(blockOf("7", "100") + blockOf("8", "200") + kInits);
    ASSERT_EQ(several.diagnostics.size(), 1U);
    EXPECT_EQ(several.diagnostics[0].severity, Diagnostic::Severity::Notice);
    EXPECT_EQ(several.startups.at(1).loader.value().pid, 8U);
    EXPECT_TRUE(recordingOf(blockOf("7", "100") + blockOf("7", "200") + kInits).diagnostics.empty());
}

TEST(LdDebug, ReadsThroughPrefixesAndJson) {
    const std::string block = "77:\truntime linker statistics:\n"
                              "77:\t  total startup time in dynamic loader: 100 cycles\n";
    for (
        const std::string& log :
        {test::prefixed(block, "2024-01-02T03:04:05.6Z stderr F      "), test::replaced(block, "\n", "\r\n"),
         std::string(
             R"({"log":"     77:\truntime linker statistics:\n","stream":"stderr"})"
             "\n"
             R"({"log":"     77:\t  total startup time in dynamic loader: 100 cycles\n","stream":"stderr"})")}) {
        const Recording recording = recordingOf(log);
        ASSERT_EQ(recording.startups.size(), 1U) << log;
        EXPECT_EQ(recording.startups[0].loader.value().totalCycles, 100U) << log;
    }
}

} // namespace
} // namespace rt0
