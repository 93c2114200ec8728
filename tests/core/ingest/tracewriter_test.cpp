// The traces that benchmarks make must be sound, or they would measure how damage is handled.
#include "support/tracewriter.h"

#include "ingest/exectrace/reader.h"

#include <gtest/gtest.h>
#include <map>

namespace rt0 {
namespace {

using exectrace::EventType;

struct Types final : exectrace::EventSink {
    void take(std::span<const exectrace::Event> events, const exectrace::Directory& /*directory*/) override {
        for (const exectrace::Event& event : events)
            ++counts[event.type];
    }
    std::map<EventType, std::uint64_t> counts;
};

TEST(SyntheticTrace, isReadToItsEndInEveryGeneration) {
    Types types;
    const auto outcome = exectrace::readTrace(test::SyntheticTrace::make(90'000, 50, 30'000), "made", types);
    ASSERT_TRUE(outcome) << outcome.error().message();
    EXPECT_FALSE(outcome->damage) << outcome->damage->message();
    EXPECT_EQ(outcome->directory.goroutines.size(), 50U);
    EXPECT_EQ(outcome->directory.syncs.size(), 4U);
    for (const EventType type : {EventType::GoUnblock, EventType::GoBlock, EventType::GoStart})
        EXPECT_EQ(types.counts[type], 30'000U);
}

} // namespace
} // namespace rt0
