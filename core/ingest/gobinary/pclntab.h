#pragma once

#include "ingest/gobinary/relocations.h"

namespace rt0::gobinary {

/// The header of the table that every Go program carries for its own stack traces: where its parts lie
/// (runtime/symtab.go, pcHeader; Go 1.18–1.27). It survives -s -w and strip.
struct Pclntab {
    std::uint64_t address = 0;
    std::uint32_t magic = 0;
    std::uint32_t pcQuantum = 1;     ///< smallest instruction, unit of the steps in pctab
    std::uint64_t functions = 0;     ///< entries of functab, without the one that ends it
    std::uint64_t textStart = 0;     ///< 0 since Go 1.26: only moduledata knows
    std::uint64_t names = 0;         ///< addresses of the parts: funcnametab,
    std::uint64_t units = 0;         ///< cutab,
    std::uint64_t files = 0;         ///< filetab,
    std::uint64_t pcs = 0;           ///< pctab,
    std::uint64_t table = 0;         ///< and functab with the _func structures behind it
    std::uint32_t functionBytes = 0; ///< of a _func without its pcdata and funcdata

    static constexpr std::uint64_t kEntryBytes = 8; ///< {entry offset, _func offset} of functab
};

/// The table at `address`, if it looks like one.
std::optional<Pclntab> pclntabAt(const LinkedImage& linked, std::uint64_t address);

/// By the section's name, else by searching the loaded segments for its first bytes.
std::optional<Pclntab> findPclntab(const LinkedImage& linked);

} // namespace rt0::gobinary
