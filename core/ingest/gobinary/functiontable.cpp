#include "ingest/gobinary/functiontable.h"

#include "base/bytereader.h"
#include "base/littleendian.h"

#include <algorithm>
#include <functional>
#include <mutex>

namespace rt0::gobinary {
namespace {

// Places of the fields of a _func (runtime/runtime2.go).
constexpr std::uint64_t kNameField = 4;
constexpr std::uint64_t kFileField = 20;
constexpr std::uint64_t kLineField = 24;
constexpr std::uint64_t kUnitField = 32;

constexpr std::uint64_t kMaxTextSections = 64;
constexpr std::uint64_t kMaxPcTable = 1U << 20U; ///< of one function
constexpr std::uint64_t kLongestName = 4096;     ///< the linker shortens what stands in brackets
constexpr int kMaxProbes = 1000;                 ///< more only when a damaged file names all functions alike

std::int32_t unzigzag(std::uint64_t value) {
    const auto word = static_cast<std::uint32_t>(value);
    return static_cast<std::int32_t>((word >> 1U) ^ (0U - (word & 1U)));
}

} // namespace

/// An open-addressing hash table over the functions' names.
struct FunctionTable::NameIndex {
    std::once_flag once;
    std::vector<std::uint32_t> slots; ///< function + 1; 0 = free; the size is a power of two
};

FunctionTable::FunctionTable(const ElfImage& image, const Pclntab& tab, Range text,
                             const SliceHeader& sections, const LinkedImage& linked)
    : m_image(&image), m_tab(tab), m_text(text), m_symbols(image), m_names(std::make_shared<NameIndex>()) {
    m_entries = image.bytes(tab.table, tab.functions * Pclntab::kEntryBytes + 4);
    if (m_entries.empty())
        m_tab.functions = 0;
    if (sections.length < 2 || sections.length > kMaxTextSections)
        return;
    for (std::uint64_t i = 0; i < sections.length; ++i) { // runtime/symtab.go, textsect
        const std::uint64_t at = sections.address + i * 24;
        m_sections.push_back({linked.pointer(at).value_or(0), linked.pointer(at + 8).value_or(0),
                              linked.pointer(at + 16).value_or(0)});
    }
}

std::uint32_t FunctionTable::entryOffset(std::size_t index) const {
    return loadLittleEndian<std::uint32_t>(m_entries.data() + index * Pclntab::kEntryBytes);
}

std::uint64_t FunctionTable::functionAddress(std::size_t index) const {
    return m_tab.table + loadLittleEndian<std::uint32_t>(m_entries.data() + index * Pclntab::kEntryBytes + 4);
}

std::uint64_t FunctionTable::addressOf(std::uint64_t textOffset) const {
    for (const TextSection& section : m_sections)
        if ((textOffset >= section.offset && textOffset < section.end) ||
            (&section == &m_sections.back() && textOffset == section.end))
            return section.address + (textOffset - section.offset);
    return m_text.begin + textOffset;
}

std::optional<std::uint64_t> FunctionTable::textOffset(std::uint64_t address) const {
    for (const TextSection& section : m_sections)
        if (address >= section.address && address - section.address < section.end - section.offset)
            return section.offset + (address - section.address);
    if (!m_sections.empty() || address < m_text.begin)
        return std::nullopt;
    return address - m_text.begin;
}

std::string_view FunctionTable::nameOf(std::size_t index) const {
    const auto offset = m_image->word32(functionAddress(index) + kNameField);
    return offset ? m_image->text(m_tab.names + *offset, kLongestName).value_or(std::string_view())
                  : std::string_view();
}

Function FunctionTable::operator[](std::size_t index) const {
    const std::uint64_t entry = addressOf(entryOffset(index));
    return {nameOf(index), entry, std::max(entry, addressOf(entryOffset(index + 1))), true};
}

const FunctionTable::NameIndex& FunctionTable::names() const {
    std::call_once(m_names->once, [this] {
        std::vector<std::uint32_t>& slots = m_names->slots;
        slots.assign(std::bit_ceil(2 * size() + 2), 0);
        for (std::size_t i = 0; i < size(); ++i) {
            const std::size_t hash = std::hash<std::string_view>()(nameOf(i));
            std::size_t slot = hash & (slots.size() - 1);
            int probes = 0;
            while (slots[slot] != 0 && ++probes < kMaxProbes)
                slot = (slot + 1) & (slots.size() - 1);
            if (slots[slot] == 0)
                slots[slot] = static_cast<std::uint32_t>(i + 1);
        }
    });
    return *m_names;
}

std::optional<Function> FunctionTable::find(std::string_view name) const {
    const std::vector<std::uint32_t>& slots = names().slots;
    std::size_t slot = std::hash<std::string_view>()(name) & (slots.size() - 1);
    for (; slots[slot] != 0; slot = (slot + 1) & (slots.size() - 1))
        if (nameOf(slots[slot] - 1) == name)
            return (*this)[slots[slot] - 1];
    if (const auto symbol = m_symbols.find(name))
        return Function{symbol->name, symbol->address, m_symbols.endOf(*symbol), false};
    return std::nullopt;
}

std::optional<std::size_t> FunctionTable::indexAt(std::uint64_t address) const {
    const auto offset = textOffset(address);
    if (!offset || size() == 0 || *offset >= entryOffset(size()))
        return std::nullopt;
    std::size_t low = 0; // the last function that begins at or before the offset
    for (std::size_t high = size(); high - low > 1;) {
        const std::size_t middle = low + (high - low) / 2;
        (entryOffset(middle) <= *offset ? low : high) = middle;
    }
    return entryOffset(low) <= *offset ? std::optional(low) : std::nullopt;
}

std::optional<Function> FunctionTable::at(std::uint64_t address) const {
    if (const auto index = indexAt(address))
        return (*this)[*index];
    if (const auto symbol = m_symbols.at(address))
        return Function{symbol->name, symbol->address, m_symbols.endOf(*symbol), false};
    return std::nullopt;
}

std::optional<Function> FunctionTable::startingAt(std::uint64_t address) const {
    const auto function = at(address);
    return function && function->entry == address ? function : std::nullopt;
}

/// The value of one of a function's tables {value delta, pc delta}… (runtime/symtab.go, pcvalue and step).
std::optional<std::int32_t> FunctionTable::pcValue(std::size_t index, std::uint32_t table,
                                                   std::uint64_t address) const {
    const std::uint64_t from = m_tab.pcs + table;
    const std::uint64_t length = std::min(m_image->bytesBehind(from), kMaxPcTable);
    constexpr std::uint64_t kUsual = 4096;
    ByteReader reader(m_image->bytes(from, std::min(length, kUsual)));
    if (length > kUsual && table != 0)
        reader = ByteReader(m_image->bytes(from, length));
    std::uint64_t pc = addressOf(entryOffset(index));
    std::int32_t value = -1;
    for (bool first = true; table != 0; first = false) {
        const std::uint64_t delta = reader.varint();
        if (reader.failed() || (delta == 0 && !first))
            return std::nullopt;
        value = static_cast<std::int32_t>(static_cast<std::uint32_t>(value) +
                                          static_cast<std::uint32_t>(unzigzag(delta)));
        pc += reader.varint() * m_tab.pcQuantum;
        if (!reader.failed() && address < pc)
            return value;
    }
    return std::nullopt;
}

std::optional<SourceLine> FunctionTable::lineOf(std::uint64_t address) const {
    const auto index = indexAt(address);
    if (!index)
        return std::nullopt;
    const std::uint64_t function = functionAddress(*index);
    const std::string_view fields = m_image->bytes(function, m_tab.functionBytes);
    if (fields.empty())
        return std::nullopt;
    const auto field = [&](std::uint64_t at) { return loadLittleEndian<std::uint32_t>(fields.data() + at); };
    const auto fileNumber = pcValue(*index, field(kFileField), address);
    const auto line = pcValue(*index, field(kLineField), address);
    if (!fileNumber || *fileNumber < 0 || !line || *line < 0)
        return std::nullopt;
    const std::uint64_t inUnit = std::uint64_t{field(kUnitField)} + static_cast<std::uint32_t>(*fileNumber);
    const auto fileOffset = m_image->word32(m_tab.units + 4 * inUnit);
    if (!fileOffset)
        return std::nullopt;
    const auto file = m_image->text(m_tab.files + *fileOffset);
    return file ? std::optional(SourceLine{*file, static_cast<std::uint32_t>(*line)}) : std::nullopt;
}

} // namespace rt0::gobinary
