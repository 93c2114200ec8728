#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace rt0::pprof {

/// A name that looks like demangled C++, without parameters and template arguments; nothing when it stays as
/// it is (internal/symbolizer/symbolizer.go of Go 1.27's pprof, demangleSingleFunction). Mangled names stay.
std::optional<std::string> simpleName(std::string_view name);

} // namespace rt0::pprof
