#include "analysis/pairlanes.h"
#include "readlog.h"
#include "support/smalllog.h"

#include <algorithm>
#include <gtest/gtest.h>

namespace rt0 {
namespace {

std::size_t lanesOf(const LaneModel& model, LaneKind kind) {
    return static_cast<std::size_t>(std::ranges::count(model.lanes, kind, &Lane::kind));
}

TEST(PairLanes, BothStartsLieOnTheAnchorsAxis) {
    const Startup startup = test::startupOfLog(test::kSmallLog);
    PairWishes wishes;
    wishes.anchor = StartAnchor::FirstUserInit;
    const PairedStarts pair = pairStarts(startup, startup, wishes);
    ASSERT_EQ(pair.startup.inits.size(), 2 * startup.inits.size());
    EXPECT_EQ(pair.firstOfB, startup.inits.size());
    EXPECT_EQ(pair.startup.inits[2].drawn.begin, Nanoseconds(0)); // the first outside of std
    EXPECT_EQ(pair.startup.inits[pair.firstOfB + 2].drawn, pair.startup.inits[2].drawn);
    EXPECT_EQ(pair.lanes.partners[2], pair.firstOfB + 2);
    EXPECT_EQ(pair.lanes.partners[pair.firstOfB + 2], 2U);
    EXPECT_EQ(lanesOf(pair.lanes, LaneKind::Inits), 2U);
    EXPECT_EQ(lanesOf(pair.lanes, LaneKind::Connectors), 1U);
    EXPECT_EQ(lanesOf(pair.lanes, LaneKind::InitGroup), 0U); // nothing changed
}

TEST(PairLanes, WhatChangedHasALaneOfItsOwn) {
    const Startup startup = test::startupOfLog(test::kSmallLog);
    PairWishes wishes;
    ChangeWords& words = wishes.packages["github.com/a/b/c"];
    words.change = InitChange::Slower;
    words.delta = std::chrono::milliseconds(3);
    const PairedStarts pair = pairStarts(startup, startup, wishes);
    const auto lane = std::ranges::find(pair.lanes.lanes, LaneKind::InitGroup, &Lane::kind);
    ASSERT_NE(lane, pair.lanes.lanes.end());
    EXPECT_EQ(lane->note, "1 · +3 ms");
    EXPECT_EQ(changeOfColour(pair.lanes.marks[2].colour), InitChange::Slower);
    EXPECT_EQ(changeOfColour(pair.lanes.marks[0].colour), InitChange::Same);
}

TEST(PairLanes, ALogKnowsNoExecAndAnEmptyStartNothing) {
    const Startup startup = test::startupOfLog(test::kSmallLog);
    EXPECT_FALSE(anchorTime(startup, StartAnchor::Exec));
    EXPECT_EQ(anchorTime(startup, StartAnchor::MainMain), startup.inits.back().drawn.end);
    for (const StartAnchor anchor : kStartAnchors)
        EXPECT_FALSE(canAlign(startup, Startup{}, anchor)) << nameOf(anchor);
    EXPECT_EQ(pairStarts(startup, Startup{}, {}).startup.inits.size(), startup.inits.size());
    EXPECT_TRUE(pairStarts(Startup{}, Startup{}, {}).startup.inits.empty());
}

TEST(PairLanes, AColourTellsItsChange) {
    for (const InitChange change : {InitChange::Same, InitChange::Slower, InitChange::Faster,
                                    InitChange::Added, InitChange::Removed, InitChange::Moved})
        for (const double strength : {0.0, 0.5, 1.0, 7.0})
            EXPECT_EQ(changeOfColour(colourOf(change, strength)), change) << signOf(change) << strength;
}

} // namespace
} // namespace rt0
