#pragma once

#include "base/result.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

/// The import declarations of a Go source file (Go specification, "Source file organization"):
///
///     package main
///
///     import "fmt"
///     import (
///         _ "net/http/pprof" // registers handlers
///         ms "math"
///     )
///
/// Only the begin of a file is read: its package clause and what it imports.
namespace rt0::gosource {

struct ImportSpec {
    std::string name; ///< "_", ".", a name; empty when none is given
    std::string path; ///< as written between the quotes
    std::uint64_t line = 0;
    /// The bytes to blank out so that the file is the same without this import: the spec, or the whole
    /// declaration where it holds nothing else, with a semicolon behind it.
    std::size_t begin = 0;
    std::size_t end = 0;

    bool blank() const { return name == "_"; }
};

/// In the order of the file. Errors: no package clause, an import declaration that is none; `where` is named
/// in them.
Result<std::vector<ImportSpec>> readImportSpecs(std::string_view source, const std::string& where);

/// The file without these imports; all other bytes stay on their lines.
std::string withoutImports(std::string_view source, const std::vector<ImportSpec>& removed);

} // namespace rt0::gosource
