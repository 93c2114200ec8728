#pragma once

#include <string>
#include <tl/expected.hpp>

namespace rt0 {

/// Why an input could not be read (or an output not written): what is wrong, where, and what to do about it.
struct [[nodiscard]] Error {
    std::string what;  ///< "no start-up lines found"
    std::string where; ///< file, line or byte offset; may be empty
    std::string hint;  ///< what the user can do; may be empty

    /// One line for people: `where: what; hint`.
    std::string message() const;
};

template <typename T>
using Result = tl::expected<T, Error>;

} // namespace rt0
