#pragma once

#include "base/littleendian.h"

/// The templates of codereferences.h.
namespace rt0::gobinary {
namespace detail {

constexpr std::uint64_t signExtended(std::uint64_t value, unsigned bits) {
    const std::uint64_t sign = std::uint64_t{1} << (bits - 1);
    return (value ^ sign) - sign;
}

/// The instruction's length up to the end of its displacement, and of what follows that; 0: none of those
/// looked for. `bytes` has at least 8.
struct Amd64Form {
    Reference reference = Reference::Load;
    std::size_t toDisplacement = 0;
    std::size_t immediate = 0;
};

inline Amd64Form amd64FormOf(const unsigned char* bytes) {
    const auto isRipOperand = [](unsigned modrm) { return (modrm & 0xc7U) == 0x05U; };
    if ((bytes[0] & 0xfeU) == 0xe8U) // call, jmp
        return {Reference::Call, 1, 0};
    if ((bytes[0] & 0xfbU) == 0x48U && isRipOperand(bytes[2])) { // REX.W
        switch (bytes[1]) {
        case 0x8d: // lea
            return {Reference::Address, 3, 0};
        case 0x8b: // mov reg, mem
        case 0x3b: // cmp reg, mem
        case 0x39: // cmp mem, reg
            return {Reference::Load, 3, 0};
        case 0x89: // mov mem, reg
            return {Reference::Store, 3, 0};
        default:
            return {};
        }
    }
    if (bytes[0] == 0x0fU && isRipOperand(bytes[2])) {
        if (bytes[1] == 0xb6U || bytes[1] == 0x10U) // movzx, movups reg, mem
            return {Reference::Load, 3, 0};
        if (bytes[1] == 0x11U) // movups mem, reg
            return {Reference::Store, 3, 0};
    }
    // cmp mem, imm8; a REX prefix before it changes nothing here
    if ((bytes[0] == 0x80U || bytes[0] == 0x83U) && bytes[1] == 0x3dU)
        return {Reference::Load, 2, 1};
    return {};
}

template <typename Found>
void forEachAmd64Reference(std::string_view code, std::uint64_t address, Found& found) {
    constexpr std::size_t kLookAhead = 8;
    constexpr std::size_t kDisplacement = 4;
    unsigned char tail[kLookAhead] = {};
    const auto* bytes = reinterpret_cast<const unsigned char*>(code.data());
    for (std::size_t at = 0; at < code.size(); ++at) {
        const std::size_t left = code.size() - at;
        if (left < kLookAhead) // zeros follow
            for (std::size_t i = 0; i < kLookAhead; ++i)
                tail[i] = i < left ? bytes[at + i] : 0;
        const Amd64Form form = amd64FormOf(left < kLookAhead ? tail : bytes + at);
        const std::size_t length = form.toDisplacement + kDisplacement + form.immediate;
        if (form.toDisplacement == 0 || length > left)
            continue;
        const auto distance = loadLittleEndian<std::uint32_t>(code.data() + at + form.toDisplacement);
        found(form.reference, address + at + length + signExtended(distance, 32));
    }
}

/// The second instruction of a pair that begins with adrp: its offset within the page, or nothing.
struct Arm64Offset {
    Reference reference = Reference::Load;
    std::uint64_t bytes = 0;
    bool fits = false;
};

inline Arm64Offset arm64OffsetOf(std::uint32_t word, std::uint32_t page) {
    if (((word >> 5U) & 31U) != page)
        return {};
    const std::uint64_t immediate = (word >> 10U) & 0xfffU;
    if ((word & 0xffc0'0000U) == 0x9100'0000U) // add reg, reg, #imm
        return {Reference::Address, immediate, true};
    if ((word & 0x3b00'0000U) != 0x3900'0000U) // ldr, str with an unsigned offset, of any size
        return {};
    const bool isVector = (word & 0x0400'0000U) != 0;
    const unsigned scale = isVector && (word & 0x0080'0000U) != 0 ? 4 : word >> 30U;
    const bool loads = (word & 0x00c0'0000U) != 0 && !(isVector && (word & 0x0040'0000U) == 0);
    return {loads ? Reference::Load : Reference::Store, immediate << scale, true};
}

template <typename Found>
void forEachArm64Reference(std::string_view code, std::uint64_t address, Found& found) {
    constexpr std::size_t kWord = 4;
    for (std::size_t at = 0; at + kWord <= code.size(); at += kWord) {
        const auto word = loadLittleEndian<std::uint32_t>(code.data() + at);
        if ((word & 0x7c00'0000U) == 0x1400'0000U) { // b, bl
            found(Reference::Call, address + at + signExtended(std::uint64_t{word & 0x03ff'ffffU} << 2U, 28));
            continue;
        }
        if ((word & 0x9f00'0000U) != 0x9000'0000U || at + 2 * kWord > code.size()) // adrp
            continue;
        const Arm64Offset offset =
            arm64OffsetOf(loadLittleEndian<std::uint32_t>(code.data() + at + kWord), word & 31U);
        const std::uint64_t pages = ((std::uint64_t{word >> 5U} & 0x7ffffU) << 2U) | ((word >> 29U) & 3U);
        if (offset.fits)
            found(offset.reference,
                  ((address + at) & ~std::uint64_t{0xfff}) + (signExtended(pages, 21) << 12U) + offset.bytes);
    }
}

} // namespace detail

template <typename Found>
void forEachReference(Machine machine, std::string_view code, std::uint64_t address, Found&& found) {
    if (machine == Machine::Amd64)
        detail::forEachAmd64Reference(code, address, found);
    else
        detail::forEachArm64Reference(code, address, found);
}

} // namespace rt0::gobinary
