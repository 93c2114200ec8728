#include "ingest/gobinary/relocations.h"

#include "base/littleendian.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <elf.h>
#include <fmt/format.h>
#include <span>

namespace rt0::gobinary {
namespace {

struct Kind {
    std::uint32_t type;
    std::string_view name;
};

/// System V ABI, AMD64 supplement; those that a linked program can hold.
constexpr std::array kAmd64{Kind{R_X86_64_64, "64"},
                            Kind{R_X86_64_COPY, "COPY"},
                            Kind{R_X86_64_GLOB_DAT, "GLOB_DAT"},
                            Kind{R_X86_64_JUMP_SLOT, "JUMP_SLOT"},
                            Kind{R_X86_64_RELATIVE, "RELATIVE"},
                            Kind{R_X86_64_DTPMOD64, "DTPMOD64"},
                            Kind{R_X86_64_DTPOFF64, "DTPOFF64"},
                            Kind{R_X86_64_TPOFF64, "TPOFF64"},
                            Kind{R_X86_64_TLSDESC, "TLSDESC"},
                            Kind{R_X86_64_IRELATIVE, "IRELATIVE"},
                            Kind{R_X86_64_PC32, "PC32"},
                            Kind{R_X86_64_NONE, "NONE"}};
/// ELF for the Arm 64-bit architecture, "Dynamic relocations".
constexpr std::array kArm64{Kind{R_AARCH64_ABS64, "ABS64"},
                            Kind{R_AARCH64_COPY, "COPY"},
                            Kind{R_AARCH64_GLOB_DAT, "GLOB_DAT"},
                            Kind{R_AARCH64_JUMP_SLOT, "JUMP_SLOT"},
                            Kind{R_AARCH64_RELATIVE, "RELATIVE"},
                            Kind{R_AARCH64_TLS_DTPMOD, "DTPMOD64"},
                            Kind{R_AARCH64_TLS_DTPREL, "DTPOFF64"},
                            Kind{R_AARCH64_TLS_TPREL, "TPOFF64"},
                            Kind{R_AARCH64_TLSDESC, "TLSDESC"},
                            Kind{R_AARCH64_IRELATIVE, "IRELATIVE"},
                            Kind{R_AARCH64_NONE, "NONE"}};

std::span<const Kind> kindsOf(Machine machine) {
    return machine == Machine::Amd64 ? std::span<const Kind>(kAmd64) : std::span<const Kind>(kArm64);
}

std::uint32_t relativeType(Machine machine) {
    return machine == Machine::Amd64 ? R_X86_64_RELATIVE : R_AARCH64_RELATIVE;
}

/// Symbol value + addend.
bool isAbsolute(Machine machine, std::uint32_t type) {
    return type == (machine == Machine::Amd64 ? std::uint32_t{R_X86_64_64} : std::uint32_t{R_AARCH64_ABS64});
}

/// Where a symbol of the dynamic symbol table lies in this file.
std::optional<std::uint64_t> definedAt(const ElfImage& image, std::uint64_t table, std::uint64_t index) {
    const std::string_view symbol = image.bytes(table + index * sizeof(Elf64_Sym), sizeof(Elf64_Sym));
    if (symbol.empty() || loadLittleEndian<std::uint16_t>(symbol.data() + offsetof(Elf64_Sym, st_shndx)) == 0)
        return std::nullopt;
    return loadLittleEndian<std::uint64_t>(symbol.data() + offsetof(Elf64_Sym, st_value));
}

} // namespace

std::uint64_t DynamicSection::value(std::uint64_t tag) const {
    const auto found = values.find(tag);
    return found == values.end() ? 0 : found->second;
}

DynamicSection readDynamicSection(const ElfImage& image) {
    DynamicSection dynamic;
    const Segment* segment = image.segment(PT_DYNAMIC);
    if (segment == nullptr)
        return dynamic;
    dynamic.present = true;
    const std::string_view table = image.file().bytes(segment->offset, segment->fileSize);
    for (std::size_t at = 0; at + sizeof(Elf64_Dyn) <= table.size(); at += sizeof(Elf64_Dyn)) {
        const auto tag = loadLittleEndian<std::uint64_t>(table.data() + at);
        const auto value = loadLittleEndian<std::uint64_t>(table.data() + at + sizeof tag);
        if (tag == DT_NULL)
            break;
        if (tag == DT_NEEDED)
            dynamic.needed.push_back(value);
        else
            dynamic.values[tag] = value;
    }
    return dynamic;
}

Relocations Relocations::read(const ElfImage& image, const DynamicSection& dynamic) {
    Relocations relocations;
    if (dynamic.present) {
        const std::uint64_t symbols = dynamic.value(DT_SYMTAB);
        relocations.readRela(image, image.bytes(dynamic.value(DT_RELA), dynamic.value(DT_RELASZ)), symbols);
        // Some linkers let the first table hold the second one.
        if (dynamic.value(DT_JMPREL) - dynamic.value(DT_RELA) >= dynamic.value(DT_RELASZ))
            relocations.readRela(image, image.bytes(dynamic.value(DT_JMPREL), dynamic.value(DT_PLTRELSZ)),
                                 symbols);
        relocations.countRelr(image.bytes(dynamic.value(DT_RELR), dynamic.value(DT_RELRSZ)));
    } else { // a static program relocates itself between __rela_iplt_start and _end
        for (const Section& section : image.sections())
            if (section.type == SHT_RELA && (section.flags & SHF_ALLOC) != 0)
                relocations.readRela(image, image.contents(section), 0);
    }
    const auto byAddress = [](const Pointer& a, const Pointer& b) { return a.address < b.address; };
    if (!std::is_sorted(relocations.m_pointers.begin(), relocations.m_pointers.end(), byAddress))
        std::stable_sort(relocations.m_pointers.begin(), relocations.m_pointers.end(), byAddress);
    relocations.nameCounts(image.machine(), relocations.m_byType);
    return relocations;
}

void Relocations::readRela(const ElfImage& image, std::string_view table, std::uint64_t symbols) {
    const std::uint32_t relative = relativeType(image.machine());
    m_tableBytes += table.size();
    std::uint32_t lastType = 0;
    std::uint64_t* lastCount = nullptr; // nearly all entries are of one kind
    for (std::size_t at = 0; at + sizeof(Elf64_Rela) <= table.size(); at += sizeof(Elf64_Rela)) {
        const char* entry = table.data() + at;
        const auto address = loadLittleEndian<std::uint64_t>(entry);
        const auto info = loadLittleEndian<std::uint64_t>(entry + offsetof(Elf64_Rela, r_info));
        const auto addend = loadLittleEndian<std::uint64_t>(entry + offsetof(Elf64_Rela, r_addend));
        const auto type = static_cast<std::uint32_t>(ELF64_R_TYPE(info));
        if (lastCount == nullptr || type != lastType)
            lastCount = &m_byType[lastType = type];
        ++*lastCount;
        if (type == relative)
            m_pointers.push_back({address, addend});
        else if (isAbsolute(image.machine(), type))
            if (const auto symbol = definedAt(image, symbols, ELF64_R_SYM(info)))
                m_pointers.push_back({address, *symbol + addend});
    }
}

/// A table of words: an even one is an address, an odd one a bitmap of the 63 words behind the last address
/// (generic ABI, "Relative relocation table"). The addends stand where the pointers are.
void Relocations::countRelr(std::string_view table) {
    m_tableBytes += table.size();
    for (std::size_t at = 0; at + sizeof(std::uint64_t) <= table.size(); at += sizeof(std::uint64_t)) {
        const auto word = loadLittleEndian<std::uint64_t>(table.data() + at);
        m_relr += (word & 1) == 0 ? 1 : static_cast<std::uint64_t>(std::popcount(word >> 1U));
    }
}

void Relocations::nameCounts(Machine machine, const std::map<std::uint32_t, std::uint64_t>& byType) {
    std::map<std::uint32_t, std::uint64_t> all = byType;
    if (m_relr > 0)
        all[relativeType(machine)] += m_relr;
    const auto kinds = kindsOf(machine);
    for (const auto& [type, count] : all) {
        const auto kind = std::find_if(kinds.begin(), kinds.end(),
                                       [wanted = type](const Kind& one) { return one.type == wanted; });
        m_counts.push_back(
            {type, kind == kinds.end() ? fmt::format("type {}", type) : std::string(kind->name), count});
    }
    std::stable_sort(m_counts.begin(), m_counts.end(),
                     [](const RelocationCount& a, const RelocationCount& b) { return a.count > b.count; });
}

std::uint64_t Relocations::total() const {
    std::uint64_t sum = 0;
    for (const RelocationCount& one : m_counts)
        sum += one.count;
    return sum;
}

std::uint64_t Relocations::count(std::string_view name) const {
    for (const RelocationCount& one : m_counts)
        if (one.name == name)
            return one.count;
    return 0;
}

std::optional<std::uint64_t> Relocations::valueAt(std::uint64_t address) const {
    const auto found =
        std::lower_bound(m_pointers.begin(), m_pointers.end(), address,
                         [](const Pointer& pointer, std::uint64_t at) { return pointer.address < at; });
    if (found == m_pointers.end() || found->address != address)
        return std::nullopt;
    return found->value;
}

std::vector<std::uint64_t> Relocations::addressesOf(std::uint64_t value, std::size_t most) const {
    std::vector<std::uint64_t> addresses;
    for (const Pointer& pointer : m_pointers)
        if (pointer.value == value && addresses.size() < most)
            addresses.push_back(pointer.address);
    return addresses;
}

} // namespace rt0::gobinary
