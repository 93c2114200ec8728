#include "core/ingest/exectrace/tracedata.h"
#include "timeline/spanindex.h"
#include "timeline/traceopen.h"
#include "timeline/tracequery.h"

#include <gmock/gmock.h>

#include <fstream>
#include <iterator>

namespace rt0 {
namespace {

using exectrace::Index;
using exectrace::kNoIndex;

/// Start-ups of a web server, traced from an init on.
class RealTrace : public testing::TestWithParam<const char*> {
protected:
    void SetUp() override {
        const std::string path =
            std::string(RT0SCOPE_TEST_DATA "/startup-pair/") + GetParam() + "/server.trace";
        std::ifstream file(path, std::ios::binary);
        const std::string bytes{std::istreambuf_iterator<char>(file), {}};
        auto opened = openTrace(bytes, path, {}, diagnostics);
        ASSERT_TRUE(opened) << opened.error().message();
        trace = *opened;
    }

    std::vector<Diagnostic> diagnostics;
    std::shared_ptr<const ExecTrace> trace;
};

TEST_P(RealTrace, HasStatesWithoutGaps) {
    const SpanStore& store = trace->spans->store();
    EXPECT_EQ(store.cutSpans(), 0U);
    for (Index goroutine = 0; goroutine < trace->goroutines.size(); ++goroutine) {
        const RowId row = trace->rowOfGoroutine(goroutine);
        for (SpanId span = store.firstOf(row) + 1; span < store.endOf(row); ++span)
            ASSERT_EQ(store.beginNs(span), store.endNs(span - 1)) << trace->goroutineName(goroutine);
    }
}

TEST_P(RealTrace, ShowsEveryRunningGoroutineOnAPAndAThread) {
    const SpanStore& store = trace->spans->store();
    for (Index goroutine = 0; goroutine < trace->goroutines.size(); ++goroutine) {
        const RowId row = trace->rowOfGoroutine(goroutine);
        for (SpanId span = store.firstOf(row); span < store.endOf(row); ++span) {
            if (store.colour(span) != static_cast<std::uint8_t>(TraceColour::Running))
                continue;
            const TracePlace place = placeAt(*trace, goroutine, Nanoseconds(store.beginNs(span)));
            ASSERT_NE(place.proc, kNoIndex);
            ASSERT_NE(place.thread, kNoIndex);
        }
    }
}

TEST_P(RealTrace, TellsWhenMainBegan) {
    ASSERT_NE(mainGoroutine(*trace), kNoIndex);
    EXPECT_EQ(trace->directory.goroutines[mainGoroutine(*trace)], 1U);
    const std::optional<TimeBounds> begin = mainBegin(*trace);
    ASSERT_TRUE(begin);
    EXPECT_TRUE(begin->possible());
    EXPECT_GT(begin->lo, Nanoseconds(0)) << "inits were seen before";
    EXPECT_LT(begin->hi, trace->length);
}

INSTANTIATE_TEST_SUITE_P(Go, RealTrace, testing::Values("go123", "go127"));

std::string warningsOf(const std::string& name) {
    std::vector<Diagnostic> diagnostics;
    if (!openTrace(test::traceBytes("real/" + name + ".trace"), name, {}, diagnostics))
        return "not read";
    std::string all;
    for (const Diagnostic& diagnostic : diagnostics)
        all += diagnostic.message;
    return all;
}

TEST(TraceEnding, OfAKilledProgramIsToldThoughTheFileIsWhole) {
    for (const char* const version : {"go122", "go123", "go124", "go125", "go126", "go127"})
        EXPECT_THAT(warningsOf(std::string(version) + "-multigen-killed"),
                    testing::HasSubstr("does not end with trace.Stop"))
            << version;
}

TEST(TraceEnding, OfOtherTracesIsNot) {
    for (const char* const name :
         {"go122-multigen", "go123-multigen", "go124-multigen", "go126-multigen", "go127-multigen",
          "go125-flight-only", "go126-flight", "go127-flight-only", "go126-std-with-flight",
          "go127-startup-std", "go122-startup-procs1", "go125-allocfree", "go127-startup-cpu"})
        EXPECT_EQ(warningsOf(name), "") << name;
}

} // namespace
} // namespace rt0
