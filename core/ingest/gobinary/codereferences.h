#pragma once

#include "ingest/gobinary/elfimage.h"

#include <cstdint>
#include <string_view>

namespace rt0::gobinary {

/// What an instruction does with an address that stands in it.
enum class Reference {
    Call,    ///< calls it or jumps there
    Address, ///< puts it into a register
    Load,    ///< reads the memory there
    Store,   ///< writes it
};

/// Calls `found` with a Reference and its target for each instruction of the code at `address`, in order, as
/// far as the Go compiler uses it for calls and package-level variables.
///
/// amd64 is scanned byte by byte for operands of the form rel32 and [rip + disp32], which is many times
/// faster than decoding. Bytes that only look like an instruction yield targets, too: the caller keeps those
/// that hit the begin of a function, a descriptor or a variable, which a random one does once in thousands.
/// arm64: bl and b; adrp followed by add, ldr or str, as the Go linker writes them.
template <typename Found>
void forEachReference(Machine machine, std::string_view code, std::uint64_t address, Found&& found);

} // namespace rt0::gobinary

#include "ingest/gobinary/codereferencesimpl.h" // IWYU pragma: keep
