#pragma once

#include "base/filedescriptor.h"
#include "base/result.h"
#include "capture/guardian.h"

#include <memory>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace rt0::capture {

struct StartRequest {
    std::string path;                     ///< absolute
    std::vector<std::string> command;     ///< argv
    std::string workingDirectory;         ///< empty: ours
    std::vector<std::string> environment; ///< the whole of it, NAME=VALUE
    bool passInput = false;               ///< the program reads our standard input; else it finds it empty
    bool passOutput = false;              ///< standard output goes to ours; else through a pipe to us
    int inherited = -1;                   ///< a descriptor the program keeps over its execve
};

/// One start of the program. It waits before its execve until release(), so that a tracer can attach. The
/// destructor kills the program and everything it started.
class ProgramProcess {
public:
    static Result<ProgramProcess> prepare(const StartRequest& request);
    ProgramProcess(ProgramProcess&&) noexcept = default;
    ProgramProcess& operator=(ProgramProcess&&) = delete;
    ~ProgramProcess();

    pid_t pid() const { return m_pid; }
    pid_t guardian() const { return m_guardian; }
    /// Lets the program call execve.
    void release();
    /// CLOCK_MONOTONIC of its call of execve; 0 as long as it has not called it.
    std::int64_t execCall() const { return m_page->execCall; }
    /// What the kernel had noted of the program's thread at that moment.
    CpuAccount beforeExec() const { return m_page->before; }
    /// Why the execve failed, once it has.
    std::optional<Error> startError() const;
    /// Read ends, non-blocking; -1 when passed through. The guardian's reports come through report().
    int standardOutput() const { return m_output.get(); }
    int standardError() const { return m_error.get(); }
    int report() const { return m_report.get(); }
    std::optional<GuardianReport> takeReport();
    /// True when no report will come any more.
    bool guardianGone() const;

    void terminate();
    void kill();

private:
    struct Unmap {
        void operator()(StartPage* page) const;
    };
    ProgramProcess() = default;
    void order(GuardianOrder order);

    std::string m_path;
    std::string m_directory;
    std::unique_ptr<StartPage, Unmap> m_page;
    FileDescriptor m_go;
    FileDescriptor m_control;
    FileDescriptor m_report;
    FileDescriptor m_output;
    FileDescriptor m_error;
    pid_t m_guardian = -1;
    pid_t m_pid = -1;
};

/// Our own environment with `changes` made to it: NAME=VALUE sets, NAME removes.
std::vector<std::string> changedEnvironment(const std::vector<std::string>& changes);

} // namespace rt0::capture
