#pragma once

#include "capture/recordlaunch.h"

#include <filesystem>
#include <string>
#include <sys/types.h>
#include <vector>

namespace rt0::test {

/// Path of a program below tests/goprograms.
std::string goProgram(const std::string& name);

/// Why recordings cannot be tested here; empty: they can.
std::string whyNoRecording(const std::string& program);

/// One round with probes and nothing else, until the program ends.
LaunchOptions oneRun(const std::string& program, std::vector<std::string> arguments = {});

/// The numbers in a program's line "pids N M".
std::vector<pid_t> pidsIn(const std::string& text);

/// True when none of them exists any more, or becomes so within the time.
bool gone(const std::vector<pid_t>& pids, std::chrono::milliseconds within = std::chrono::seconds(5));

/// The run of that purpose; fails the test and gives an empty one when there is none.
const LaunchRun& runOf(const Launch& launch, LaunchPurpose purpose);

/// Time between the first entry and the next return of a function; −1 when there is no such pair.
Nanoseconds timeIn(const LaunchRun& run, const std::string& function);
/// Of a package's init.
Nanoseconds timeInPackage(const Launch& launch, const LaunchRun& run, const std::string& package);

/// A folder that is removed at the end.
class ScratchFolder {
public:
    ScratchFolder();
    ~ScratchFolder();
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;
    std::string file(const std::string& name) const { return (m_path / name).string(); }

private:
    std::filesystem::path m_path;
};

} // namespace rt0::test

/// Skips where there is no Go toolchain or ptrace is not permitted.
#define RT0_NEEDS_RECORDING(program)                                                                         \
    if (const std::string why = rt0::test::whyNoRecording(program); !why.empty())                            \
    GTEST_SKIP() << why
