#pragma once

#include "recording/profile.h"

#include <string>

namespace rt0::profile {

/// All of a profile as text, byte for byte what `TZ=UTC go tool pprof -raw` of Go 1.27 prints
/// (profile/profile.go, String) where the profile is sound.
std::string rawText(const Profile& profile);

} // namespace rt0::profile
