#pragma once

#include "ingest/gobinary/elfimage.h"

#include <map>
#include <string>
#include <vector>

namespace rt0::gobinary {

/// The entries of the dynamic section (PT_DYNAMIC) by tag; DT_NEEDED is kept apart as it may be repeated.
struct DynamicSection {
    bool present = false;
    std::map<std::uint64_t, std::uint64_t> values; ///< the last one of each tag
    std::vector<std::uint64_t> needed;             ///< offsets into the string table

    std::uint64_t value(std::uint64_t tag) const;
    bool has(std::uint64_t tag) const { return values.contains(tag); }
};

DynamicSection readDynamicSection(const ElfImage& image);

/// How many relocations of one kind the dynamic linker (or the program itself, when static) has to do.
struct RelocationCount {
    std::uint32_t type = 0;
    std::string name; ///< without the machine's prefix: "RELATIVE", "JUMP_SLOT"; "type 77" when unknown
    std::uint64_t count = 0;
};

/// The load-time relocations of a program: their numbers, and the pointers that they make.
class Relocations {
public:
    static Relocations read(const ElfImage& image, const DynamicSection& dynamic);

    /// By number, largest first. RELR relocations are part of RELATIVE.
    const std::vector<RelocationCount>& counts() const { return m_counts; }
    std::uint64_t total() const;
    std::uint64_t count(std::string_view name) const;
    std::uint64_t relrCount() const { return m_relr; }
    /// Bytes of the tables.
    std::uint64_t tableBytes() const { return m_tableBytes; }
    /// The value that stands at `address` after loading at bias 0, when an entry with an addend sets it.
    std::optional<std::uint64_t> valueAt(std::uint64_t address) const;
    /// Addresses of pointers that come to be `value`, in ascending order, at most `most`.
    std::vector<std::uint64_t> addressesOf(std::uint64_t value, std::size_t most) const;

private:
    struct Pointer {
        std::uint64_t address = 0;
        std::uint64_t value = 0;
    };

    void readRela(const ElfImage& image, std::string_view table, std::uint64_t symbols);
    void countRelr(std::string_view table);
    void nameCounts(Machine machine, const std::map<std::uint32_t, std::uint64_t>& byType);

    std::vector<Pointer> m_pointers; ///< by address
    std::map<std::uint32_t, std::uint64_t> m_byType;
    std::vector<RelocationCount> m_counts;
    std::uint64_t m_relr = 0;
    std::uint64_t m_tableBytes = 0;
};

/// An image whose pointers are read as they are after relocation.
struct LinkedImage {
    const ElfImage& image;
    const Relocations& relocations;

    std::optional<std::uint64_t> pointer(std::uint64_t address) const {
        const auto relocated = relocations.valueAt(address);
        return relocated ? relocated : image.word64(address);
    }
};

} // namespace rt0::gobinary
