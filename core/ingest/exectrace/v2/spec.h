#pragma once

#include "ingest/exectrace/eventtype.h"

#include <array>
#include <cstddef>
#include <cstdint>

/// Format v2 (Go 1.22–1.27); all of this from internal/trace/tracev2 of Go 1.27.
namespace rt0::exectrace::v2 {

inline constexpr std::size_t kMaxArguments = 4; ///< besides the time
inline constexpr std::uint64_t kMaxBatchBytes = 64 * 1024;
inline constexpr std::uint64_t kMaxStringBytes = 1024;
inline constexpr std::uint64_t kMaxFrames = 128;
inline constexpr std::uint64_t kNoId = ~std::uint64_t{0}; ///< no thread, no P, no goroutine
inline constexpr int kFirstWithSyncBatch = 25;            ///< format version, as the next
inline constexpr int kFirstWithEndOfGeneration = 26;

inline constexpr std::uint8_t kAllocFree = 1; ///< experiment, as the next
inline constexpr std::uint8_t kNoExperiment = 0;

/// How many varints follow type and time of an event in a batch of events; kNotTimed for types that may not
/// stand there. By the newest table whatever the file's version, as Go's own reader does.
inline constexpr std::uint8_t kNotTimed = 0xff;
extern const std::array<std::uint8_t, 256> kArguments;

} // namespace rt0::exectrace::v2
