#pragma once

#include "capture/instructions.h"
#include "recording/launch.h"

#include <cstdint>
#include <string>
#include <vector>

namespace rt0::capture {

/// A place to take the time, before it is known whether the code there allows it.
struct WantedProbe {
    LaunchProbe probe;        ///< address: the function's entry; Return stands for all of its returns
    std::uint64_t length = 0; ///< of the function, padding may count in
    bool redZone = false;     ///< compiled by a C compiler: 128 bytes below RSP are in use
    bool cut = false; ///< its end is not known: `length` is a guess, and no jump leads back to its entry
};

/// A stretch of instructions that can be replaced by a jump to probe code.
struct ProbeSite {
    LaunchProbe probe;                  ///< address: of the first replaced instruction
    std::vector<std::string> displaced; ///< the instructions; the last may be followed by padding in `length`
    std::uint8_t length = 0;            ///< replaced bytes, ≥ kPatchBytes
    bool resumes = true;                ///< false: the last instruction is a return or a jump away
    bool redZone = false;
};

/// The same place for a breakpoint, which fits everywhere.
struct BreakSite {
    LaunchProbe probe;       ///< address: of the instruction, for returns of the `ret` itself
    std::string instruction; ///< its bytes
};

/// A near jump: what is written over the first bytes of a site.
inline constexpr std::size_t kPatchBytes = 5;

struct ProbeSites {
    std::vector<ProbeSite> sites;            ///< by address, not overlapping
    std::vector<LaunchSkippedProbe> skipped; ///< has no site, but may have a break
    std::vector<BreakSite> breaks;           ///< by address, one for each
};

/// What one function's code allows. `code` may be a cut function: its returns cannot be found then.
///
/// The entry is taken behind the stack check (`cmp rsp, [r14+16]; jbe`), for a function that grows the stack
/// runs from its first instruction again, and there the stack has room for what the probe pushes.
void addSites(const WantedProbe& wanted, const FunctionCode& code, ProbeSites& to);

/// Sorts by address and refuses those that overlap an earlier one.
void sortSites(ProbeSites& sites);

} // namespace rt0::capture
