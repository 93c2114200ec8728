#include "ingest/gobinary/elfimage.h"

#include "base/littleendian.h"

#include <algorithm>
#include <cstddef>
#include <elf.h>
#include <fmt/format.h>

namespace rt0::gobinary {
namespace {

// Far more than any program has. What is asked of a hostile file costs no more than of a large one.
constexpr std::uint64_t kMaxSegments = 256;
constexpr std::uint64_t kMaxSections = 65'536;
constexpr std::size_t kLongestSectionName = 256;

/// The fields of the ELF structures, by their place; the file may be unaligned and of another byte order than
/// this machine.
class Fields {
public:
    explicit Fields(std::string_view bytes) : m_bytes(bytes) {}

    std::uint16_t half(std::size_t at) const { return loadLittleEndian<std::uint16_t>(m_bytes.data() + at); }
    std::uint32_t word(std::size_t at) const { return loadLittleEndian<std::uint32_t>(m_bytes.data() + at); }
    std::uint64_t wide(std::size_t at) const { return loadLittleEndian<std::uint64_t>(m_bytes.data() + at); }

private:
    std::string_view m_bytes;
};

/// Why a file that begins like an ELF file is not one of ours.
std::optional<Error> refusal(const Fields& header, std::string_view ident, const std::string& path) {
    if (ident[EI_CLASS] != ELFCLASS64)
        return Error{"is a 32-bit ELF file", path, "Go programs for amd64 and arm64 are read"};
    if (ident[EI_DATA] != ELFDATA2LSB)
        return Error{"is a big-endian ELF file", path, "Go programs for amd64 and arm64 are read"};
    const std::uint16_t machine = header.half(offsetof(Elf64_Ehdr, e_machine));
    if (machine != EM_X86_64 && machine != EM_AARCH64)
        return Error{fmt::format("is an ELF file for another machine (e_machine {})", machine), path,
                     "Go programs for amd64 and arm64 are read"};
    const std::uint16_t type = header.half(offsetof(Elf64_Ehdr, e_type));
    if (type == ET_REL)
        return Error{"is an object file, not linked yet", path, "name the linked program"};
    if (type == ET_CORE)
        return Error{"is a core dump", path, "name the program that dumped it"};
    if (type != ET_EXEC && type != ET_DYN)
        return Error{fmt::format("is no ELF program (e_type {})", type), path, {}};
    return std::nullopt;
}

Segment segmentOf(const Fields& header) {
    return {.type = header.word(offsetof(Elf64_Phdr, p_type)),
            .flags = header.word(offsetof(Elf64_Phdr, p_flags)),
            .offset = header.wide(offsetof(Elf64_Phdr, p_offset)),
            .address = header.wide(offsetof(Elf64_Phdr, p_vaddr)),
            .fileSize = header.wide(offsetof(Elf64_Phdr, p_filesz)),
            .memorySize = header.wide(offsetof(Elf64_Phdr, p_memsz))};
}

Section sectionOf(const Fields& header) {
    return {.name = {},
            .type = header.word(offsetof(Elf64_Shdr, sh_type)),
            .flags = header.wide(offsetof(Elf64_Shdr, sh_flags)),
            .address = header.wide(offsetof(Elf64_Shdr, sh_addr)),
            .offset = header.wide(offsetof(Elf64_Shdr, sh_offset)),
            .size = header.wide(offsetof(Elf64_Shdr, sh_size)),
            .link = header.word(offsetof(Elf64_Shdr, sh_link)),
            .entrySize = header.wide(offsetof(Elf64_Shdr, sh_entsize))};
}

/// `bytes` up to the NUL behind `at`.
std::string_view nameAt(std::string_view bytes, std::uint64_t at) {
    if (at >= bytes.size())
        return {};
    const std::string_view rest = bytes.substr(at, kLongestSectionName);
    return rest.substr(0, std::min(rest.find('\0'), rest.size()));
}

} // namespace

Result<ElfImage> ElfImage::read(LazyFile file, const std::string& path) {
    const std::string_view ident = file.bytes(0, EI_NIDENT);
    if (ident.substr(0, SELFMAG) != std::string_view(ELFMAG, SELFMAG))
        return tl::unexpected(Error{"is no ELF binary", path, {}});
    const std::string_view bytes = file.bytes(0, sizeof(Elf64_Ehdr));
    if (bytes.empty())
        return tl::unexpected(Error{"the ELF header is cut off", path, "copy the file again"});
    const Fields header(bytes);
    if (auto refused = refusal(header, ident, path))
        return tl::unexpected(*std::move(refused));
    ElfImage image(std::move(file));
    image.m_machine =
        header.half(offsetof(Elf64_Ehdr, e_machine)) == EM_X86_64 ? Machine::Amd64 : Machine::Arm64;
    image.m_type = header.half(offsetof(Elf64_Ehdr, e_type));
    image.m_entry = header.wide(offsetof(Elf64_Ehdr, e_entry));
    if (!image.readSegments(header.wide(offsetof(Elf64_Ehdr, e_phoff)),
                            header.half(offsetof(Elf64_Ehdr, e_phnum)),
                            header.half(offsetof(Elf64_Ehdr, e_phentsize))))
        return tl::unexpected(Error{"the program headers do not lie in the file", path,
                                    "the file is damaged or cut off: copy it again"});
    image.readSections(header.wide(offsetof(Elf64_Ehdr, e_shoff)), header.half(offsetof(Elf64_Ehdr, e_shnum)),
                       header.half(offsetof(Elf64_Ehdr, e_shentsize)),
                       header.half(offsetof(Elf64_Ehdr, e_shstrndx)));
    return image;
}

bool ElfImage::readSegments(std::uint64_t offset, std::uint64_t count, std::uint64_t entrySize) {
    if (entrySize < sizeof(Elf64_Phdr) || count == 0 || count > kMaxSegments)
        return false;
    const std::string_view table = m_file.bytes(offset, count * entrySize);
    for (std::uint64_t at = 0; at < table.size(); at += entrySize) {
        Segment segment = segmentOf(Fields(table.substr(at)));
        // A file that was cut off still holds the beginnings of its segments.
        const std::uint64_t left = m_file.size() - std::min(m_file.size(), segment.offset);
        segment.fileSize = std::min({segment.fileSize, left, ~std::uint64_t{0} - segment.address});
        m_segments.push_back(segment);
    }
    return !m_segments.empty();
}

void ElfImage::readSections(std::uint64_t offset, std::uint64_t count, std::uint64_t entrySize,
                            std::uint64_t names) {
    if (offset == 0 || entrySize < sizeof(Elf64_Shdr))
        return;
    const std::string_view first = m_file.bytes(offset, sizeof(Elf64_Shdr));
    if (first.empty())
        return;
    if (count == 0) // more than 65,279 sections: the first header says how many
        count = Fields(first).wide(offsetof(Elf64_Shdr, sh_size));
    if (names == SHN_XINDEX)
        names = Fields(first).word(offsetof(Elf64_Shdr, sh_link));
    if (count > kMaxSections || count > m_file.size() / entrySize)
        return;
    const std::string_view table = m_file.bytes(offset, count * entrySize);
    if (table.empty())
        return;
    m_sectionHeaderOffset = offset;
    for (std::uint64_t at = 0; at < table.size(); at += entrySize)
        m_sections.push_back(sectionOf(Fields(table.substr(at))));
    const std::string_view nameTable = names < count ? contents(m_sections[names]) : std::string_view();
    for (std::uint64_t i = 0; i < count; ++i)
        m_sections[i].name = nameAt(nameTable, Fields(table.substr(i * entrySize)).word(0));
}

const Section* ElfImage::section(std::string_view name) const {
    const auto found = std::find_if(m_sections.begin(), m_sections.end(),
                                    [&](const Section& section) { return section.name == name; });
    return found == m_sections.end() ? nullptr : &*found;
}

const Segment* ElfImage::segment(std::uint32_t type) const {
    const auto found = std::find_if(m_segments.begin(), m_segments.end(),
                                    [&](const Segment& segment) { return segment.type == type; });
    return found == m_segments.end() ? nullptr : &*found;
}

const Segment* ElfImage::loadedAt(std::uint64_t address) const {
    for (const Segment& segment : m_segments)
        if (segment.type == PT_LOAD && segment.holds(address))
            return &segment;
    return nullptr;
}

std::optional<std::uint64_t> ElfImage::fileOffset(std::uint64_t address) const {
    const Segment* segment = loadedAt(address);
    return segment == nullptr ? std::nullopt : std::optional(segment->offset + (address - segment->address));
}

std::optional<std::uint64_t> ElfImage::addressOf(std::uint64_t fileOffset) const {
    for (const Segment& segment : m_segments)
        if (segment.type == PT_LOAD && fileOffset >= segment.offset &&
            fileOffset - segment.offset < segment.fileSize)
            return segment.address + (fileOffset - segment.offset);
    return std::nullopt;
}

std::uint64_t ElfImage::bytesBehind(std::uint64_t address) const {
    const Segment* segment = loadedAt(address);
    return segment == nullptr ? 0 : segment->fileSize - (address - segment->address);
}

std::string_view ElfImage::bytes(std::uint64_t address, std::uint64_t length) const {
    const Segment* segment = loadedAt(address);
    if (segment == nullptr || length > segment->fileSize - (address - segment->address))
        return {};
    return m_file.bytes(segment->offset + (address - segment->address), length);
}

std::optional<std::string_view> ElfImage::text(std::uint64_t address, std::uint64_t longest) const {
    constexpr std::uint64_t kUsual =
        128; // nearly all names, and rarely a part of the file that is not needed
    const std::uint64_t most = std::min(bytesBehind(address), longest);
    for (std::uint64_t length = std::min(kUsual, most); length > 0; length = std::min(length * 8, most)) {
        const std::string_view found = bytes(address, length);
        if (const std::size_t end = found.find('\0'); end != std::string_view::npos)
            return found.substr(0, end);
        if (found.empty() || length == most)
            break;
    }
    return std::nullopt;
}

std::string_view ElfImage::contents(const Section& section) const {
    return section.type == SHT_NOBITS ? std::string_view() : m_file.bytes(section.offset, section.size);
}

std::optional<std::uint32_t> ElfImage::word32(std::uint64_t address) const {
    const std::string_view found = bytes(address, sizeof(std::uint32_t));
    return found.empty() ? std::nullopt : std::optional(loadLittleEndian<std::uint32_t>(found.data()));
}

std::optional<std::uint64_t> ElfImage::word64(std::uint64_t address) const {
    const std::string_view found = bytes(address, sizeof(std::uint64_t));
    return found.empty() ? std::nullopt : std::optional(loadLittleEndian<std::uint64_t>(found.data()));
}

} // namespace rt0::gobinary
