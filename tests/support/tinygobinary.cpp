#include "support/tinygobinary.h"

#include <array>
#include <cstddef>
#include <elf.h>
#include <string_view>

namespace rt0::test {
namespace {

constexpr std::array<std::string_view, 6> kFunctions{"runtime.init", "alpha.init",   "alpha.init.0",
                                                     "main.init.0",  "runtime.main", "main.main"};
constexpr std::array<std::uint32_t, 6> kUnitOf{0, 1, 1, 2, 0, 2}; ///< each package is one compile unit
constexpr std::uint64_t kFunctionBytes = 16;

std::uint64_t functionAt(std::size_t index) {
    return TinyGoBinary::kText + index * kFunctionBytes;
}

} // namespace

TinyGoBinary::TinyGoBinary(int minor, bool pie) : m_minor(minor), m_pie(pie), m_bytes(kEnd - kBase, '\0') {
    putHeaders();
    putBuildInfo();
    putPclntab();
    if (minor >= 21)
        putTasks();
    else
        putTaskGraph();
    putModuledata();
    if (pie)
        putRelocations();
}

void TinyGoBinary::put(std::uint64_t address, std::uint64_t value, unsigned size) {
    for (unsigned i = 0; i < size; ++i)
        m_bytes.at(address - kBase + i) = static_cast<char>(value >> (8U * i));
}

void TinyGoBinary::putText(std::uint64_t address, const std::string& text) {
    m_bytes.replace(address - kBase, text.size(), text);
}

void TinyGoBinary::pointer(std::uint64_t address, std::uint64_t value) {
    if (m_pie)
        m_relocations.push_back({address, value});
    else
        put64(address, value);
}

void TinyGoBinary::putHeaders() {
    putText(kBase, "\x7f"
                   "ELF\2\1\1");
    put(kBase + offsetof(Elf64_Ehdr, e_type), m_pie ? ET_DYN : ET_EXEC, 2);
    put(kBase + offsetof(Elf64_Ehdr, e_machine), EM_X86_64, 2);
    put64(kBase + offsetof(Elf64_Ehdr, e_entry), functionAt(4));
    put64(kBase + offsetof(Elf64_Ehdr, e_phoff), sizeof(Elf64_Ehdr));
    put(kBase + offsetof(Elf64_Ehdr, e_phentsize), sizeof(Elf64_Phdr), 2);
    put(kBase + offsetof(Elf64_Ehdr, e_phnum), m_pie ? 2 : 1, 2);
    const auto segment = [this](std::uint64_t at, std::uint32_t type, std::uint64_t address,
                                std::uint64_t size) {
        put32(at + offsetof(Elf64_Phdr, p_type), type);
        put32(at + offsetof(Elf64_Phdr, p_flags), PF_R | PF_W | PF_X);
        put64(at + offsetof(Elf64_Phdr, p_offset), address - kBase);
        put64(at + offsetof(Elf64_Phdr, p_vaddr), address);
        put64(at + offsetof(Elf64_Phdr, p_filesz), size);
        put64(at + offsetof(Elf64_Phdr, p_memsz), size);
    };
    segment(kBase + sizeof(Elf64_Ehdr), PT_LOAD, kBase, kEnd - kBase);
    if (m_pie)
        segment(kBase + sizeof(Elf64_Ehdr) + sizeof(Elf64_Phdr), PT_DYNAMIC, kDynamic, 0x100);
}

void TinyGoBinary::putBuildInfo() {
    const std::string version = "go1." + std::to_string(m_minor) + ".3";
    const std::string modules = "0123456789abcdefpath\texample.com/tiny\nmod\texample.com/tiny\t(devel)\t\n"
                                "dep\texample.com/dep\tv1.2.3\th1:abc=\n=>\t./dep\t(devel)\t\n"
                                "build\t-ldflags=\"-s -w\"\nbuild\tCGO_ENABLED=0\n0123456789abcdef";
    std::string text = "\xff Go buildinf:";
    text += '\x08';
    text += '\x02';
    text.resize(32, '\0');
    text += static_cast<char>(version.size());
    text += version;
    text += static_cast<char>(0x80U | (modules.size() & 0x7fU));
    text += static_cast<char>(modules.size() >> 7U);
    putText(kBuildInfo, text + modules);
}

void TinyGoBinary::putPclntab() {
    constexpr std::uint64_t kNames = 0x50;
    constexpr std::uint64_t kUnits = 0x100;
    constexpr std::uint64_t kFiles = 0x110;
    constexpr std::uint64_t kPcs = 0x120;
    constexpr std::uint64_t kTable = 0x180;
    constexpr std::uint64_t kEntries = 8 * kFunctions.size() + 8;
    put32(kPclntab, m_minor < 20 ? 0xfffffff0 : 0xfffffff1);
    put(kPclntab + 6, 1, 1);
    put(kPclntab + 7, 8, 1);
    put64(kPclntab + 8, kFunctions.size());
    put64(kPclntab + 16, 1);
    if (m_minor < 26)
        pointer(kPclntab + 24, kText);
    const std::array<std::uint64_t, 5> parts{kNames, kUnits, kFiles, kPcs, kTable};
    for (std::size_t i = 0; i < parts.size(); ++i)
        put64(kPclntab + 32 + 8 * i, parts[i]);
    putText(kPclntab + kFiles, "/src/tiny.go");
    const std::string fileTable{'\x02', '\x10', '\0'}; // file 0 for all 16 bytes
    putText(kPclntab + kPcs + 1, fileTable);
    std::uint64_t name = 0;
    for (std::size_t i = 0; i < kFunctions.size(); ++i) {
        const std::uint64_t function = kEntries + 48 * i;
        put32(kPclntab + kTable + 8 * i, static_cast<std::uint32_t>(kFunctionBytes * i));
        put32(kPclntab + kTable + 8 * i + 4, static_cast<std::uint32_t>(function));
        const std::uint64_t at = kPclntab + kTable + function;
        const std::uint64_t lineTable = 8 + 4 * i;
        put32(at, static_cast<std::uint32_t>(kFunctionBytes * i));
        put32(at + 4, static_cast<std::uint32_t>(name));
        put32(at + 20, 1);
        put32(at + 24, static_cast<std::uint32_t>(lineTable));
        put32(at + 32, kUnitOf[i]);
        const std::string lines{static_cast<char>(2 * (10 * (i + 1) + 1)), '\x10', '\0'}; // line 10, 20, …
        putText(kPclntab + kPcs + lineTable, lines);
        putText(kPclntab + kNames + name, std::string(kFunctions[i]));
        name += kFunctions[i].size() + 1;
    }
    put32(kPclntab + kTable + 8 * kFunctions.size(), kFunctionBytes * kFunctions.size());
}

void TinyGoBinary::putTasks() {
    const auto task = [this](std::uint64_t at, std::initializer_list<std::size_t> functions) {
        put32(at + 4, static_cast<std::uint32_t>(functions.size()));
        for (std::size_t i = 0; i < functions.size(); ++i)
            pointer(at + 8 + 8 * i, functionAt(functions.begin()[i]));
    };
    task(kRuntimeTask, {0});
    task(kAlphaTask, {1, 2});
    task(kMainTask, {3});
    pointer(kRuntimeSlice, kRuntimeSlice + 0x18);
    put64(kRuntimeSlice + 8, 1);
    put64(kRuntimeSlice + 16, 1);
    pointer(kRuntimeSlice + 0x18, kRuntimeTask);
    pointer(kMainList, kRuntimeTask);
    pointer(kMainList + 8, kAlphaTask);
    pointer(kMainList + 16, kMainTask);
}

void TinyGoBinary::putTaskGraph() {
    const auto task = [this](std::uint64_t at, std::initializer_list<std::uint64_t> imports,
                             std::initializer_list<std::size_t> functions) {
        put64(at + 8, imports.size());
        put64(at + 16, functions.size());
        std::uint64_t next = at + 24;
        for (const std::uint64_t import : imports) {
            pointer(next, import);
            next += 8;
        }
        for (const std::size_t function : functions) {
            pointer(next, functionAt(function));
            next += 8;
        }
    };
    task(kRuntimeTask, {}, {0});
    task(kAlphaTask, {kRuntimeTask}, {1, 2});
    task(kEmptyTask, {kAlphaTask}, {});
    task(kMainTask, {kEmptyTask, kAlphaTask}, {3});
}

void TinyGoBinary::putModuledata() {
    std::uint64_t at = kModuledata;
    const auto word = [&](std::uint64_t value) {
        put64(at, value);
        at += 8;
    };
    const auto address = [&](std::uint64_t value) {
        pointer(at, value);
        at += 8;
    };
    address(kPclntab);
    address(kPclntab + 0x50);
    at = kModuledata + 13 * 8;
    address(kPclntab + 0x180); // pclntable
    word(0x200);
    word(0x200);
    at = kModuledata + 22 * 8;
    address(kText);
    address(kText + kFunctionBytes * kFunctions.size());
    address(kData);
    address(kModuledata); // enoptrdata
    for (int i = 0; i < 6; ++i)
        address(kDynamic); // data, bss, noptrbss: empty
    for (int i = 0; i < (m_minor >= 20 ? 3 : 1); ++i)
        address(kDynamic);   // covctrs, ecovctrs, end
    address(kTypes + 0x1f0); // gcdata
    address(kTypes + 0x1f8); // gcbss
    address(kTypes);
    if (m_minor >= 27)
        word(8);
    address(kTypes + 0x1f0);
    if (m_minor >= 27) {
        word(8); // itaboffset
        word(0);
    }
    address(kTypes);   // rodata
    address(kPclntab); // gofunc
    if (m_minor >= 26)
        address(kPclntab + 0x380);
    at += (m_minor >= 27 ? 3 : 9) * 8; // textsectmap, typelinks, itablinks
    at += 8 * 8;                       // ptab, pluginpath, pkghashes
    if (m_minor >= 21) {
        address(kMainList);
        word(3);
        word(3);
    }
}

void TinyGoBinary::putRelocations() {
    const std::array<std::uint64_t, 10> dynamic{DT_RELA,    kRela, DT_RELASZ,  24 * m_relocations.size(),
                                                DT_RELAENT, 24,    DT_FLAGS_1, DF_1_PIE | DF_1_NOW,
                                                DT_NULL,    0};
    for (std::size_t i = 0; i < dynamic.size(); ++i)
        put64(kDynamic + 8 * i, dynamic[i]);
    // Backwards: nothing promises an order.
    for (std::size_t i = 0; i < m_relocations.size(); ++i) {
        const Relocation& one = m_relocations[m_relocations.size() - 1 - i];
        put64(kRela + 24 * i, one.address);
        put64(kRela + 24 * i + 8, R_X86_64_RELATIVE);
        put64(kRela + 24 * i + 16, one.addend);
    }
}

} // namespace rt0::test
