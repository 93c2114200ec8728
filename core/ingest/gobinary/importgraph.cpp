#include "ingest/gobinary/importgraph.h"

#include "base/importpath.h"
#include "base/littleendian.h"

#include <algorithm>
#include <cstddef>
#include <elf.h>
#include <fmt/format.h>
#include <unordered_map>

namespace rt0::gobinary {
namespace {

constexpr std::string_view kTask = "..inittask";
constexpr std::size_t kLongestName = 4096;

/// Import path by the address of "path..inittask"; empty in stripped files.
std::unordered_map<std::uint64_t, std::string> taskNames(const ElfImage& image) {
    std::unordered_map<std::uint64_t, std::string> names;
    for (const Section& section : image.sections()) {
        if (section.type != SHT_SYMTAB || section.link >= image.sections().size())
            continue;
        const std::string_view table = image.contents(section);
        const std::string_view strings = image.contents(image.sections()[section.link]);
        for (std::size_t at = 0; at + sizeof(Elf64_Sym) <= table.size(); at += sizeof(Elf64_Sym)) {
            const auto offset = loadLittleEndian<std::uint32_t>(table.data() + at);
            const std::string_view rest = strings.substr(std::min<std::size_t>(offset, strings.size()));
            const std::string_view name = rest.substr(0, std::min(rest.find('\0'), kLongestName));
            if (name.ends_with(kTask))
                names.emplace(
                    loadLittleEndian<std::uint64_t>(table.data() + at + offsetof(Elf64_Sym, st_value)),
                    unescapedImportPath(name.substr(0, name.size() - kTask.size())));
        }
    }
    return names;
}

} // namespace

GoPackage linkedPackage(std::string_view importPath) {
    GoPackage package;
    package.importPath = importPath;
    package.main = importPath == "main";
    package.name = package.main ? "main" : "";
    package.vendored = importPath.starts_with("vendor/");
    // The standard library has no dot in the first element of its paths.
    package.standard = !package.main && !importPath.starts_with('(') &&
                       importPath.substr(0, importPath.find('/')).find('.') == std::string_view::npos;
    return package;
}

Result<PackageGraph> importGraphOf(const GoBinary& binary, const std::string& where) {
    const InitTasks& tasks = binary.initTasks();
    if (tasks.graph.empty())
        return tl::unexpected(
            Error{"holds no import graph: since Go 1.21 the linker keeps the order of the inits only", where,
                  "name the module's directory, or what go list -deps -json prints there"});
    const auto names = taskNames(binary.elf());
    std::vector<GoPackage> packages;
    std::vector<ImportEdge> imports;
    for (const InitNode& node : tasks.graph) {
        const auto index = static_cast<PackageIndex>(packages.size());
        const auto named = names.find(node.address);
        for (const std::uint32_t imported : node.imports)
            imports.push_back({index, imported});
        packages.push_back(linkedPackage(!node.package.empty()  ? node.package
                                         : named != names.end() ? named->second
                                         : index + 1 == tasks.graph.size()
                                             ? "main" // it runs last
                                             : fmt::format("(package without init at {:#x})", node.address)));
    }
    const auto place = [&](std::string_view path) {
        return std::ranges::find(packages, path, &GoPackage::importPath) - packages.begin();
    };
    const auto count = static_cast<std::ptrdiff_t>(packages.size());
    if (place("main") < count && place("runtime") < count) // the program runs both, main does not import it
        imports.push_back(
            {static_cast<PackageIndex>(place("main")), static_cast<PackageIndex>(place("runtime"))});
    return PackageGraph(GraphSource::BinaryExact, std::move(packages), {}, std::move(imports));
}

} // namespace rt0::gobinary
