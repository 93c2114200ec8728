#pragma once

#include "base/result.h"
#include "recording/launch.h"

#include <string>
#include <string_view>
#include <vector>

namespace rt0 {

/// A member of a recording and what it is for.
struct Rt0Member {
    std::string name;
    std::string meaning;
    std::uint64_t bytes = 0;
};

/// `manifest.json` of a recording: format and version, program that wrote it, date, command, machine,
/// members.
std::string rt0Manifest(const Launch& launch, const std::vector<Rt0Member>& members);

struct Rt0ManifestFacts {
    std::string generator; ///< version of the program that wrote it
};

/// Errors: no manifest of a recording; of a version that is too new, which the error names.
Result<Rt0ManifestFacts> readRt0Manifest(std::string_view json);

} // namespace rt0
