#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>

namespace rt0 {

/// How a long read tells how far it is, and learns that nobody waits for it any more.
struct Progress {
    /// Bytes read so far and in all (0 = not known, as for a pipe); called in the reading thread, about once
    /// per MiB.
    std::function<void(std::uint64_t done, std::uint64_t total)> report;
    /// A stopped read returns Error "cancelled".
    std::stop_token stop;
};

} // namespace rt0
