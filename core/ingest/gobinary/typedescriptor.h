#pragma once

#include "ingest/gobinary/moduledata.h"

namespace rt0::gobinary {

/// Reads type descriptors (internal/abi/type.go) as far as counting needs it: their size and what they refer
/// to.
class TypeReader {
public:
    TypeReader(const LinkedImage& linked, const Range& types, int goMinor);

    /// Bytes of the descriptor at `address` with everything that the compiler puts behind it; 0 = it is none.
    std::uint64_t sizeOf(std::uint64_t address) const;
    /// Appends the addresses of the types that the descriptor refers to.
    void addReferences(std::uint64_t address, std::vector<std::uint64_t>& to) const;
    /// Methods of an interface type.
    std::uint64_t interfaceMethods(std::uint64_t address) const;

private:
    enum class Kind : std::uint8_t {
        Array = 17,
        Chan,
        Func,
        Interface,
        Map,
        Pointer,
        Slice,
        String,
        Struct,
        UnsafePointer
    };
    /// A part of a descriptor that repeats: funcs' parameters, interfaces' methods, structs' fields.
    struct Items {
        std::uint64_t address = 0;
        std::uint64_t count = 0;
        std::uint64_t itemBytes = 0;
        std::uint64_t typeAt = 0; ///< of the reference within an item
        bool isOffset = false;    ///< 32 bits from `types` instead of a pointer
    };

    std::optional<Kind> kindAt(std::uint64_t address) const;
    bool hasUncommon(std::uint64_t address) const;
    std::uint64_t baseSize(Kind kind) const;
    Items itemsOf(Kind kind, std::uint64_t address) const;
    Items methodsOf(Kind kind, std::uint64_t address) const;
    void addPointers(Kind kind, std::uint64_t address, std::vector<std::uint64_t>& to) const;
    void addItems(const Items& items, std::vector<std::uint64_t>& to) const;
    void addOffset(std::uint64_t at, std::vector<std::uint64_t>& to) const;

    const LinkedImage& m_linked;
    Range m_types;
    int m_minor;
};

} // namespace rt0::gobinary
