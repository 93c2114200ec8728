#pragma once

#include "recording/recording.h"
#include "timeline/startup.h"

#include <string>
#include <string_view>

namespace rt0 {

/// Puts everything of a recording on one clock. Each time is an interval, tightened as far as the order of
/// events allows; where a log contradicts itself the printed intervals stay and a Notice says so.
Document reconstruct(Recording recording);

/// "gopkg.in/yaml%2ev2" -> "gopkg.in/yaml.v2": undoes what the linker does to a package path
/// (cmd/internal/objabi/path.go, PathToPrefix). Text that is not such an escape stays.
std::string unescapedImportPath(std::string_view package);

} // namespace rt0
