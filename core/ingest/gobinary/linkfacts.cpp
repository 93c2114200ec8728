#include "ingest/gobinary/linkfacts.h"

#include <algorithm>
#include <elf.h>

namespace rt0::gobinary {
namespace {

constexpr std::uint64_t kLongestPath = 4096;
constexpr std::size_t kMaxNeeded = 4096;

std::string textAt(const ElfImage& image, std::uint64_t address) {
    return std::string(image.text(address, kLongestPath).value_or(std::string_view()));
}

std::string_view upToNul(std::string_view bytes) {
    return bytes.substr(0, std::min(bytes.find('\0'), bytes.size()));
}

bool isDwarf(const Section& section) {
    return section.name.starts_with(".debug_") || section.name.starts_with(".zdebug_");
}

void readDynamic(const GoBinary& binary, LinkFacts& facts) {
    const ElfImage& image = binary.elf();
    const DynamicSection& dynamic = binary.dynamic();
    const std::uint64_t strings = dynamic.value(DT_STRTAB);
    const auto stringOf = [&](std::uint64_t tag) {
        return dynamic.has(tag) ? textAt(image, strings + dynamic.value(tag)) : std::string();
    };
    for (std::size_t i = 0; i < std::min(dynamic.needed.size(), kMaxNeeded); ++i)
        facts.needed.push_back(textAt(image, strings + dynamic.needed[i]));
    facts.soname = stringOf(DT_SONAME);
    facts.rpath = stringOf(DT_RPATH);
    facts.runpath = stringOf(DT_RUNPATH);
    facts.bindNow = dynamic.has(DT_BIND_NOW) || (dynamic.value(DT_FLAGS) & DF_BIND_NOW) != 0 ||
                    (dynamic.value(DT_FLAGS_1) & DF_1_NOW) != 0;
    if (const Segment* segment = image.segment(PT_INTERP))
        facts.interpreter =
            upToNul(image.file().bytes(segment->offset, std::min(segment->fileSize, kLongestPath)));
    const bool isProgram = !facts.interpreter.empty() || (dynamic.value(DT_FLAGS_1) & DF_1_PIE) != 0;
    facts.isPie = image.type() == ET_DYN && isProgram;
    facts.isSharedObject = image.type() == ET_DYN && !isProgram;
}

void readSections(const GoBinary& binary, LinkFacts& facts) {
    for (const Section& section : binary.elf().sections()) {
        facts.hasSymbolTable = facts.hasSymbolTable || section.type == SHT_SYMTAB;
        facts.hasDwarf = facts.hasDwarf || isDwarf(section);
        facts.hasCompressedDwarf = facts.hasCompressedDwarf || section.name.starts_with(".zdebug_") ||
                                   (isDwarf(section) && (section.flags & SHF_COMPRESSED) != 0);
        if (section.name == ".gnu_debuglink")
            facts.debugLink = upToNul(binary.elf().contents(section));
    }
}

/// cmd/link puts the section headers right behind the program headers; strip, objcopy and the C linkers put
/// them at the end.
bool isAsGoLinkerWroteIt(const ElfImage& image) {
    const std::uint64_t headersEnd = sizeof(Elf64_Ehdr) + image.segments().size() * sizeof(Elf64_Phdr);
    return image.sectionHeaderOffset() != 0 && image.sectionHeaderOffset() <= headersEnd;
}

Stripped strippedOf(const ElfImage& image, const LinkFacts& facts) {
    if (facts.hasSymbolTable)
        return facts.hasDwarf ? Stripped::No : Stripped::DwarfOnly;
    if (isAsGoLinkerWroteIt(image))
        return Stripped::ByLinker;
    return facts.linkMode == LinkMode::Internal || !facts.debugLink.empty() ? Stripped::ByStrip
                                                                            : Stripped::LinkerOrStrip;
}

/// Only a C linker's start files lie outside of what cmd/link knows: _start instead of _rt0_amd64_linux.
void readEntry(const GoBinary& binary, LinkFacts& facts) {
    if (binary.elf().entry() == 0) // a shared object
        return;
    const auto function = binary.functions().at(binary.elf().entry());
    if (function)
        facts.entryFunction = function->name;
    facts.linkMode = function && function->isGo ? LinkMode::Internal : LinkMode::External;
}

} // namespace

LinkFacts linkFactsOf(const GoBinary& binary) {
    LinkFacts facts;
    readDynamic(binary, facts);
    readSections(binary, facts);
    readEntry(binary, facts);
    // runtime/cgo's assembly; C calls Go through it, and it is linked whenever runtime/cgo is.
    facts.usesCgo = binary.functions().find("crosscall2").has_value();
    facts.stripped = strippedOf(binary.elf(), facts);
    return facts;
}

std::string_view describe(Stripped stripped) {
    switch (stripped) {
    case Stripped::No:
        return "no: symbols and DWARF are there";
    case Stripped::DwarfOnly:
        return "DWARF only (-ldflags=-w, or strip --strip-debug)";
    case Stripped::ByLinker:
        return "by Go's linker (-ldflags=\"-s -w\")";
    case Stripped::ByStrip:
        return "by strip or objcopy, after linking";
    case Stripped::LinkerOrStrip:
        return "by the linker (-ldflags=\"-s -w\") or by strip: the file does not tell";
    }
    return {};
}

std::string_view nameOf(LinkMode mode) {
    return mode == LinkMode::Internal ? "internal" : mode == LinkMode::External ? "external" : "unknown";
}

} // namespace rt0::gobinary
