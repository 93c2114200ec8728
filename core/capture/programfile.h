#pragma once

#include "base/filedescriptor.h"
#include "base/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rt0::capture {

/// The executable file as the recorder needs it before it starts the program: where its code is, and whether
/// the kernel will run it as a process that may be traced.
class ProgramFile {
public:
    /// Finds `command` as execvp does (a name without '/' is looked up in PATH) and reads its ELF headers.
    /// Errors: not found, a directory, not executable, a script, not ELF, another architecture, setuid or
    /// setgid.
    static Result<ProgramFile> open(const std::string& command, const std::string& workingDirectory);

    const std::string& path() const { return m_path; } ///< absolute
    std::uint64_t entry() const { return m_entry; }    ///< e_entry, virtual address in the file
    bool dynamic() const { return !m_interpreter.empty(); }
    const std::string& interpreter() const { return m_interpreter; }
    /// Lowest and behind the highest virtual address of the loaded segments.
    std::uint64_t lowest() const { return m_lowest; }
    std::uint64_t highest() const { return m_highest; }
    /// True when `[address, address + length)` lies in an executable segment.
    bool isCode(std::uint64_t address, std::uint64_t length) const;
    /// File bytes of that stretch of code; shorter, or empty, when the file does not hold it.
    std::string code(std::uint64_t address, std::size_t length) const;

private:
    struct Segment {
        std::uint64_t address = 0;
        std::uint64_t fileOffset = 0;
        std::uint64_t fileBytes = 0;
        bool executable = false;
    };
    Result<void> readHeaders();
    Result<void> readSegments(std::uint64_t offset, std::size_t count);

    FileDescriptor m_file;
    std::string m_path;
    std::uint64_t m_entry = 0;
    std::string m_interpreter;
    std::vector<Segment> m_segments;
    std::uint64_t m_lowest = ~std::uint64_t{0};
    std::uint64_t m_highest = 0;
};

} // namespace rt0::capture
