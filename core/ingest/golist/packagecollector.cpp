#include "ingest/golist/packagecollector.h"

#include <algorithm>
#include <array>

namespace rt0::golist {
namespace {

constexpr std::string_view kNotListed = "is imported, but not in the list";

/// Packages that cgo's own code belongs to; the others with import "C" link runtime/cgo
/// (cmd/go/internal/load, cgoExclude and cgoSyscallExclude).
bool isRuntime(const std::string& importPath) {
    return importPath.starts_with("runtime/") || importPath == "runtime";
}

} // namespace

PackageCollector::Field PackageCollector::fieldOf(Place place, const std::string& name) {
    if (place == Place::ImportMap)
        return Field::Mapped;
    static constexpr std::array kKnown{Known{Place::Package, "ImportPath", Field::ImportPath},
                                       Known{Place::Package, "Name", Field::Name},
                                       Known{Place::Package, "Dir", Field::Dir},
                                       Known{Place::Package, "ForTest", Field::ForTest},
                                       Known{Place::Package, "Standard", Field::Standard},
                                       Known{Place::Package, "Imports", Field::Imports},
                                       Known{Place::Package, "CgoFiles", Field::CgoFiles},
                                       Known{Place::Package, "ImportMap", Field::ImportMap},
                                       Known{Place::Package, "Module", Field::Module},
                                       Known{Place::Package, "Error", Field::Error},
                                       Known{Place::Module, "Path", Field::Path},
                                       Known{Place::Module, "Version", Field::Version},
                                       Known{Place::Module, "Main", Field::Main},
                                       Known{Place::Module, "Replace", Field::Replace},
                                       Known{Place::Replace, "Path", Field::Path},
                                       Known{Place::Replace, "Version", Field::Version},
                                       Known{Place::Error, "Err", Field::Err}};
    const auto found = std::ranges::find_if(
        kKnown, [&](const Known& known) { return known.place == place && name == known.name; });
    return found == kKnown.end() ? Field::None : found->field;
}

bool PackageCollector::boolean(bool value) {
    if (m_ignored > 0)
        return true;
    if (m_field == Field::Standard)
        m_package.standard = value;
    if (m_field == Field::Main && place() == Place::Module)
        m_module.main = value;
    return true;
}

bool PackageCollector::string(string_t& value) {
    if (m_ignored > 0)
        return true;
    if (place() == Place::Imports) {
        if (value == "C")
            m_importsC = true;
        else
            m_imports.push_back(idOf(value));
        return true;
    }
    if (place() == Place::CgoFiles) {
        m_package.cgo = true;
        return true;
    }
    const bool replaced = place() == Place::Replace;
    switch (m_field) {
    case Field::ImportPath:
        m_package.importPath = std::move(value);
        break;
    case Field::Name:
        m_package.name = std::move(value);
        break;
    case Field::Dir:
        m_package.dir = std::move(value);
        break;
    case Field::ForTest:
        m_package.forTest = std::move(value);
        break;
    case Field::Err:
        m_package.error = std::move(value);
        break;
    case Field::Path:
        (replaced ? m_module.replacedByPath : m_module.path) = std::move(value);
        break;
    case Field::Version:
        (replaced ? m_module.replacedByVersion : m_module.version) = std::move(value);
        break;
    case Field::Mapped:
        m_importMap.emplace_back(idOf(m_mapFrom), idOf(value));
        break;
    default:
        break;
    }
    return true;
}

bool PackageCollector::key(string_t& name) {
    if (m_ignored > 0)
        return true;
    m_field = fieldOf(place(), name);
    if (m_field == Field::None)
        m_feed.skipValue();
    if (m_field == Field::Mapped)
        m_mapFrom = std::move(name);
    return true;
}

/// What a bracket opens; a value of another kind than expected is ignored with all that it holds.
bool PackageCollector::enter(bool object) {
    struct Opening {
        Place from;
        Field field;
        bool object;
        Place to;
    };
    static constexpr std::array kOpenings{Opening{Place::Package, Field::Imports, false, Place::Imports},
                                          Opening{Place::Package, Field::CgoFiles, false, Place::CgoFiles},
                                          Opening{Place::Package, Field::ImportMap, true, Place::ImportMap},
                                          Opening{Place::Package, Field::Module, true, Place::Module},
                                          Opening{Place::Module, Field::Replace, true, Place::Replace},
                                          Opening{Place::Package, Field::Error, true, Place::Error}};
    if (m_ignored == 0 && m_places.empty()) {
        if (object)
            m_places.push_back(Place::Package);
        return true; // an array of packages (jq -s) is as good as one behind the other
    }
    const auto found = std::ranges::find_if(kOpenings, [&](const Opening& opening) {
        return opening.from == place() && opening.field == m_field && opening.object == object;
    });
    if (m_ignored > 0 || found == kOpenings.end())
        ++m_ignored;
    else
        m_places.push_back(found->to);
    m_field = Field::None;
    return true;
}

bool PackageCollector::leave() {
    if (m_ignored > 0) {
        --m_ignored;
        return true;
    }
    if (m_places.empty())
        return true;
    const Place left = m_places.back();
    m_places.pop_back();
    m_field = Field::None;
    if (left == Place::Package)
        takePackage();
    m_cancelled = m_stop.stop_requested();
    return !m_cancelled;
}

bool PackageCollector::start_object(std::size_t /*size*/) {
    return enter(true);
}
bool PackageCollector::end_object() {
    return leave();
}
bool PackageCollector::start_array(std::size_t /*size*/) {
    return enter(false);
}
bool PackageCollector::end_array() {
    return leave();
}

bool PackageCollector::parse_error(std::size_t /*at*/, const std::string& /*token*/,
                                   const nlohmann::json::exception& /*problem*/) {
    m_problem = m_feed.atEnd() ? "ends in the middle of a package" : "is damaged";
    return false;
}

void PackageCollector::restart() {
    m_places.clear();
    m_ignored = 0;
    m_field = Field::None;
    m_package = {};
    m_module = {};
    m_imports.clear();
    m_importMap.clear();
    m_importsC = false;
}

PackageIndex PackageCollector::idOf(const std::string& importPath) {
    const auto [found, isNew] = m_ids.try_emplace(importPath, static_cast<PackageIndex>(m_packages.size()));
    if (isNew) {
        m_packages.emplace_back().importPath = importPath;
        m_packages.back().error = kNotListed;
        m_isListed.push_back(false);
    }
    return found->second;
}

std::uint32_t PackageCollector::moduleIdOf(GoModule module) {
    if (module.path.empty())
        return kNoModule;
    const auto [found, isNew] = m_moduleIds.try_emplace(module.path + "@" + module.version,
                                                        static_cast<std::uint32_t>(m_modules.size()));
    if (isNew)
        m_modules.push_back(std::move(module));
    return found->second;
}

void PackageCollector::takePackage() {
    const PackageIndex id = m_package.importPath.empty() ? kNoPackage : idOf(m_package.importPath);
    if (id == kNoPackage || m_isListed[id])
        return restart(); // of several lists behind each other the first counts
    std::ranges::sort(m_importMap);
    for (const PackageIndex imported : m_imports) {
        // Imports are resolved already; some tools that write this form leave that to the reader.
        const auto mapped = std::ranges::lower_bound(m_importMap, imported, {},
                                                     &std::pair<PackageIndex, PackageIndex>::first);
        const bool isMapped = mapped != m_importMap.end() && mapped->first == imported;
        m_edges.push_back({id, isMapped ? mapped->second : imported});
    }
    m_package.cgo = m_package.cgo || m_importsC;
    m_package.main = m_package.name == "main" && m_package.forTest.empty();
    m_package.vendored = m_package.importPath.starts_with("vendor/") ||
                         m_package.importPath.find("/vendor/") != std::string::npos ||
                         m_package.dir.find("/vendor/") != std::string::npos;
    m_package.module = moduleIdOf(std::move(m_module));
    const bool linksCgo = m_package.cgo && !isRuntime(m_package.importPath);
    if (linksCgo) // the files that cgo writes import these (cmd/go/internal/load, Package.load)
        for (const char* implicit : {"runtime/cgo", "syscall", "unsafe"})
            m_edges.push_back({id, idOf(implicit)});
    if (m_package.main) // cmd/go/internal/load, LinkerDeps
        m_edges.push_back({id, idOf("runtime")});
    m_packages[id] = std::move(m_package);
    m_isListed[id] = true;
    ++m_listed;
    restart();
}

/// A placeholder for an import that ImportMap resolved, and for an implicit one that is not listed, is none.
PackageGraph PackageCollector::finish() && {
    std::vector<bool> isImported(m_packages.size());
    std::vector<PackageIndex> place(m_packages.size(), kNoPackage);
    const auto isImplicit = [this](PackageIndex id) {
        const std::string& path = m_packages[id].importPath;
        return path == "runtime" || path == "runtime/cgo" || path == "syscall" || path == "unsafe";
    };
    for (const ImportEdge& edge : m_edges)
        isImported[edge.imported] = !isImplicit(edge.imported);
    std::vector<GoPackage> packages;
    for (PackageIndex id = 0; id < m_packages.size(); ++id) {
        if (!m_isListed[id] && !isImported[id])
            continue;
        m_missing += m_isListed[id] ? 0 : 1;
        place[id] = static_cast<PackageIndex>(packages.size());
        packages.push_back(std::move(m_packages[id]));
    }
    for (ImportEdge& edge : m_edges)
        edge = {place[edge.importer], place[edge.imported]};
    return {GraphSource::GoList, std::move(packages), std::move(m_modules), std::move(m_edges)};
}

} // namespace rt0::golist
