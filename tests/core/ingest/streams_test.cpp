// What stands before the records, and which of it tells programs apart.
#include "core/ingest/testlogs.h"

#include <functional>

namespace rt0 {
namespace {

using test::recordingOf;
using test::startupOf;

const std::array kInits{std::string("init runtime @0.02 ms, 0.01 ms clock, 0 bytes, 0 allocs"),
                        std::string("init errors @0.1 ms, 0.01 ms clock, 0 bytes, 0 allocs"),
                        std::string("init os @0.2 ms, 0.01 ms clock, 0 bytes, 0 allocs"),
                        std::string("init fmt @0.3 ms, 0.01 ms clock, 0 bytes, 0 allocs")};

/// The four inits, each behind a prefix of its own.
std::string logOf(const std::function<std::string(std::size_t)>& prefix) {
    std::string log;
    for (std::size_t i = 0; i < kInits.size(); ++i)
        log += prefix(i) + kInits[i] + "\n";
    return log;
}

std::string logOf(const std::string& prefix) {
    return logOf([&](std::size_t) { return prefix; });
}

/// The lines of both, in turn.
std::string inTurn(const std::string& a, const std::string& b) {
    std::string log;
    for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
        log += a.substr(i, a.find('\n', i) + 1 - i) + b.substr(j, b.find('\n', j) + 1 - j);
        i = a.find('\n', i) + 1;
        j = b.find('\n', j) + 1;
    }
    return log;
}

TEST(Streams, WordsThatVaryFromLineToLineDoNotTellProgramsApart) {
    const auto n = [](std::size_t i) { return std::to_string(i); };
    const std::vector<std::function<std::string(std::size_t)>> prefixes{
        [&](std::size_t i) { return "0." + n(i) + "s "; },
        [&](std::size_t i) { return "[+" + n(3 * i) + "ms] "; },
        [&](std::size_t i) { return "INFO[000" + n(i / 2) + "] "; },
        [&](std::size_t i) { return "INFO[000" + n(i) + "] "; },
        [&](std::size_t i) { return "[11:59:5" + n(i) + (i < 2 ? " AM] " : " PM] "); },
        [&](std::size_t i) {
            return R"({"__CURSOR":"s=739ad463348b4ceca5a9;i=4ece)" + n(i) + R"(;b=6c7c","MESSAGE":")";
        },
        [&](std::size_t i) { return R"({"insertId":"1x8f3kfabc)" + n(i) + R"(","textPayload":")"; }};
    for (const auto& prefix : prefixes)
        EXPECT_EQ(startupOf(logOf(prefix)).inits.size(), 4U) << prefix(1);
}

TEST(Streams, ColoursArePartOfNoPrefix) {
    const StartupRecord startup = startupOf(logOf("\x1b[36mweb-1  | \x1b[0m"));
    EXPECT_EQ(startup.inits.size(), 4U);
    EXPECT_EQ(startup.stream, "web-1");
}

TEST(Streams, NumberedProgramsAreToldApart) {
    const std::vector<std::pair<std::string, std::string>> prefixes{
        {"[0] ", "[1] "},
        {"web-1  | ", "web-2  | "},
        {"Nov 23 15:20:18 host prog[123]: ", "Nov 23 15:20:18 host prog[124]: "},
        {"[pod/web-7d9f8b6c5-x/app] ", "[pod/web-8d9f8b6c5-x/app] "}};
    for (const auto& [a, b] : prefixes) {
        for (const std::string& log : {inTurn(logOf(a), logOf(b)), logOf(a) + logOf(b)}) {
            const Recording recording = recordingOf(log);
            ASSERT_EQ(recording.startups.size(), 2U) << a;
            EXPECT_NE(recording.startups[0].stream, recording.startups[1].stream) << a;
            EXPECT_EQ(recording.startups[0].inits.size(), 4U) << a;
            EXPECT_TRUE(recording.diagnostics.empty()) << a;
        }
    }
}

TEST(Streams, ContainersAreToldApartBehindAClock) {
    const auto container = [](const std::string& name) {
        return logOf([&](std::size_t i) { return name + " | INFO[000" + std::to_string(i / 2) + "] "; });
    };
    const Recording recording = recordingOf(inTurn(container("web-1"), container("web-2")));
    ASSERT_EQ(recording.startups.size(), 2U);
    EXPECT_EQ(recording.startups[0].inits.size(), 4U);
}

TEST(Streams, ASingleRecordOfAnotherContainerStaysItsOwn) {
    for (const std::string other : {"db-1  | ", "web-2  | "}) {
        const Recording recording =
            recordingOf(logOf("web-1  | ") + other + "init net @0.5 ms, 0.1 ms clock, 0 bytes, 0 allocs\n" +
                        "web-1  | init net @0.6 ms, 0.1 ms clock, 0 bytes, 0 allocs\n");
        ASSERT_EQ(recording.startups.size(), 2U) << other;
        EXPECT_EQ(recording.startups[0].inits.size(), 5U) << other;
        EXPECT_EQ(recording.startups[1].inits.size(), 1U) << other;
    }
}

TEST(Streams, OutputWithoutLineEndIsNoStream) {
    for (const std::string prefix : {"", "web-1  | "})
        for (const std::size_t first : {0U, 1U, 2U}) {
            const std::string log = logOf(
                [&](std::size_t i) { return prefix + (i == first || i == first + 1 ? "Loading..." : ""); });
            const std::string more = prefix + "init a @0.5 ms, 0.1 ms clock, 0 bytes, 0 allocs\n";
            const StartupRecord startup = startupOf(log + more);
            EXPECT_EQ(startup.inits.size(), 5U) << prefix << first;
        }
}

TEST(Streams, AStartupBehindAPrefixAmidUnprefixedOnesIsItsOwn) {
    const std::string plain = logOf("");
    const Recording recording = recordingOf(inTurn(plain, logOf("child: ")) + plain);
    ASSERT_EQ(recording.startups.size(), 3U);
    EXPECT_EQ(recording.startups[1].stream, "child:");
    EXPECT_EQ(recording.startups[1].inits.size(), 4U);
}

TEST(Streams, PartsOfALineThatCriCutAreOneLine) {
    const std::string log = logOf("2024-01-02T03:04:05.6Z stderr F ") +
                            "2024-01-02T03:04:05.7Z stderr P init foo @\n"
                            "2024-01-02T03:04:05.7Z stderr F 0.5 ms, 0.1 ms clock, 0 bytes, 0 allocs\n";
    EXPECT_EQ(startupOf(log).inits.size(), 5U);
}

TEST(Streams, ALineLongerThanTheBufferKeepsItsPrefix) {
    std::string log = logOf("web-1  | ");
    log += "web-1  | init a @0.5 ms, 0.1 ms clock, 0 bytes, 0 allocs " + std::string(1'500'000, '.');
    log += " init b @0.7 ms, 0.1 ms clock, 0 bytes, 0 allocs\n";
    EXPECT_EQ(startupOf(log).inits.size(), 6U);
}

TEST(Streams, ManyStreamsOfManyPackagesAreReadInLinearTimeAndMemory) {
    std::string log;
    for (int i = 0; i < 20'000; ++i) {
        std::string name = "x";
        for (int n = i; n > 0; n /= 20)
            name += static_cast<char>('g' + n % 20);
        log += name + ": init " + name + " @0.5 ms, 0.1 ms clock, 0 bytes, 0 allocs\n";
    }
    EXPECT_EQ(recordingOf(log).startups.size(), 20'000U);
}

} // namespace
} // namespace rt0
