#pragma once

#include "ingest/gobinary/gobinary.h"

namespace rt0::gobinary {

/// Where a program's bytes are. What the moduledata does not tell is zero when it was not found.
struct Sizes {
    std::uint64_t file = 0;
    std::uint64_t loaded = 0; ///< in memory, all PT_LOAD segments
    std::uint64_t text = 0;   ///< Go code
    std::uint64_t rodata = 0; ///< .rodata; in a PIE most of it is in .data.rel.ro
    std::uint64_t relro = 0;  ///< .data.rel.ro and what follows its name
    std::uint64_t types = 0;  ///< descriptors with their names
    std::uint64_t pclntab = 0;
    std::uint64_t data = 0;
    std::uint64_t noptrdata = 0;
    std::uint64_t bss = 0;
    std::uint64_t noptrbss = 0;
    std::uint64_t gcPrograms = 0;         ///< gcdata and gcbss: what tells where pointers are in data and bss
    std::uint64_t gcMasks = 0;            ///< what runtime.modulesinit makes of them, a bit a word
    std::uint64_t symbolTable = 0;        ///< .symtab and its names
    std::uint64_t dynamicSymbolTable = 0; ///< .dynsym and its names
    std::uint64_t relocationTables = 0;
    std::uint64_t dwarf = 0;             ///< in the file
    std::uint64_t dwarfUncompressed = 0; ///< as its headers say
};

Sizes sizesOf(const GoBinary& binary);

/// Bytes of the GC program at `address` (runtime/mbitmap.go, runGCProg); 0 when it does not end.
std::uint64_t gcProgramBytes(const ElfImage& image, std::uint64_t address);

} // namespace rt0::gobinary
