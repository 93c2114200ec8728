#pragma once

#include <cstdint>
#include <string>

namespace rt0 {

/// Something the reader of a file should know although the file could be read.
struct Diagnostic {
    enum class Severity {
        Notice,   ///< nothing is lost, but the numbers need this remark
        DataLoss, ///< something in the file could not be read and is missing from the picture
    };

    Severity severity = Severity::Notice;
    std::string message;
    std::string hint;       ///< what the user can do; may be empty
    std::uint64_t line = 0; ///< 1-based line of the input, 0 = the whole input

    friend bool operator==(const Diagnostic&, const Diagnostic&) = default;
};

} // namespace rt0
