#pragma once

#include "ingest/gobinary/gobinary.h"

namespace rt0::gobinary {

enum class LinkMode {
    Unknown,
    Internal, ///< cmd/link wrote the file
    External, ///< cmd/link gave its object to the C compiler's linker
};

/// What is left of symbols and debug information, and who took away the rest as far as the file tells.
enum class Stripped {
    No,            ///< both are there
    DwarfOnly,     ///< symbols, no DWARF: -ldflags=-w or strip --strip-debug
    ByLinker,      ///< neither, and nobody rewrote the file: -ldflags="-s -w"
    ByStrip,       ///< neither, and strip or objcopy rewrote the file
    LinkerOrStrip, ///< neither; both make the same file of an externally linked program
};

/// How a program was linked, and what that leaves to the dynamic linker.
struct LinkFacts {
    bool isPie = false;
    bool isSharedObject = false; ///< plugin or c-shared
    std::string interpreter;     ///< PT_INTERP; empty when static
    std::vector<std::string> needed;
    std::string soname;
    std::string rpath;
    std::string runpath;
    bool bindNow = false; ///< JUMP_SLOTs are resolved at start, not at their first call

    bool hasSymbolTable = false;
    bool hasDwarf = false;
    bool hasCompressedDwarf = false;
    Stripped stripped = Stripped::No;
    std::string debugLink; ///< .gnu_debuglink: file that holds what was stripped

    bool usesCgo = false;
    LinkMode linkMode = LinkMode::Unknown;
    std::string entryFunction; ///< at the ELF entry point; empty when its name is gone

    bool isStatic() const { return interpreter.empty() && needed.empty(); }
};

LinkFacts linkFactsOf(const GoBinary& binary);

/// "-ldflags=\"-s -w\"" …: one line for people.
std::string_view describe(Stripped stripped);
std::string_view nameOf(LinkMode mode);

} // namespace rt0::gobinary
