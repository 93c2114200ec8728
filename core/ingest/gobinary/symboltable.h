#pragma once

#include "ingest/gobinary/elfimage.h"

#include <memory>
#include <mutex>

namespace rt0::gobinary {

/// A function in .symtab; the name is a view into the file.
struct Symbol {
    std::string_view name;
    std::uint64_t address = 0;
    std::uint64_t size = 0; ///< 0 = unknown
};

/// The functions of .symtab, for the C part of a program (main, x_cgo_init, _start). Sorted when first asked.
class SymbolTable {
public:
    explicit SymbolTable(const ElfImage& image);

    bool present() const { return m_symbols != nullptr; }
    /// Entries of the table, of all kinds.
    std::uint64_t entries() const;
    std::optional<Symbol> find(std::string_view name) const;
    /// The function that holds `address`, by its size or up to the next one.
    std::optional<Symbol> at(std::uint64_t address) const;
    /// The first address behind the symbol: by its size, else the next symbol's.
    std::uint64_t endOf(const Symbol& symbol) const;

private:
    struct Index {
        std::once_flag once;
        std::vector<Symbol> byAddress;
        std::vector<std::uint32_t> byName; ///< indices into byAddress
    };
    const Index& index() const;

    const ElfImage* m_image;
    const Section* m_symbols = nullptr;
    const Section* m_strings = nullptr;
    std::shared_ptr<Index> m_index;
};

} // namespace rt0::gobinary
