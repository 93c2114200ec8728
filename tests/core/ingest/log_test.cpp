// Whole logs: what else is in them, what stands before each line, how many programs wrote them.
#include "core/ingest/testlogs.h"

#include <filesystem>
#include <sys/stat.h>
#include <unistd.h>

namespace rt0 {
namespace {

using test::contentOf;
using test::recordingOf;
using test::startupOf;

const std::string kSmall = "logs/docker-proxy-28.5.2.inittrace.log";

std::vector<std::string> packagesOf(const StartupRecord& startup) {
    std::vector<std::string> packages;
    for (const InitRecord& init : startup.inits)
        packages.push_back(init.package);
    return packages;
}

class PrefixedLog : public testing::TestWithParam<const char*> {};

TEST_P(PrefixedLog, ReadsAsTheLogItself) {
    const std::string log = contentOf("logs/dockerd-26.1.5.gc.log");
    StartupRecord expected = startupOf(log);
    StartupRecord actual = startupOf(test::prefixed(log, GetParam()));
    actual.stream.clear();
    EXPECT_EQ(actual, expected);
}

INSTANTIATE_TEST_SUITE_P(Loggers, PrefixedLog,
                         testing::Values("2024-01-02T03:04:05.678Z ", "Nov 23 15:20:18 host prog[123]: ",
                                         "I0102 15:04:05.123456   12345 file.go:12] ",
                                         "2024-01-02T03:04:05.6Z stderr F ", "web-1  | ",
                                         "\x1b[36mweb-1  |\x1b[0m ", "[pod/x/y] ", "00:00:01 ",
                                         "[    0.123456] ", "Mon Jan  2 15:04:05 UTC 2006: ", "> "));

TEST(Log, ReadsCrLfLikeLf) {
    const std::string log = contentOf("logs/dockerd-26.1.5.gc.log");
    EXPECT_EQ(startupOf(test::replaced(log, "\n", "\r\n")), startupOf(log));
}

TEST(Log, ReadsTimesThatDifferFromLineToLine) {
    const std::string log = contentOf(kSmall);
    std::string timed;
    std::size_t number = 0;
    for (std::size_t at = 0; at < log.size(); at = log.find('\n', at) + 1)
        timed += "2024-01-02T03:04:" + std::to_string(10 + number++ % 50) + "Z " +
                 log.substr(at, log.find('\n', at) + 1 - at);
    EXPECT_EQ(startupOf(timed).inits, startupOf(log).inits);
}

TEST(Log, ReadsDockersJsonFiles) {
    const std::string log = contentOf("logs/dockerd-26.1.5.gc.log");
    std::string json;
    for (std::size_t at = 0; at < log.size(); at = log.find('\n', at) + 1)
        json += R"({"log":")" + test::replaced(log.substr(at, log.find('\n', at) - at), ">", "\\u003e") +
                R"(\n","stream":"stderr","time":"2024-01-02T03:04:05.6Z"})" + "\n";
    StartupRecord expected = startupOf(log);
    StartupRecord actual = startupOf(json);
    actual.stream = expected.stream;
    EXPECT_EQ(actual, expected);
}

TEST(Log, FindsItsLinesInAnyOtherOutput) {
    const std::string log = contentOf(kSmall);
    std::string mixed;
    for (std::size_t at = 0; at < log.size(); at = log.find('\n', at) + 1)
        mixed += "listening on :8080 @ home\nuser@host.org pacer init gc\n\n" +
                 log.substr(at, log.find('\n', at) + 1 - at);
    EXPECT_EQ(packagesOf(startupOf(mixed)), packagesOf(startupOf(log)));
    EXPECT_EQ(startupOf(mixed).inits[1].line, 8U);
}

TEST(Log, TakesOutputWithoutLineEndForNoLogger) {
    std::string log = contentOf(kSmall);
    log.insert(log.find("init sync "), "Loading... ");
    EXPECT_EQ(packagesOf(startupOf(log)), packagesOf(startupOf(contentOf(kSmall))));
}

TEST(Log, OffersRunsOneAfterAnotherAsSeparateStartups) {
    const std::string log = contentOf(kSmall);
    const Recording recording = recordingOf(log + contentOf("logs/fzf-0.74.5.inittrace.log") + log);
    ASSERT_EQ(recording.startups.size(), 3U);
    EXPECT_EQ(recording.startups[0].inits.size(), 34U);
    EXPECT_EQ(recording.startups[1].firstLine, 35U);
    EXPECT_EQ(packagesOf(recording.startups[2]), packagesOf(recording.startups[0]));
    EXPECT_TRUE(recording.diagnostics.empty());
}

TEST(Log, TellsContainersApartByTheirPrefix) {
    const std::string a = test::prefixed(contentOf(kSmall), "a-1 | ");
    const std::string b = test::prefixed(contentOf("logs/fzf-0.74.5.inittrace.log"), "b-1 | ");
    std::string mixed;
    for (std::size_t i = 0, j = 0; i < a.size() || j < b.size();) {
        const auto line = [&mixed](const std::string& from, std::size_t& at) {
            if (at < from.size()) {
                mixed += from.substr(at, from.find('\n', at) + 1 - at);
                at = from.find('\n', at) + 1;
            }
        };
        line(a, i);
        line(b, j);
    }
    const Recording recording = recordingOf(mixed);
    ASSERT_EQ(recording.startups.size(), 2U);
    EXPECT_EQ(recording.startups[0].stream, "a-1");
    EXPECT_EQ(packagesOf(recording.startups[0]), packagesOf(startupOf(a)));
    EXPECT_EQ(packagesOf(recording.startups[1]), packagesOf(startupOf(b)));
}

TEST(Log, TellsAChildFromItsParentAndSaysThatLinesAreMixed) {
    const auto init = [](const std::string& package, const std::string& time) {
        return "init " + package + " @" + time + " ms, 0.010 ms clock, 0 bytes, 0 allocs\n";
    };
    const Recording recording =
        recordingOf(init("runtime", "0.10") + init("os", "5.0") + // the parent starts a child
                    init("runtime", "0.12") + init("os", "4.0") + init("a", "4.1") + init("main", "4.2") +
                    init("a", "9.0") + init("main", "9.1"));
    ASSERT_EQ(recording.startups.size(), 2U);
    EXPECT_EQ(packagesOf(recording.startups[0]), (std::vector<std::string>{"runtime", "os", "a", "main"}));
    EXPECT_EQ(packagesOf(recording.startups[1]), packagesOf(recording.startups[0]));
    ASSERT_EQ(recording.diagnostics.size(), 1U);
    EXPECT_EQ(recording.diagnostics[0].severity, Diagnostic::Severity::Notice);
}

TEST(Log, CutAnywhereKeepsTheWholeLines) {
    const std::string log = contentOf(kSmall);
    for (std::size_t length = log.find('\n') + 1; length <= log.size(); ++length) {
        const auto recording = readBytes(log.substr(0, length), {});
        ASSERT_TRUE(recording) << length;
        const std::string whole = log.substr(0, length);
        const auto lines = static_cast<std::size_t>(std::count(whole.begin(), whole.end(), '\n'));
        const bool endsWhole = whole.ends_with("allocs");
        ASSERT_EQ(recording->startups.size(), 1U) << length;
        EXPECT_EQ(recording->startups[0].inits.size(), lines + (endsWhole ? 1 : 0)) << length;
    }
}

TEST(Log, ReadsALineLongerThanItsBuffer) {
    const std::string log = contentOf(kSmall);
    const std::string padded = std::string(2'500'000, '@') + " " + test::replaced(log, "\n", " ");
    EXPECT_EQ(packagesOf(startupOf(padded)), packagesOf(startupOf(log)));
}

TEST(Log, SurvivesHostileInput) {
    const std::array hostile{
        std::string(1'000'000, '@'),
        test::prefixed(std::string(200'000, '\n'), "init a @ "),
        std::string(300'000, '\0'),
        test::replaced(std::string(100'000, 'x'), "x", "runtime linker statistics:"),
        test::replaced(std::string(100'000, 'x'), "x", "init a @ "),
        test::replaced(std::string(100'000, 'x'), "x", "gc 1 @0.001s 1%: "),
        std::string("init a @999999999999 ms, 999999999999 ms clock, 18446744073709551615 bytes, "
                    "18446744073709551616 allocs\n"),
        std::string("gc 18446744073709551616 @0.0s\n")};
    for (const std::string& log : hostile)
        EXPECT_FALSE(readBytes(log, {})) << log.substr(0, 40);
}

TEST(Log, BoundsWhatAHostileLogOfVeryManyStartupsCosts) {
    std::string log;
    for (int i = 0; i < 30'000; ++i)
        log += "init runtime @0.10 ms, 0.1 ms clock, 0 bytes, 0 allocs\n";
    const Recording recording = recordingOf(log);
    EXPECT_EQ(recording.startups.size(), 20'000U);
    ASSERT_EQ(recording.diagnostics.size(), 1U);
    EXPECT_EQ(recording.diagnostics[0].line, 20'001U);
}

TEST(Log, SaysWhatToDoWhenItHoldsNoStartup) {
    const auto nothing = readBytes("hello\n", {"x.log", 0, {}, {}});
    ASSERT_FALSE(nothing);
    EXPECT_EQ(nothing.error().what, "no start-up lines found");
    EXPECT_EQ(nothing.error().where, "x.log");
    EXPECT_NE(nothing.error().hint.find("GODEBUG=inittrace=1"), std::string::npos);
    EXPECT_EQ(readBytes("", {}).error().what, "the file is empty");
}

TEST(Log, NamesTheKindOfFileThatItCannotRead) {
    using namespace std::string_view_literals;
    const std::pair<std::string_view, std::string_view> kinds[]{
        {"go 1.23 trace\0\0\0rest"sv, "Go execution trace (go 1.23)"},
        {"\x7f"
         "ELF\2\1\1"sv,
         "ELF"},
        {"\x1f\x8b\x08\0"sv, "gzip"},
        {"PK\x03\x04"sv, "zip"},
        {"\xff\xfei\0n\0i\0t\0"sv, "UTF-16"}};
    for (const auto& [content, name] : kinds) {
        const auto result = readBytes(content, {});
        ASSERT_FALSE(result) << name;
        EXPECT_NE(result.error().what.find(name), std::string::npos) << result.error().message();
    }
}

TEST(Log, SkipsAByteOrderMark) {
    EXPECT_EQ(startupOf("\xef\xbb\xbf" + contentOf(kSmall)).stream, "");
    EXPECT_EQ(startupOf("\xef\xbb\xbf" + contentOf(kSmall)).inits.size(), 34U);
}

TEST(LogFile, IsReadLikeItsBytesAndKnowsItsDate) {
    const std::string path = test::dataPath("logs/dockerd-26.1.5.gc.log");
    const auto recording = readFile(path);
    ASSERT_TRUE(recording) << recording.error().message();
    EXPECT_EQ(recording->startups.at(0), startupOf(contentOf("logs/dockerd-26.1.5.gc.log")));
    EXPECT_EQ(recording->source.bytes, std::filesystem::file_size(path));
    EXPECT_TRUE(recording->source.modified);
    EXPECT_EQ(recording->source.formats, (std::vector<std::string>{"inittrace", "gctrace", "gcpacertrace"}));
}

TEST(LogFile, IsReadFromAPipe) {
    const std::string path = testing::TempDir() + "rt0scope_log_fifo_" + std::to_string(::getpid());
    ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
    const std::string command = "cat '" + test::dataPath(kSmall) + "' > '" + path + "' &";
    ASSERT_EQ(std::system(command.c_str()), 0);
    const auto recording = readFile(path);
    std::filesystem::remove(path);
    ASSERT_TRUE(recording) << recording.error().message();
    EXPECT_EQ(recording->startups.at(0).inits.size(), 34U);
}

TEST(LogFile, ThatCannotBeReadSaysWhy) {
    EXPECT_EQ(readFile("/nonexistent/x.log").error().message(),
              "/nonexistent/x.log: No such file or directory");
    EXPECT_EQ(readFile(test::dataPath("logs")).error().what, "is a directory");
    EXPECT_FALSE(readFile("/dev/zero"));
}

TEST(LogFile, TellsItsProgressAndCanBeCancelled) {
    std::uint64_t done = 0;
    std::uint64_t total = 0;
    const std::string path = test::dataPath(kSmall);
    ASSERT_TRUE(readFile(path, {[&](std::uint64_t d, std::uint64_t t) { done = d, total = t; }, {}}));
    EXPECT_EQ(done, std::filesystem::file_size(path));
    EXPECT_EQ(total, done);
    std::stop_source stop;
    stop.request_stop();
    EXPECT_EQ(readFile(path, {{}, stop.get_token()}).error().what, "cancelled");
}

} // namespace
} // namespace rt0
