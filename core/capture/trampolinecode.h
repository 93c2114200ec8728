#pragma once

#include "capture/instructions.h"
#include "capture/probesites.h"

#include <cstdint>
#include <string>
#include <vector>

namespace rt0::capture {

/// Bytes that take the place of others in the program.
struct CodePatch {
    std::uint64_t address = 0; ///< virtual address in the file
    std::string bytes;
};

/// Where the probe code will stand, in virtual addresses of the file: everything in it is relative, so that
/// it can be made before the program is loaded.
struct CodePlace {
    std::uint64_t code = 0;
    std::uint64_t ring = 0; ///< RingHeader
    std::uint32_t hits = 0; ///< capacity of the ring
    bool fsBase = false;    ///< programs may read the FS base (AT_HWCAP2, FSGSBASE)
};

/// The probe code for all sites.
struct TrampolineCode {
    std::string bytes;              ///< for CodePlace::code
    std::vector<CodePatch> patches; ///< jumps over the sites
    std::vector<ProbeSite> sites;   ///< site number i + 1 is sites[i]
    std::vector<LaunchSkippedProbe> skipped;
    std::size_t imageEntry = 0;  ///< offset of the code that notes the image's first instruction
    std::size_t imageTarget = 0; ///< offset of the 8 bytes that hold where it goes on
};

/// True when programs may read the FS base here (AT_HWCAP2, FSGSBASE; Linux 5.9 and later).
bool readsFsBase();

/// Bytes `assemble` will need at most; the place must be chosen before.
std::size_t codeBytesFor(const std::vector<ProbeSite>& sites);

/// A hit costs no flags and no registers of the program: rax, rcx, rdx, rsi and the flags are put on its
/// stack (48 bytes) and brought back. Sites whose instructions cannot stand elsewhere are skipped.
TrampolineCode assemble(const std::vector<ProbeSite>& sites, const CodePlace& place,
                        const Disassembler& disassembler);

} // namespace rt0::capture
