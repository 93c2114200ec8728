#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace rt0::exectrace::v2 {

/// How many state transitions each goroutine has, by its Go id, in no order. Cheap, since no order among
/// threads is needed; exact for sound traces but for a few statuses too many.
std::vector<std::pair<std::uint64_t, std::uint32_t>> countTransitions(std::string_view bytes, int version,
                                                                      bool threads);

} // namespace rt0::exectrace::v2
