#pragma once

#include "ingest/gobinary/gobinary.h"
#include "recording/recording.h"

#include <string>

/// What `rt0scope inspect` says of a program built by Go.
namespace rt0 {

/// Which package uses which ("package_uses"): inferring it takes longer than all the rest.
enum class PackageUses { Leave, Tell };

/// "format": "rt0scope/1" with the program as "binary"; FORMAT.md beside this file describes it. Ends with a
/// line break.
std::string binaryJson(const Source& source, const gobinary::GoBinary& binary, PackageUses uses);

/// The main figures for a terminal. UTF-8, ends with a line break; strings of the program are made printable.
std::string binaryText(const Source& source, const gobinary::GoBinary& binary);

} // namespace rt0
