#pragma once

#include "recording/recording.h"

#include <optional>
#include <string_view>

/// What glibc's dynamic loader prints on stderr with LD_DEBUG=statistics (elf/rtld.c print_statistics,
/// elf/dl-fini.c), each line behind the process id:
///          19377:	runtime linker statistics:
///          19377:	  total startup time in dynamic loader: 2357316 cycles
///          19377:	            time needed for relocation: 2151120 cycles (91.2%)
/// Once before the program starts and, with two "final number of relocations" lines, once more when it exits.
namespace rt0::lddebug {

inline constexpr std::string_view kBegin = "runtime linker statistics:";

/// One line of a block.
struct Line {
    std::uint64_t pid = 0;
    std::size_t column = 0; ///< where the process id begins
    /// Which number this line holds; nothing for the line that begins a block.
    std::optional<std::uint64_t> LoaderRecord::*field = nullptr;
    std::uint64_t value = 0;

    bool beginsBlock() const { return field == nullptr; }
    /// Printed when the process exits.
    bool isFinal() const {
        return field == &LoaderRecord::finalRelocations || field == &LoaderRecord::finalRelocationsFromCache;
    }
};

/// A line of a block, whatever a logger put before it. The number that ends an input's last line without a
/// line end
/// (`cutShort`) is not trusted.
std::optional<Line> parseLine(std::string_view text, bool cutShort);

} // namespace rt0::lddebug
