#pragma once

#include "capture/probesites.h"
#include "capture/tracee.h"

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

namespace rt0::capture {

/// int3 instructions in a program, at the sites of a plan.
///
/// Most sites hold `push rbp`, `sub rsp, n` or `ret`: these are done by hand at the stop, and the breakpoint
/// stays, so no thread can slip past it. The others are for one hit: taken out, but remembered, for another
/// thread may have run into one already and stop just behind it later.
class Breakpoints {
public:
    explicit Breakpoints(const std::vector<BreakSite>& sites);

    /// Writes all of them into a fresh image.
    bool arm(const TraceeMemory& memory, std::uint64_t loadBias);
    /// Takes all out of a process that is not to be watched.
    void disarm(const TraceeMemory& memory) const;

    struct Hit {
        std::size_t site = 0;
        bool counts = true; ///< false: it had been taken out already
    };
    /// The breakpoint behind which a thread has stopped; nothing when the int3 is the program's own.
    std::optional<Hit> at(std::uint64_t instructionPointer) const;
    /// Brings the thread past the breakpoint: `registers` are changed and must be written back.
    void pass(const Hit& hit, const TraceeMemory& memory, user_regs_struct& registers);
    /// Forgets all: another program took the memory's place.
    void drop() { m_siteAt.clear(); }
    std::uint64_t loadBias() const { return m_loadBias; }

private:
    const std::vector<BreakSite>* m_sites;
    std::unordered_map<std::uint64_t, std::size_t> m_siteAt; ///< address in the file
    std::vector<bool> m_armed;
    std::uint64_t m_loadBias = 0;
};

/// Does the instruction on a thread's registers; false: not one of those known here. Flags are left as they
/// are: nobody reads them behind the first instruction of a frame.
bool emulate(std::string_view instruction, const TraceeMemory& memory, user_regs_struct& registers);

} // namespace rt0::capture
