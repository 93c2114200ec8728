#pragma once

#include "base/result.h"
#include "base/time.h"

#include <cstddef>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

/// Runs another program to its end and takes what it prints.
namespace rt0 {

struct SubprocessRequest {
    std::string program;                  ///< a path, or a name that is looked up in PATH
    std::vector<std::string> arguments;   ///< without the program itself
    std::string workingDirectory;         ///< empty: ours
    std::vector<std::string> environment; ///< NAME=VALUE, set in addition to our own
    std::string_view input;               ///< for its standard input; must outlive the call
    std::size_t maxOutput = std::size_t(1) << 30U;
    Nanoseconds timeLimit = std::chrono::minutes(5);
};

struct SubprocessOutput {
    int exitCode = 0; ///< meaningless when a signal ended it
    int signal = 0;   ///< 0: it exited by itself
    std::string output;
    std::string errors; ///< standard error, its last 64 KiB

    bool succeeded() const { return signal == 0 && exitCode == 0; }
};

/// Blocks until the program has ended; call it from a worker thread where that matters. The program runs in a
/// process group of its own, which is killed when the time is over, too much is printed, or `stop` asks for
/// it. Errors: those three, or it could not be started. A program that fails is no error: see succeeded().
Result<SubprocessOutput> runSubprocess(const SubprocessRequest& request, const std::stop_token& stop = {});

} // namespace rt0
