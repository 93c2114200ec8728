#pragma once

#include "ingest/gobinary/moduledata.h"
#include "ingest/gobinary/pctable.h"
#include "ingest/gobinary/symboltable.h"

namespace rt0::gobinary {

/// A function of the program; its name is a view into the file and lives as long as the binary.
struct Function {
    std::string_view name;   ///< as linked: "runtime.main", "gopkg.in/yaml%2ev2.init.0", "x_cgo_init"
    std::uint64_t entry = 0; ///< virtual address at load bias 0
    std::uint64_t end = 0;   ///< where the next function begins; padding belongs to the function before it
    bool isGo = true;        ///< from .gopclntab; else from .symtab
};

/// A place in the sources; views as in Function.
struct SourceLine {
    std::string_view file; ///< as built: absolute, or with -trimpath "net/http/server.go"
    std::uint32_t line = 0;
};

/// What the compiler inlined into a function (runtime/symtabinl.go). Kept and reused: reading does not
/// allocate once it is large enough.
struct InlineTree {
    static constexpr std::int32_t kNoCall = -1;

    struct Call {
        std::uint32_t name = 0;        ///< of the inlined function, for FunctionTable::nameAt
        std::int32_t parent = kNoCall; ///< the inlined call that this one stands in
    };
    struct Stretch {
        std::uint64_t begin = 0; ///< addresses of instructions
        std::uint64_t end = 0;
        std::int32_t call = kNoCall; ///< the innermost inlined call that they come from
    };
    std::vector<Call> calls;
    std::vector<Stretch> stretches; ///< one behind the other, all of the function
};

/// All functions: Go's from .gopclntab (also in stripped files), C's from .symtab where that was kept.
/// Nothing is copied; an index of names is made when the first name is asked for. Safe for several threads.
class FunctionTable {
public:
    /// `image` must outlive the table. `text`: where Go's code begins and ends; `sections`: textsectmap.
    FunctionTable(const ElfImage& image, const Pclntab& tab, Range text, const SliceHeader& sections,
                  const LinkedImage& linked);

    /// Go functions, by address.
    std::size_t size() const { return static_cast<std::size_t>(m_tab.functions); }
    Function operator[](std::size_t index) const;
    /// Go functions first, then symbols; of several with one name the first.
    std::optional<Function> find(std::string_view name) const;
    /// The function that holds `address`.
    std::optional<Function> at(std::uint64_t address) const;
    /// The Go function that holds `address`, by its number.
    std::optional<std::size_t> indexAt(std::uint64_t address) const;
    /// The function that begins at `address`.
    std::optional<Function> startingAt(std::uint64_t address) const;
    /// Where the instruction at `address` comes from (innermost inlined call); nothing outside of Go code.
    std::optional<SourceLine> lineOf(std::uint64_t address) const;
    /// Where a function begins in the sources; of one that the compiler made, as the init of a package's
    /// variables, the first line that was not inlined into it from elsewhere.
    std::optional<SourceLine> beginOf(const Function& function) const;
    /// Which compile unit a Go function is of: a number that its package's functions share. Its name may tell
    /// another package (promoted methods, generics). Nothing for C code and what the linker makes.
    std::optional<std::uint32_t> unitOf(std::size_t index) const;
    /// What was inlined into a function, of programs of Go >= 1.20. False, and one stretch without calls,
    /// when the tables cannot be read.
    bool readInlineTree(std::size_t index, std::uint64_t goFunctions, InlineTree& into) const;
    /// A function's name by its place in the table of names.
    std::string_view nameAt(std::uint32_t offset) const;
    const SymbolTable& symbols() const { return m_symbols; }
    const Range& goText() const { return m_text; }

private:
    struct TextSection {
        std::uint64_t offset = 0; ///< as counted in functab
        std::uint64_t end = 0;
        std::uint64_t address = 0;
    };
    struct NameIndex;

    std::uint32_t entryOffset(std::size_t index) const;
    std::uint64_t functionAddress(std::size_t index) const; ///< of its _func
    std::uint64_t addressOf(std::uint64_t textOffset) const;
    std::optional<std::uint64_t> textOffset(std::uint64_t address) const;
    PcTable pcTable(std::size_t index, std::uint32_t table, std::uint64_t longest) const;
    std::optional<std::int32_t> pcValue(std::size_t index, std::uint32_t table, std::uint64_t address) const;
    std::optional<std::int32_t> readInlineStretches(std::size_t index, std::uint32_t table,
                                                    InlineTree& into) const;
    std::optional<std::uint64_t> firstOwnSource(std::size_t index, std::uint64_t longest) const;
    std::optional<std::string_view> fileName(std::uint32_t unit, std::int32_t number) const;
    std::string_view nameOf(std::size_t index) const;
    const NameIndex& names() const;

    const ElfImage* m_image;
    Pclntab m_tab;
    Range m_text;
    std::vector<TextSection> m_sections; ///< only when there are several
    std::string_view m_entries;          ///< functab
    SymbolTable m_symbols;
    std::shared_ptr<NameIndex> m_names;
};

} // namespace rt0::gobinary
