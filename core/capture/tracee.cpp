#include "capture/tracee.h"

#include "capture/procfile.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <elf.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

namespace rt0::capture {
namespace {

std::string whyNotPermitted() {
    const std::string yama = readProcFile("/proc/sys/kernel/yama/ptrace_scope", 16);
    if (yama.starts_with('3'))
        return "the kernel forbids ptrace until the next boot (kernel.yama.ptrace_scope = 3)";
    if (yama.starts_with('2'))
        return "only root may use ptrace here (kernel.yama.ptrace_scope = 2): record as root, or "
               "sysctl kernel.yama.ptrace_scope=1";
    return "in a container allow ptrace: docker run --cap-add=SYS_PTRACE, or --security-opt "
           "seccomp=unconfined";
}

} // namespace

Result<void> seize(pid_t pid, long options) {
    if (ptrace(PTRACE_SEIZE, pid, nullptr, options) == 0)
        return {};
    const int error = errno;
    return tl::unexpected(Error{fmt::format("ptrace: {}", std::strerror(error)),
                                {},
                                error == EPERM || error == ENOSYS ? whyNotPermitted() : std::string()});
}

Result<void> waitForExecStop(pid_t pid) {
    for (;;) {
        int status = 0;
        if (waitpid(pid, &status, __WALL) < 0) {
            if (errno == EINTR)
                continue;
            return tl::unexpected(
                Error{fmt::format("waiting for the program: {}", std::strerror(errno)), {}, {}});
        }
        if (!WIFSTOPPED(status))
            return tl::unexpected(Error{"the program ended before it was loaded", {}, {}});
        if (status >> 8 == (SIGTRAP | PTRACE_EVENT_EXEC << 8))
            return {};
        const bool event = status >> 16 != 0;
        ptrace(PTRACE_CONT, pid, nullptr, event ? 0L : static_cast<long>(WSTOPSIG(status)));
    }
}

Result<AuxiliaryVector> readAuxiliaryVector(pid_t pid) {
    const std::string bytes = readProcFile(fmt::format("/proc/{}/auxv", pid), 16384);
    AuxiliaryVector result;
    for (std::size_t at = 0; at + sizeof(Elf64_auxv_t) <= bytes.size(); at += sizeof(Elf64_auxv_t)) {
        Elf64_auxv_t entry{};
        std::memcpy(&entry, bytes.data() + at, sizeof entry);
        if (entry.a_type == AT_ENTRY)
            result.entry = entry.a_un.a_val;
        else if (entry.a_type == AT_BASE)
            result.interpreterBase = entry.a_un.a_val;
        else if (entry.a_type == AT_HWCAP2)
            result.hardware2 = entry.a_un.a_val;
    }
    if (result.entry == 0)
        return tl::unexpected(Error{"cannot read the program's auxiliary vector",
                                    fmt::format("/proc/{}/auxv", pid), "is /proc mounted with hidepid?"});
    return result;
}

Result<TraceeMemory> TraceeMemory::open(pid_t pid) {
    const std::string path = fmt::format("/proc/{}/mem", pid);
    FileDescriptor file(::open(path.c_str(), O_RDWR | O_CLOEXEC));
    if (!file)
        return tl::unexpected(
            Error{fmt::format("cannot open the program's memory: {}", std::strerror(errno)), path, {}});
    return TraceeMemory(std::move(file));
}

bool TraceeMemory::read(std::uint64_t address, void* to, std::size_t length) const {
    return pread(m_file.get(), to, length, static_cast<off_t>(address)) == static_cast<ssize_t>(length);
}

bool TraceeMemory::write(std::uint64_t address, std::string_view bytes) const {
    return pwrite(m_file.get(), bytes.data(), bytes.size(), static_cast<off_t>(address)) ==
           static_cast<ssize_t>(bytes.size());
}

std::string TraceeMemory::readText(std::uint64_t address, std::size_t limit) const {
    constexpr std::size_t kPage = 4096;
    std::string text;
    std::array<char, kPage> buffer;
    while (text.size() < limit) {
        // Not over the end of a page: the next one may not be there.
        const std::size_t step = std::min(limit - text.size(), kPage - address % kPage);
        const ssize_t got = pread(m_file.get(), buffer.data(), step, static_cast<off_t>(address));
        if (got <= 0)
            break;
        const std::string_view part(buffer.data(), static_cast<std::size_t>(got));
        const std::size_t end = part.find('\0');
        text += part.substr(0, end);
        if (end != std::string_view::npos)
            break;
        address += part.size();
    }
    return text;
}

bool getRegisters(pid_t tid, user_regs_struct& registers) {
    return ptrace(PTRACE_GETREGS, tid, nullptr, &registers) == 0;
}

bool setRegisters(pid_t tid, const user_regs_struct& registers) {
    return ptrace(PTRACE_SETREGS, tid, nullptr, &registers) == 0;
}

} // namespace rt0::capture
