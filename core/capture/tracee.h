#pragma once

#include "base/filedescriptor.h"
#include "base/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <sys/user.h>

namespace rt0::capture {

/// Values of the auxiliary vector that the kernel gave a new image.
struct AuxiliaryVector {
    std::uint64_t entry = 0;           ///< AT_ENTRY: of the program, also when ld.so runs first
    std::uint64_t interpreterBase = 0; ///< AT_BASE; 0: static
    std::uint64_t hardware2 = 0;       ///< AT_HWCAP2
};
Result<AuxiliaryVector> readAuxiliaryVector(pid_t pid);

/// Memory of a process that is stopped under ptrace, also where it may only read or run it.
class TraceeMemory {
public:
    static Result<TraceeMemory> open(pid_t pid);
    bool read(std::uint64_t address, void* to, std::size_t length) const;
    bool write(std::uint64_t address, std::string_view bytes) const;
    /// Up to a zero byte or `limit`.
    std::string readText(std::uint64_t address, std::size_t limit) const;

private:
    explicit TraceeMemory(FileDescriptor file) : m_file(std::move(file)) {}
    FileDescriptor m_file;
};

/// Attaches to a process that waits before its execve. All ptrace requests must come from this thread
/// afterwards. Errors: not permitted, with what to do in containers and under Yama.
Result<void> seize(pid_t pid, long options);

/// Waits until the process reaches the first stop in its new image. Errors: it ended before that.
Result<void> waitForExecStop(pid_t pid);

bool getRegisters(pid_t tid, user_regs_struct& registers);
bool setRegisters(pid_t tid, const user_regs_struct& registers);

} // namespace rt0::capture
