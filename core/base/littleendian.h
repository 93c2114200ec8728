#pragma once

#include <bit>
#include <concepts>
#include <cstddef>
#include <cstring>

namespace rt0 {

/// The little-endian number at `at`, which need not be aligned. The caller has made sure that it lies in
/// memory.
template <std::unsigned_integral T>
T loadLittleEndian(const char* at) {
    T value = 0;
    std::memcpy(&value, at, sizeof value);
    if constexpr (std::endian::native == std::endian::big && sizeof(T) > 1) {
        T swapped = 0;
        for (std::size_t i = 0; i < sizeof(T); ++i)
            swapped = static_cast<T>(swapped << 8U | ((value >> (8U * i)) & 0xffU));
        value = swapped;
    }
    return value;
}

} // namespace rt0
