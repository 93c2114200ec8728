#pragma once

#include "ingest/gobinary/buildinfo.h"
#include "ingest/gobinary/functiontable.h"
#include "ingest/gobinary/inittasks.h"

/// Programs built by Go, read from their file without running them: 64-bit ELF for amd64 and arm64, Go 1.19
/// to 1.27, stripped or not, PIE or not, with cgo or not.
namespace rt0::gobinary {

/// A Go program. Everything that is cheap is read at once; functions and code bytes when they are asked for.
/// Names are views into the file and live as long as this object (or what it was moved to). Safe for several
/// threads.
class GoBinary {
public:
    /// Opens a file. Errors: cannot be read, no ELF file, another machine, not built by Go (`where` is the
    /// path).
    static Result<GoBinary> open(const std::string& path);
    static Result<GoBinary> read(LazyFile file, const std::string& path);

    const ElfImage& elf() const { return m_parts->image; }
    const DynamicSection& dynamic() const { return m_parts->dynamic; }
    const Relocations& relocations() const { return m_parts->relocations; }
    /// Without a Go version when the build info is missing; a diagnostic says so.
    const BuildInfo& buildInfo() const { return m_parts->buildInfo; }
    /// What the runtime knows of its program; nothing when it was not found.
    const std::optional<Moduledata>& moduledata() const { return m_parts->module; }
    const Pclntab& pclntab() const { return m_parts->pclntab; }
    const FunctionTable& functions() const { return *m_parts->functions; }
    const InitTasks& initTasks() const { return m_parts->initTasks; }
    const std::vector<Diagnostic>& diagnostics() const { return m_parts->diagnostics; }

    /// Refers to this object's parts.
    LinkedImage linked() const { return {m_parts->image, m_parts->relocations}; }
    /// A pointer-sized word as it stands in memory after relocation at load bias 0.
    std::optional<std::uint64_t> pointer(std::uint64_t address) const { return linked().pointer(address); }

private:
    /// Its place in memory never changes: the parts refer to each other.
    struct Parts {
        explicit Parts(ElfImage elf) : image(std::move(elf)) {}

        ElfImage image;
        DynamicSection dynamic;
        Relocations relocations;
        BuildInfo buildInfo;
        Pclntab pclntab;
        std::optional<Moduledata> module;
        std::optional<FunctionTable> functions;
        InitTasks initTasks;
        std::vector<Diagnostic> diagnostics;
    };

    explicit GoBinary(std::unique_ptr<Parts> parts) : m_parts(std::move(parts)) {}
    void readInits();

    std::unique_ptr<Parts> m_parts;
};

} // namespace rt0::gobinary
