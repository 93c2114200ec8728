#include "ingest/gobinary/typedescriptor.h"

#include "base/bytereader.h"
#include "base/littleendian.h"

#include <algorithm>
#include <bit>

namespace rt0::gobinary {
namespace {

constexpr std::uint64_t kWord = 8;

// internal/abi/type.go, Type: places and flags, unchanged in Go 1.18–1.27
constexpr std::uint64_t kFlagAt = 20;
constexpr std::uint64_t kAlignAt = 21;
constexpr std::uint64_t kFieldAlignAt = 22;
constexpr std::uint64_t kKindAt = 23;
constexpr std::uint64_t kNameAt = 40;
constexpr std::uint64_t kPtrToThisAt = 44;
constexpr std::uint64_t kTypeBytes = 48;
constexpr unsigned kFlagUncommon = 1;
constexpr unsigned kKnownFlags = 0x3f; ///< TFlagUncommon … TFlagDirectIface
constexpr unsigned kKnownNameFlags = 0xf;
constexpr unsigned kKindMask = 31; ///< up to Go 1.25 flags stand in the upper bits

constexpr std::uint64_t kUncommonBytes = 16;
constexpr std::uint64_t kMethodBytes = 16;
constexpr std::uint64_t kMaxItems = 1U << 16U;
constexpr std::uint64_t kLongestName = 1U << 12U;

} // namespace

TypeReader::TypeReader(const LinkedImage& linked, const Range& types, int goMinor)
    : m_linked(linked), m_types(types), m_minor(goMinor) {}

std::optional<TypeReader::Kind> TypeReader::kindAt(std::uint64_t address) const {
    const std::string_view byte = m_linked.image.bytes(address + kKindAt, 1);
    if (byte.empty() || !m_types.holds(address))
        return std::nullopt;
    const unsigned kind = static_cast<unsigned char>(byte.front()) & kKindMask;
    if (kind == 0 || kind > static_cast<unsigned>(Kind::UnsafePointer))
        return std::nullopt;
    return static_cast<Kind>(kind);
}

bool TypeReader::isType(std::uint64_t address) const {
    const std::string_view head = m_linked.image.bytes(address, kTypeBytes);
    if (address % kWord != 0 || head.empty() || !kindAt(address))
        return false;
    const auto byte = [&](std::uint64_t at) { return static_cast<unsigned char>(head[at]); };
    const auto isAlignment = [](unsigned value) { return value <= kWord && std::has_single_bit(value); };
    const auto size = loadLittleEndian<std::uint64_t>(head.data());
    const auto pointers = loadLittleEndian<std::uint64_t>(head.data() + kWord); // bytes that can hold some
    return pointers <= size && pointers % kWord == 0 && byte(kFlagAt) <= kKnownFlags &&
           isAlignment(byte(kAlignAt)) && isAlignment(byte(kFieldAlignAt)) &&
           !nameAt(loadLittleEndian<std::uint32_t>(head.data() + kNameAt)).empty();
}

bool TypeReader::hasUncommon(std::uint64_t address) const {
    const std::string_view byte = m_linked.image.bytes(address + kFlagAt, 1);
    return !byte.empty() && (static_cast<unsigned char>(byte.front()) & kFlagUncommon) != 0;
}

std::uint64_t TypeReader::baseSize(Kind kind) const {
    switch (kind) {
    case Kind::Array:
        return kTypeBytes + 3 * kWord;
    case Kind::Chan:
        return kTypeBytes + 2 * kWord;
    case Kind::Func:
    case Kind::Pointer:
    case Kind::Slice:
        return kTypeBytes + kWord;
    case Kind::Interface:
    case Kind::Struct:
        return kTypeBytes + 4 * kWord;
    case Kind::Map: // runtime.maptype; Swiss tables since 1.24; split groups since 1.27
        return m_minor >= 27 ? 136 : m_minor >= 24 ? 112 : 88;
    default:
        return kTypeBytes;
    }
}

TypeReader::Items TypeReader::itemsOf(Kind kind, std::uint64_t address) const {
    const ElfImage& image = m_linked.image;
    if (kind == Kind::Func) {
        const std::uint32_t counts = image.word32(address + kTypeBytes).value_or(0);
        const std::uint64_t begin = address + baseSize(kind) + (hasUncommon(address) ? kUncommonBytes : 0);
        // The topmost bit says "variadic".
        return {begin, std::uint64_t{counts & 0xffffU} + ((counts >> 16U) & 0x7fffU), kWord, 0, false};
    }
    if (kind != Kind::Interface && kind != Kind::Struct)
        return {};
    const auto begin = m_linked.pointer(address + kTypeBytes + kWord);
    const auto count = image.word64(address + kTypeBytes + 2 * kWord);
    if (!begin || !count || *count > kMaxItems)
        return {};
    if (kind == Kind::Interface) // Imethod {Name, Typ}
        return {*begin, *count, 8, 4, true};
    return {*begin, *count, 3 * kWord, kWord, false}; // StructField {Name, Typ, Offset}
}

TypeReader::Items TypeReader::methodsOf(Kind kind, std::uint64_t address) const {
    if (!hasUncommon(address))
        return {};
    const std::uint64_t uncommon = address + baseSize(kind);
    const std::uint32_t counts = m_linked.image.word32(uncommon + 4).value_or(0);
    const std::uint32_t offset = m_linked.image.word32(uncommon + 8).value_or(0);
    return {uncommon + offset, counts & 0xffffU, kMethodBytes, 4, true}; // Method {Name, Mtyp, Ifn, Tfn}
}

std::uint64_t TypeReader::sizeOf(std::uint64_t address) const {
    const auto kind = kindAt(address);
    if (!kind)
        return 0;
    const Items items = itemsOf(*kind, address);
    const Items methods = methodsOf(*kind, address);
    return baseSize(*kind) + (hasUncommon(address) ? kUncommonBytes : 0) + items.count * items.itemBytes +
           methods.count * methods.itemBytes;
}

std::uint64_t TypeReader::interfaceMethods(std::uint64_t address) const {
    return kindAt(address) == Kind::Interface ? itemsOf(Kind::Interface, address).count : 0;
}

void TypeReader::addReferences(std::uint64_t address, std::vector<std::uint64_t>& to) const {
    const auto kind = kindAt(address);
    if (!kind)
        return;
    addOffset(address + kPtrToThisAt, to);
    addComponents(address, to);
    addItems(methodsOf(*kind, address), to);
}

void TypeReader::addComponents(std::uint64_t address, std::vector<std::uint64_t>& to) const {
    const auto kind = kindAt(address);
    if (!kind)
        return;
    addPointers(*kind, address, to);
    addItems(itemsOf(*kind, address), to);
}

std::string_view TypeReader::packageOf(std::uint64_t address) const {
    const auto kind = kindAt(address);
    if (!kind || !hasUncommon(address))
        return {};
    return nameAt(m_linked.image.word32(address + baseSize(*kind)).value_or(0)); // UncommonType.PkgPath
}

bool TypeReader::isInstance(std::uint64_t address) const {
    std::string_view name = nameAt(m_linked.image.word32(address + kNameAt).value_or(0));
    name.remove_prefix(name.starts_with('*') ? 1 : 0); // kept for the pointer to it (TFlagExtraStar)
    return !name.starts_with('[') && name.find('[') != std::string_view::npos;
}

/// A name: {flags u8, length varint, bytes} (internal/abi/type.go, Name); offset 0 = none.
std::string_view TypeReader::nameAt(std::uint64_t offset) const {
    const std::uint64_t at = m_types.begin + offset;
    if (offset == 0 || !m_types.holds(at))
        return {};
    ByteReader head(m_linked.image.bytes(at, std::min(m_linked.image.bytesBehind(at), 1 + kMaxVarint)));
    const unsigned flags = head.byte();
    const std::uint64_t length = head.varint();
    if (head.failed() || flags > kKnownNameFlags || length > kLongestName)
        return {};
    return m_linked.image.bytes(at + head.offset(), length);
}

void TypeReader::addPointers(Kind kind, std::uint64_t address, std::vector<std::uint64_t>& to) const {
    std::uint64_t count = 0;
    if (kind == Kind::Array)
        count = 2; // Elem, Slice
    else if (kind == Kind::Map)
        count = 3; // Key, Elem, Bucket or Group
    else if (kind == Kind::Chan || kind == Kind::Pointer || kind == Kind::Slice)
        count = 1; // Elem
    for (std::uint64_t i = 0; i < count; ++i)
        if (const auto type = m_linked.pointer(address + kTypeBytes + i * kWord))
            to.push_back(*type);
}

void TypeReader::addItems(const Items& items, std::vector<std::uint64_t>& to) const {
    if (items.count == 0 || items.count > m_linked.image.bytesBehind(items.address) / items.itemBytes)
        return;
    for (std::uint64_t i = 0; i < items.count; ++i) {
        const std::uint64_t at = items.address + i * items.itemBytes + items.typeAt;
        if (items.isOffset)
            addOffset(at, to);
        else if (const auto type = m_linked.pointer(at))
            to.push_back(*type);
    }
}

/// 0 = none, -1 = the linker removed the method.
void TypeReader::addOffset(std::uint64_t at, std::vector<std::uint64_t>& to) const {
    const std::uint32_t offset = m_linked.image.word32(at).value_or(0);
    if (offset != 0 && offset < m_types.bytes())
        to.push_back(m_types.begin + offset);
}

} // namespace rt0::gobinary
