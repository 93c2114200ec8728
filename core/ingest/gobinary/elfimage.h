#pragma once

#include "base/lazyfile.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Go programs as ELF files (64-bit, little endian, amd64 and arm64; Go 1.19–1.27).
namespace rt0::gobinary {

enum class Machine { Amd64, Arm64 };

/// What the file says of a range of its bytes; names are those of the ELF specification.
struct Section {
    std::string_view name;
    std::uint32_t type = 0;  ///< SHT_PROGBITS …
    std::uint64_t flags = 0; ///< SHF_ALLOC …
    std::uint64_t address = 0;
    std::uint64_t offset = 0; ///< in the file
    std::uint64_t size = 0;   ///< in memory; SHT_NOBITS takes no bytes in the file
    std::uint32_t link = 0;
    std::uint64_t entrySize = 0;
};

/// A program header.
struct Segment {
    std::uint32_t type = 0;  ///< PT_LOAD …
    std::uint32_t flags = 0; ///< PF_X | PF_W | PF_R
    std::uint64_t offset = 0;
    std::uint64_t address = 0;
    std::uint64_t fileSize = 0;
    std::uint64_t memorySize = 0;

    bool holds(std::uint64_t at) const { return at >= address && at - address < fileSize; }
};

/// The headers of an ELF file and its bytes by virtual address, as linked (load bias 0). Every range is
/// checked against the file; reading beyond gives nothing. Safe for several threads.
class ElfImage {
public:
    /// Errors: no ELF file, 32 bits, big endian, another machine, headers outside of the file.
    static Result<ElfImage> read(LazyFile file, const std::string& path);

    Machine machine() const { return m_machine; }
    /// ET_EXEC or ET_DYN.
    std::uint16_t type() const { return m_type; }
    std::uint64_t entry() const { return m_entry; }
    /// Where the section headers lie in the file; 0 = there are none.
    std::uint64_t sectionHeaderOffset() const { return m_sectionHeaderOffset; }
    const std::vector<Segment>& segments() const { return m_segments; }
    const std::vector<Section>& sections() const { return m_sections; }
    const Section* section(std::string_view name) const;
    const Segment* segment(std::uint32_t type) const;
    const LazyFile& file() const { return m_file; }

    /// Only for addresses that the file has bytes for.
    std::optional<std::uint64_t> fileOffset(std::uint64_t address) const;
    std::optional<std::uint64_t> addressOf(std::uint64_t fileOffset) const;
    /// `length` bytes at a virtual address, before relocation; empty when the file does not hold all of them.
    std::string_view bytes(std::uint64_t address, std::uint64_t length) const;
    /// Bytes that follow `address` in its segment.
    std::uint64_t bytesBehind(std::uint64_t address) const;
    /// The text at `address` up to its NUL; nothing when there is none within `longest` bytes.
    std::optional<std::string_view> text(std::uint64_t address, std::uint64_t longest = kLongestText) const;
    /// A section's bytes in the file; empty for SHT_NOBITS.
    std::string_view contents(const Section& section) const;
    std::optional<std::uint32_t> word32(std::uint64_t address) const;
    std::optional<std::uint64_t> word64(std::uint64_t address) const;

    static constexpr std::uint64_t kLongestText = 1U << 16U;

private:
    explicit ElfImage(LazyFile file) : m_file(std::move(file)) {}
    bool readSegments(std::uint64_t offset, std::uint64_t count, std::uint64_t entrySize);
    void readSections(std::uint64_t offset, std::uint64_t count, std::uint64_t entrySize,
                      std::uint64_t names);
    const Segment* loadedAt(std::uint64_t address) const;

    LazyFile m_file;
    Machine m_machine = Machine::Amd64;
    std::uint16_t m_type = 0;
    std::uint64_t m_entry = 0;
    std::uint64_t m_sectionHeaderOffset = 0;
    std::vector<Segment> m_segments;
    std::vector<Section> m_sections;
};

} // namespace rt0::gobinary
