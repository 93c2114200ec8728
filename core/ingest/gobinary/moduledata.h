#pragma once

#include "ingest/gobinary/pclntab.h"

namespace rt0::gobinary {

/// A range of addresses [begin, end).
struct Range {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;

    std::uint64_t bytes() const { return end > begin ? end - begin : 0; }
    bool holds(std::uint64_t address) const { return address >= begin && address < end; }
};

/// A Go slice in the program's data.
struct SliceHeader {
    std::uint64_t address = 0;
    std::uint64_t length = 0;
    std::uint64_t capacity = 0;
};

/// The linker's summary of the program for its runtime, runtime.firstmoduledata (runtime/symtab.go). Fields
/// that a version does not have are zero.
struct Moduledata {
    std::uint64_t address = 0;
    int minor = 0; ///< first Go 1.x whose layout this is: 18, 20, 21, 26 or 27
    Range text, noptrdata, data, bss, noptrbss;
    Range types; ///< types … etypes
    std::uint64_t gcdata = 0;
    std::uint64_t gcbss = 0;
    std::uint64_t typeDescriptorBytes = 0; ///< since Go 1.27
    Range itabs;                           ///< since Go 1.27
    std::uint64_t rodata = 0;
    std::uint64_t goFunctions = 0; ///< gofunc
    Range pclntab;
    SliceHeader textSections; ///< textsectmap
    SliceHeader typelinks;    ///< up to Go 1.26
    SliceHeader itablinks;    ///< up to Go 1.26
    SliceHeader initTasks;    ///< since Go 1.21

    bool hasInitTasks() const { return minor >= 21; }
};

/// Searches the data for the words {&pcHeader, &funcnametab}. `goMinor` is the version that the build info
/// names (0 = unknown); other layouts are tried when its own does not fit.
std::optional<Moduledata> findModuledata(const LinkedImage& linked, const Pclntab& tab, int goMinor);

} // namespace rt0::gobinary
