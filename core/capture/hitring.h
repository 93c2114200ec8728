#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace rt0::capture {

/// One hit as probe code writes it: a cache line of its own.
struct RingHit {
    std::uint64_t tsc;
    std::atomic<std::uint32_t> site; ///< index + 1, written last; 0: not written yet
    std::uint32_t endTsc;            ///< the counter's lower half when all else was noted: what the hit took
    std::uint64_t rax;
    std::uint64_t r14;
    std::uint64_t rsp;
    std::uint64_t fsBase; ///< tells threads apart; 0 where the CPU or kernel does not give it to programs
    std::uint64_t unused[2];

    std::uint32_t ticks() const { return endTsc - static_cast<std::uint32_t>(tsc); }
};
static_assert(sizeof(RingHit) == 64);

/// The first page of the memory that the program and the recorder share; the hits follow.
struct RingHeader {
    std::atomic<std::uint64_t> next; ///< hits asked for, also those that found no room
};

inline constexpr std::size_t kRingHeaderBytes = 4096;
/// The image stub's site number; sites of probes follow.
inline constexpr std::uint32_t kImageSite = 0;

} // namespace rt0::capture
