#include "ingest/gobinary/gobinary.h"

namespace rt0::gobinary {
namespace {

Diagnostic notice(const Error& error) {
    return {Diagnostic::Severity::DataLoss, error.what, error.hint};
}

/// Without moduledata only the text's begin is known (up to Go 1.25); its end is where the last function
/// ends.
Range textOf(const std::optional<Moduledata>& module, const Pclntab& tab) {
    return module ? module->text : Range{tab.textStart, tab.textStart};
}

} // namespace

Result<GoBinary> GoBinary::open(const std::string& path) {
    auto input = InputFile::open(path);
    if (!input)
        return tl::unexpected(input.error());
    auto file = LazyFile::open(*std::move(input));
    if (!file)
        return tl::unexpected(file.error());
    return read(*std::move(file), path);
}

Result<GoBinary> GoBinary::read(LazyFile file, const std::string& path) {
    auto image = ElfImage::read(std::move(file), path);
    if (!image)
        return tl::unexpected(image.error());
    GoBinary binary(std::make_unique<Parts>(*std::move(image)));
    Parts& parts = *binary.m_parts;
    parts.dynamic = readDynamicSection(parts.image);
    parts.relocations = Relocations::read(parts.image, parts.dynamic);
    auto info = readBuildInfo(binary.linked());
    const auto tab = findPclntab(binary.linked());
    if (!tab)
        return tl::unexpected(Error{info ? "its function table (.gopclntab) was not found"
                                         : "is an ELF file, but no program built by Go 1.18 or later",
                                    path,
                                    info ? "the file is damaged or was packed: name the original" : ""});
    if (info)
        parts.buildInfo = *std::move(info);
    else
        parts.diagnostics.push_back(notice(info.error()));
    parts.pclntab = *tab;
    parts.module = findModuledata(binary.linked(), *tab, parts.buildInfo.minor());
    parts.functions.emplace(parts.image, *tab, textOf(parts.module, *tab),
                            parts.module ? parts.module->textSections : SliceHeader(), binary.linked());
    binary.readInits();
    return binary;
}

void GoBinary::readInits() {
    Parts& parts = *m_parts;
    if (parts.module) {
        parts.initTasks = readInitTasks(linked(), *parts.functions, *parts.module);
    } else {
        parts.initTasks.diagnostics.push_back({Diagnostic::Severity::DataLoss,
                                               "the runtime's moduledata was not found: no init tasks",
                                               "the file may be damaged, or of a Go version not known yet"});
    }
    parts.diagnostics.insert(parts.diagnostics.end(), parts.initTasks.diagnostics.begin(),
                             parts.initTasks.diagnostics.end());
}

} // namespace rt0::gobinary
