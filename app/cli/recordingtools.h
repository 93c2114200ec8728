#pragma once

#include "base/result.h"
#include "commandline.h"
#include "recording/launch.h"

#include <iosfwd>
#include <stop_token>
#include <string>
#include <thread>

/// What the commands that start programs share. Internal to app/cli.
namespace rt0::cli {

inline constexpr const char* kWipe = "\r\x1b[K"; ///< empties the line of a terminal

/// While it lives, Ctrl-C and SIGTERM ask the recording to stop, which ends the program that it started.
class StopOnSignal {
public:
    StopOnSignal();
    StopOnSignal(const StopOnSignal&) = delete;
    StopOnSignal& operator=(const StopOnSignal&) = delete;
    ~StopOnSignal();

    std::stop_token token() const { return m_stop.get_token(); }
    bool stopped() const { return m_stop.stop_requested(); }

private:
    std::stop_source m_stop;
    void (*m_oldInterrupt)(int);
    void (*m_oldTerminate)(int);
    void (*m_oldFileSize)(int);
    std::jthread m_watcher;
};

/// "with probes".
const char* nameOf(LaunchPurpose purpose);
/// Facts of a Go program's file as JSON, for a recording; empty when it cannot be read.
std::string programFacts(const std::string& program);
/// Whether the program did what it was started for in all runs; says what it did instead.
bool succeeded(const Launch& launch, std::ostream& err);
/// What the errors of recordLaunch mean: only a missing library is the program's own failure.
ExitCode codeOf(const Error& error);

} // namespace rt0::cli
