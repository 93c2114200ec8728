#include "ingest/parsedtrace/parsedtrace.h"

#include <fstream>
#include <gtest/gtest.h>
#include <iterator>

namespace rt0::parsedtrace {
namespace {

using exectrace::Directory;
using exectrace::Event;
using exectrace::EventKind;

std::string dataFile(const std::string& name) {
    std::ifstream file(std::string(RT0SCOPE_TEST_DATA) + "/" + name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::string functionsOf(const Directory& directory, exectrace::StackId stack) {
    std::string text;
    for (const exectrace::Frame& frame : directory.stacks[stack])
        text += std::string(directory.text(frame.function)) + ":" + std::to_string(frame.line) + " ";
    return text;
}

/// An event with texts and Go's ids in place of numbers that depend on the reader.
std::string describe(const Event& event, const Directory& directory) {
    const auto id = [](const auto& ids, exectrace::Index index) {
        return index == exectrace::kNoIndex ? std::string("-") : std::to_string(ids[index]);
    };
    const bool ofProc = event.ofProc() || (event.type >= exectrace::EventType::GcSweepActive &&
                                           event.type <= exectrace::EventType::GcSweepEnd);
    const bool isLog = event.kind == exectrace::EventKind::Log;
    const bool isSweepEnd = event.type == exectrace::EventType::GcSweepEnd;
    const bool isExperimental = event.kind == exectrace::EventKind::Experimental;
    std::string text = std::to_string(event.timeNs) + " " + std::string(nameOf(event.kind)) + " M" +
                       id(directory.threads, event.thread) + " P" + id(directory.procs, event.proc) + " G" +
                       id(directory.goroutines, event.goroutine) + " of ";
    if (!event.isTask())
        text += ofProc ? id(directory.procs, event.subject) : id(directory.goroutines, event.subject);
    text += " " + std::to_string(event.from) + ">" + std::to_string(event.to) + " '";
    if (!isSweepEnd && !isExperimental)
        text += std::string(directory.text(event.text)) + "' '";
    if (isLog)
        text += std::string(directory.text(event.text2())) + "' ";
    if (!isExperimental)
        text += std::to_string(event.value) + "," +
                std::to_string(event.isTask() || isSweepEnd ? event.value2() : 0);
    text += " " + functionsOf(directory, event.stack) + "| ";
    return event.kind == exectrace::EventKind::StateTransition
               ? text + functionsOf(directory, event.subjectStack)
               : text;
}

struct Lines final : exectrace::EventSink {
    void take(std::span<const Event> events, const Directory& directory) override {
        for (const Event& event : events)
            lines.push_back(describe(event, directory));
    }
    std::vector<std::string> lines;
};

TEST(ParsedTrace, isKnownByItsFirstLine) {
    EXPECT_TRUE(isParsedTrace("M=-1 P=-1 G=-1 Sync Time=13656609191296 N=1"));
    EXPECT_FALSE(isParsedTrace(""));
    EXPECT_FALSE(isParsedTrace("M=3"));
    EXPECT_FALSE(isParsedTrace("M=-1 P=-1 G=-1 Lunch Time=1"));
    EXPECT_FALSE(isParsedTrace("init runtime @0.03 ms"));
}

TEST(ParsedTrace, saysTheSameAsTheTraceItself) {
    Lines text;
    const std::string parsed = dataFile("traces-json/small.parsed.txt");
    const auto outcome = readParsedTrace(parsed, "small.parsed.txt", text);
    ASSERT_TRUE(outcome) << outcome.error().message();
    EXPECT_TRUE(outcome->diagnostics.empty());
    EXPECT_EQ(outcome->events, text.lines.size());
    ASSERT_FALSE(outcome->directory.syncs.empty());
    EXPECT_TRUE(outcome->directory.syncs[0].clocks);

    Lines binary;
    ASSERT_TRUE(exectrace::readTrace(dataFile("traces-json/small.trace"), "small.trace", binary));
    ASSERT_EQ(text.lines.size(), binary.lines.size());
    for (std::size_t i = 0; i < text.lines.size(); ++i)
        EXPECT_EQ(text.lines[i], binary.lines[i]);
}

TEST(ParsedTrace, quotedTextsLoseTheirQuotes) {
    Lines text;
    ASSERT_TRUE(readParsedTrace(R"(M=1 P=0 G=2 Log Time=5 Task=3 Category="a b" Message="x=\"\t\u00e9\x41")",
                                "text", text));
    ASSERT_EQ(text.lines.size(), 1U);
    EXPECT_NE(text.lines[0].find("'a b' 'x=\"\t\xc3\xa9"
                                 "A' 3,0"),
              std::string::npos)
        << text.lines[0];
}

TEST(ParsedTrace, linesThatMeanNothingAreCounted) {
    Lines text;
    const auto outcome = readParsedTrace("M=1 P=0 G=2 StackSample Time=5\n"
                                         "panic: oh\n"
                                         "M=1 P=0 G=2 StateTransition Time=6 GoID=2 Up->Down Reason=\"\"\n"
                                         "M=1 P=0 G=2 StackSample Time=4\n",
                                         "text", text);
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->events, 2U);
    ASSERT_EQ(outcome->diagnostics.size(), 1U);
    EXPECT_EQ(outcome->diagnostics[0].message, "2 lines could not be read");
}

TEST(ParsedTrace, noCutOrChangedByteCrashes) {
    const std::string whole = dataFile("traces-json/small.parsed.txt");
    Lines sink;
    for (std::size_t length = 0; length < whole.size(); length += 401)
        (void)readParsedTrace(std::string_view(whole).substr(0, length), "text", sink);
    for (std::size_t at = 0; at < whole.size(); at += 397) {
        std::string changed = whole;
        changed[at] = static_cast<char>(changed[at] ^ 9);
        (void)readParsedTrace(changed, "text", sink);
    }
}

} // namespace
} // namespace rt0::parsedtrace
