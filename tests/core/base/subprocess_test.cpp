#include "base/subprocess.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <thread>

namespace rt0 {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::HasSubstr;

SubprocessRequest shell(const std::string& script) {
    SubprocessRequest request;
    request.program = "sh";
    request.arguments = {"-c", script};
    return request;
}

TEST(Subprocess, HandsOverInputAndTakesOutput) {
    // More than a socket holds, so that reading and writing must alternate.
    const std::string input(3'000'000, 'x');
    SubprocessRequest request = shell("cat; echo finished >&2; exit 3");
    request.input = input;
    const auto ran = runSubprocess(request);
    ASSERT_TRUE(ran) << ran.error().message();
    EXPECT_EQ(ran->output, input);
    EXPECT_EQ(ran->errors, "finished\n");
    EXPECT_EQ(ran->exitCode, 3);
    EXPECT_FALSE(ran->succeeded());
}

TEST(Subprocess, SurvivesAProgramThatReadsNothing) {
    const std::string input(3'000'000, 'x');
    SubprocessRequest request = shell("exec 0<&-; echo out");
    request.input = input;
    const auto ran = runSubprocess(request);
    ASSERT_TRUE(ran);
    EXPECT_EQ(ran->output, "out\n");
    EXPECT_TRUE(ran->succeeded());
}

TEST(Subprocess, SetsDirectoryAndEnvironment) {
    SubprocessRequest request = shell("pwd; echo \"$RT0_SET $HOME\"");
    request.workingDirectory = "/";
    request.environment = {"RT0_SET=value", "HOME=/nowhere"};
    const auto ran = runSubprocess(request);
    ASSERT_TRUE(ran);
    EXPECT_EQ(ran->output, "/\nvalue /nowhere\n");
}

TEST(Subprocess, TellsTheSignal) {
    const auto ran = runSubprocess(shell("kill -SEGV $$"));
    ASSERT_TRUE(ran);
    EXPECT_EQ(ran->signal, SIGSEGV);
}

TEST(Subprocess, RefusesWhatIsNotThere) {
    SubprocessRequest request;
    request.program = "no-such-program-of-rt0scope";
    const auto ran = runSubprocess(request);
    ASSERT_FALSE(ran);
    EXPECT_THAT(ran.error().message(), HasSubstr("no-such-program-of-rt0scope: cannot be started"));
}

TEST(Subprocess, EndsWhatTakesTooLongWithItsChildren) {
    SubprocessRequest request = shell("sleep 60 & sleep 60");
    request.timeLimit = milliseconds(50);
    const auto begin = std::chrono::steady_clock::now();
    const auto ran = runSubprocess(request);
    ASSERT_FALSE(ran);
    EXPECT_THAT(ran.error().what, HasSubstr("took longer"));
    EXPECT_LT(std::chrono::steady_clock::now() - begin, seconds(20));
}

TEST(Subprocess, EndsWhatClosedItsOutputsAndRunsOn) {
    SubprocessRequest request = shell("exec >&- 2>&-; sleep 60");
    request.timeLimit = milliseconds(50);
    EXPECT_FALSE(runSubprocess(request));
}

TEST(Subprocess, StopsWhenAsked) {
    std::stop_source stop;
    std::jthread asks([&stop] {
        std::this_thread::sleep_for(milliseconds(30));
        stop.request_stop();
    });
    const auto ran = runSubprocess(shell("sleep 60"), stop.get_token());
    ASSERT_FALSE(ran);
    EXPECT_EQ(ran.error().what, "was stopped");
}

TEST(Subprocess, LimitsOutput) {
    SubprocessRequest request = shell("yes");
    request.maxOutput = 1U << 20U;
    const auto ran = runSubprocess(request);
    ASSERT_FALSE(ran);
    EXPECT_THAT(ran.error().what, HasSubstr("more than 1 MB"));
}

} // namespace
} // namespace rt0
