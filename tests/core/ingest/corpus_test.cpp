// Every line of real logs, read a second time by plain regular expressions.
#include "core/ingest/testlogs.h"

#include <cmath>
#include <fmt/format.h>
#include <regex>

namespace rt0 {
namespace {

using test::contentOf;

/// The interval that a printed number of milliseconds leaves, from its text alone.
TimeBounds boundsOf(const std::string& text, double unit_ns = 1e6) {
    const std::size_t point = text.find('.');
    const std::size_t decimals = point == std::string::npos ? 0 : text.size() - point - 1;
    const auto lo = std::llround(std::stod(text) * unit_ns);
    const auto step = text == "0" ? 1000 : std::llround(unit_ns / std::pow(10, decimals));
    return {Nanoseconds(lo), Nanoseconds(lo + step)};
}

/// Puts lines together again that other lines cut, by a rule as simple as the two real cases.
std::string mended(const std::string& log) {
    static const std::regex cut(R"((init \S+ @)(pacer: [^\n]*\n)([^\n]*allocs\n))");
    return std::regex_replace(log, cut, "$2$1$3");
}

std::vector<std::smatch> matches(const std::string& log, const std::regex& line) {
    return {std::sregex_iterator(log.begin(), log.end(), line), std::sregex_iterator()};
}

class RealLog : public testing::TestWithParam<const char*> {
protected:
    const std::string log = mended(contentOf(std::string("logs/") + GetParam()));
    const StartupRecord startup = test::startupOf(contentOf(std::string("logs/") + GetParam()));
};

TEST_P(RealLog, KeepsEveryNumberOfEveryInit) {
    static const std::regex line(R"(init (\S+) @([\d.]+) ms, ([\d.]+) ms clock, (\d+) bytes, (\d+) allocs)");
    const auto expected = matches(log, line);
    ASSERT_EQ(startup.inits.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
        const InitRecord& init = startup.inits[i];
        EXPECT_EQ(init.package, expected[i].str(1));
        EXPECT_EQ(init.start, boundsOf(expected[i].str(2))) << expected[i].str();
        EXPECT_EQ(init.duration, boundsOf(expected[i].str(3))) << expected[i].str();
        EXPECT_EQ(fmt::format("{} bytes, {} allocs", init.bytes, init.allocs),
                  fmt::format("{} bytes, {} allocs", expected[i].str(4), expected[i].str(5)));
    }
}

TEST_P(RealLog, KeepsEveryNumberOfEveryCycle) {
    static const std::regex line(
        R"(gc (\d+) @([\d.]+)s (\d+)%: ([\d.]+)\+([\d.]+)\+([\d.]+) ms clock, )"
        R"(([\d.]+)\+([\d.]+)/([\d.]+)/([\d.]+)\+([\d.]+) ms cpu, (\d+->\d+->\d+ MB, \d+ MB goal, .*) P)");
    const auto expected = matches(log, line);
    ASSERT_EQ(startup.gcCycles.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
        const GcRecord& gc = startup.gcCycles[i];
        const auto& text = expected[i];
        EXPECT_EQ(std::to_string(gc.number), text.str(1));
        EXPECT_EQ(gc.start, boundsOf(text.str(2), 1e9));
        EXPECT_EQ(std::to_string(gc.cpuPercent), text.str(3));
        const std::array times{gc.stwSweepTermination,
                               gc.concurrentMark,
                               gc.stwMarkTermination,
                               gc.cpuSweepTermination,
                               gc.cpuAssist,
                               gc.cpuBackground,
                               gc.cpuIdle,
                               gc.cpuMarkTermination};
        for (std::size_t t = 0; t < times.size(); ++t)
            EXPECT_EQ(times[t], boundsOf(text.str(4 + t))) << text.str();
        EXPECT_EQ(fmt::format("{}->{}->{} MB, {} MB goal, {} MB stacks, {} MB globals, {}", gc.heapStartMb,
                              gc.heapMarkEndMb, gc.heapLiveMb, gc.goalMb, gc.stacksMb.value(),
                              gc.globalsMb.value(), gc.procs),
                  text.str(12));
    }
}

std::string mainNumbers(const PacerRecord& record) {
    if (const auto* start = std::get_if<PacerCycleStart>(&record.event))
        return fmt::format("(scan {} MB in {}->{} MB) workers={}+", start->scanMb, start->heapLiveMb,
                           start->goalMb, start->dedicatedWorkers);
    if (const auto* end = std::get_if<PacerCycleEnd>(&record.event))
        return fmt::format(
            "{}% CPU ({} exp.) for {}+{}+{} B work ({} B exp.) in {} B -> {} B (\u2206goal {}, cons/mark ",
            end->cpuPercent, end->expectedCpuPercent, end->heapScanBytes, end->stackScanBytes,
            end->globalsScanBytes, end->expectedScanBytes, end->triggerBytes, end->heapLiveBytes,
            end->goalDeltaBytes);
    const auto& sweep = std::get<PacerSweepDone>(record.event);
    return fmt::format("heap size {}MB; allocated {}MB during sweep; swept {} pages at ", sweep.heapLiveMb,
                       sweep.allocatedMb, sweep.sweptPages);
}

double lastFloat(const PacerRecord& record) {
    if (const auto* start = std::get_if<PacerCycleStart>(&record.event))
        return start->fractionalUtilization;
    if (const auto* end = std::get_if<PacerCycleEnd>(&record.event))
        return end->consMark;
    return std::get<PacerSweepDone>(record.event).pagesPerByte;
}

TEST_P(RealLog, KeepsEveryNumberOfThePacer) {
    static const std::regex line(
        R"(pacer: .*(?:workers=\d+\+|cons/mark |pages at )(\S+?)(?:\)| pages/byte)?\n)");
    const auto expected = matches(log, line);
    ASSERT_EQ(startup.pacer.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
        EXPECT_NE(expected[i].str().find(mainNumbers(startup.pacer[i])), std::string::npos)
            << expected[i].str();
        EXPECT_EQ(lastFloat(startup.pacer[i]), std::stod(expected[i].str(1))) << expected[i].str();
        static const std::regex ratio("assist ratio=(\\S+)");
        const std::string text = expected[i].str();
        std::smatch found;
        if (std::regex_search(text, found, ratio)) {
            EXPECT_EQ(std::get<PacerCycleStart>(startup.pacer[i].event).assistRatio, std::stod(found.str(1)));
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Corpus, RealLog,
                         testing::Values("dockerd-26.1.5.gc.log", "docker-proxy-28.5.2.inittrace.log",
                                         "kubectl-1.36.4.gc.log", "prometheus-3.5.3.gc.log",
                                         "rclone-1.60.1.gc.log", "rclone-1.75.2.gc.log",
                                         "fzf-0.74.5.inittrace.log"));

} // namespace
} // namespace rt0
