#pragma once

#include "ingest/gobinary/moduledata.h"

namespace rt0::gobinary {

/// Reads type descriptors (internal/abi/type.go) as far as counting and relating packages need it: their
/// size, what they refer to and which package declares them.
class TypeReader {
public:
    TypeReader(const LinkedImage& linked, const Range& types, int goMinor);

    /// Whether the bytes at `address` make sense as a descriptor: among the types lie strings and tables,
    /// too.
    bool isType(std::uint64_t address) const;
    /// Bytes of the descriptor at `address` with everything that the compiler puts behind it; 0 = it is none.
    std::uint64_t sizeOf(std::uint64_t address) const;
    /// Appends the addresses of the types that the descriptor refers to.
    void addReferences(std::uint64_t address, std::vector<std::uint64_t>& to) const;
    /// The same without methods and pointers to the type itself: what it is made of.
    void addComponents(std::uint64_t address, std::vector<std::uint64_t>& to) const;
    /// Import path of the package that declares a named type, also of a pointer to one that has methods;
    /// empty for others.
    std::string_view packageOf(std::uint64_t address) const;
    /// Whether a declared type was made from a generic one, "list.List[int]".
    bool isInstance(std::uint64_t address) const;
    bool isInterface(std::uint64_t address) const { return kindAt(address) == Kind::Interface; }
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
    std::string_view nameAt(std::uint64_t offset) const;

    const LinkedImage& m_linked;
    Range m_types;
    int m_minor;
};

} // namespace rt0::gobinary
