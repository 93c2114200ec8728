#include "analysis/optimize/outputcheck.h"

#include <gmock/gmock.h>

namespace rt0 {
namespace {

using testing::HasSubstr;
using Result = OutputCheck::Result;

struct Said {
    std::string output;
    std::string errors = {};
    int status = 0;
};

Launch launchOf(std::vector<Said> runs, LaunchEnd end = LaunchEnd::Exited, const char* program = "/bin/p") {
    Launch launch;
    launch.command = {program};
    launch.until = LaunchUntil::Exit;
    for (Said& said : runs) {
        LaunchRun& run = launch.runs.emplace_back();
        run.end = end;
        run.standardOutput.text = std::move(said.output);
        run.standardError.text = std::move(said.errors);
        run.exitStatus = said.status;
    }
    return launch;
}

TEST(OutputCheck, findsTheFirstLineThatDiffers) {
    const Launch base = launchOf({{"a\nb\nc\n"}, {"a\nb\nc\n"}});
    EXPECT_EQ(checkOutput(base, nullptr, base).result, Result::Same);
    const OutputCheck changed = checkOutput(base, nullptr, launchOf({{"a\nB\nc\n"}, {"a\nb\nc\n"}}));
    EXPECT_EQ(changed.result, Result::Changed);
    EXPECT_EQ(changed.text, "standard output, line 2: \"B\" instead of \"b\" (in 1 of 2 starts)");
    EXPECT_EQ(checkOutput(base, nullptr, launchOf({{"a\nb\n"}})).text,
              "standard output, line 3: nothing instead of \"c\"");
    EXPECT_THAT(checkOutput(base, nullptr, launchOf({{"a\nb\nc\n", "oh\n"}})).text,
                HasSubstr("standard error, line 1: \"oh\" instead of nothing"));
    EXPECT_EQ(checkOutput(base, nullptr, launchOf({{"a\nb\nc\n", "", 1}})).text,
              "exit status 1 instead of exit status 0");
}

TEST(OutputCheck, saysNothingOfWhatVariesByItself) {
    const Launch base = launchOf({{"at 12:01\n"}, {"at 12:02\n"}});
    const OutputCheck check = checkOutput(base, nullptr, launchOf({{"at 12:03\n"}}));
    EXPECT_EQ(check.result, Result::Varies);
    EXPECT_EQ(check.text, "standard output differ between equal starts");
    const Launch stable = launchOf({{"x\n"}});
    const Launch control = launchOf({{"y\n"}});
    EXPECT_EQ(checkOutput(stable, &control, stable).result, Result::Varies);
    // The status is compared all the same.
    EXPECT_EQ(checkOutput(base, nullptr, launchOf({{"at 12:03\n", "", 7}})).result, Result::Changed);
}

TEST(OutputCheck, allowsTheProgramsOwnPathAndATextCutByUs) {
    const Launch base = launchOf({{"usage: /tmp/0/p FILE\n"}}, LaunchEnd::Exited, "/tmp/0/p");
    const Launch moved = launchOf({{"usage: /tmp/1/p FILE\n"}}, LaunchEnd::Exited, "/tmp/1/p");
    EXPECT_EQ(checkOutput(base, nullptr, moved).result, Result::Same);
    const Launch longer = launchOf({{"ready\nserving\n"}}, LaunchEnd::Stopped);
    const Launch shorter = launchOf({{"ready\n"}}, LaunchEnd::Stopped);
    EXPECT_EQ(checkOutput(longer, nullptr, shorter).result, Result::Same);
    EXPECT_EQ(checkOutput(shorter, nullptr, launchOf({{"Ready\n"}}, LaunchEnd::Stopped)).result,
              Result::Changed);
    EXPECT_EQ(checkOutput(base, nullptr, launchOf({})).result, Result::NotCompared);
}

} // namespace
} // namespace rt0
