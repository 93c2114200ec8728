#pragma once

#include <optional>
#include <string>
#include <string_view>

/// Which kind of file this is, by its content, never by its name.
namespace rt0 {

/// A kind of file that this version does not read.
struct ForeignFormat {
    std::string name; ///< "a Go execution trace (go 1.23)"
    std::string hint; ///< what to do instead
};

/// Bytes of a file's begin that the sniffers look at.
inline constexpr std::size_t kSniffBytes = 4096;

/// A program, library or object file of Linux; GoBinary tells whether Go built it.
bool isElf(std::string_view head);

/// A zip archive; readRt0File tells whether it is a recording.
bool isZip(std::string_view head);

/// By the file's first bytes; nothing for text and for what nobody knows. Certain: such a file is no log.
std::optional<ForeignFormat> detectBinary(std::string_view head);

} // namespace rt0
