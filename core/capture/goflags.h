#pragma once

#include "capture/variantspec.h"

#include <string>
#include <string_view>
#include <vector>

/// Flags of `go build`.
namespace rt0::capture {

/// The value of a flag (named with its dash, "-ldflags"): of the command line, else of GOFLAGS as `go env`
/// prints it; empty when it is in neither. The last one counts.
std::string settingOf(const std::vector<std::string>& flags, std::string_view goFlags, std::string_view name);

/// `common` with what the variant changes; its linker flags are appended to `linkerFlags`.
std::vector<std::string> buildFlags(const std::vector<std::string>& common, const std::string& linkerFlags,
                                    const VariantSpec& variant);

/// How a shell builds the variant as far as flags and environment do it: `CGO_ENABLED=0 go build
/// -ldflags='-s -w' .`
std::string shellCommand(const std::string& linkerFlags, const VariantSpec& variant);

} // namespace rt0::capture
