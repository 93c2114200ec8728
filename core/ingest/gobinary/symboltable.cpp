#include "ingest/gobinary/symboltable.h"

#include "base/littleendian.h"

#include <algorithm>
#include <cstddef>
#include <elf.h>
#include <numeric>

namespace rt0::gobinary {
namespace {

constexpr std::size_t kLongestName = 1U << 16U;

std::string_view nameAt(std::string_view strings, std::uint32_t at) {
    if (at >= strings.size())
        return {};
    const std::string_view rest = strings.substr(at, kLongestName);
    return rest.substr(0, std::min(rest.find('\0'), rest.size()));
}

bool isFunction(std::uint8_t info, std::uint16_t section) {
    const unsigned type = ELF64_ST_TYPE(info);
    // _start and other hand-written code may carry no type.
    return section != SHN_UNDEF && section < SHN_LORESERVE &&
           (type == STT_FUNC || type == STT_GNU_IFUNC || type == STT_NOTYPE);
}

} // namespace

SymbolTable::SymbolTable(const ElfImage& image) : m_image(&image), m_index(std::make_shared<Index>()) {
    for (const Section& section : image.sections())
        if (section.type == SHT_SYMTAB && section.link < image.sections().size()) {
            m_symbols = &section;
            m_strings = &image.sections()[section.link];
            return;
        }
}

std::uint64_t SymbolTable::entries() const {
    return m_symbols == nullptr ? 0 : m_symbols->size / sizeof(Elf64_Sym);
}

const SymbolTable::Index& SymbolTable::index() const {
    std::call_once(m_index->once, [this] {
        if (m_symbols == nullptr)
            return;
        const std::string_view table = m_image->contents(*m_symbols);
        const std::string_view strings = m_image->contents(*m_strings);
        std::vector<Symbol>& symbols = m_index->byAddress;
        for (std::size_t at = 0; at + sizeof(Elf64_Sym) <= table.size(); at += sizeof(Elf64_Sym)) {
            const char* entry = table.data() + at;
            const auto info = static_cast<std::uint8_t>(entry[offsetof(Elf64_Sym, st_info)]);
            const auto section = loadLittleEndian<std::uint16_t>(entry + offsetof(Elf64_Sym, st_shndx));
            const auto name = nameAt(strings, loadLittleEndian<std::uint32_t>(entry));
            // Arm's mapping symbols ($x, $d) only mark where code and data begin.
            if (isFunction(info, section) && !name.empty() && name.front() != '$')
                symbols.push_back({name,
                                   loadLittleEndian<std::uint64_t>(entry + offsetof(Elf64_Sym, st_value)),
                                   loadLittleEndian<std::uint64_t>(entry + offsetof(Elf64_Sym, st_size))});
        }
        std::stable_sort(symbols.begin(), symbols.end(),
                         [](const Symbol& a, const Symbol& b) { return a.address < b.address; });
        m_index->byName.resize(symbols.size());
        std::iota(m_index->byName.begin(), m_index->byName.end(), 0U);
        std::stable_sort(m_index->byName.begin(), m_index->byName.end(),
                         [&](std::uint32_t a, std::uint32_t b) { return symbols[a].name < symbols[b].name; });
    });
    return *m_index;
}

std::optional<Symbol> SymbolTable::find(std::string_view name) const {
    const Index& all = index();
    const auto found = std::lower_bound(
        all.byName.begin(), all.byName.end(), name,
        [&](std::uint32_t i, std::string_view wanted) { return all.byAddress[i].name < wanted; });
    if (found == all.byName.end() || all.byAddress[*found].name != name)
        return std::nullopt;
    return all.byAddress[*found];
}

std::optional<Symbol> SymbolTable::at(std::uint64_t address) const {
    const Index& all = index();
    auto behind =
        std::upper_bound(all.byAddress.begin(), all.byAddress.end(), address,
                         [](std::uint64_t wanted, const Symbol& symbol) { return wanted < symbol.address; });
    if (behind == all.byAddress.begin())
        return std::nullopt;
    const Symbol& symbol = *std::prev(behind);
    return address < endOf(symbol) ? std::optional(symbol) : std::nullopt;
}

std::uint64_t SymbolTable::endOf(const Symbol& symbol) const {
    if (symbol.size > 0)
        return symbol.address + symbol.size;
    const Index& all = index();
    const auto next =
        std::upper_bound(all.byAddress.begin(), all.byAddress.end(), symbol.address,
                         [](std::uint64_t wanted, const Symbol& other) { return wanted < other.address; });
    return next == all.byAddress.end() ? symbol.address : next->address;
}

} // namespace rt0::gobinary
