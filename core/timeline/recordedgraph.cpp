#include "timeline/recordedgraph.h"

#include "recording/jsonfields.h"

#include <fmt/format.h>

namespace rt0 {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMaxPackages = 1'000'000;

std::string textOf(const Json& json, const char* key) {
    const auto found = json.find(key);
    return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

bool flagOf(const Json& json, const char* key) {
    const auto found = json.find(key);
    return found != json.end() && found->is_boolean() && found->get<bool>();
}

const Json& listOf(const Json& json, const char* key) {
    static const Json kNone = Json::array();
    const auto found = json.find(key);
    return found != json.end() && found->is_array() ? *found : kNone;
}

GoModule moduleOf(const Json& json) {
    GoModule module;
    module.path = textOf(json, "path");
    module.version = textOf(json, "version");
    module.replacedByPath = textOf(json, "replaced_by_path");
    module.replacedByVersion = textOf(json, "replaced_by_version");
    module.main = flagOf(json, "main");
    return module;
}

GoPackage packageOf(const Json& json) {
    GoPackage package;
    package.importPath = textOf(json, "import_path");
    package.main = flagOf(json, "main");
    package.name = package.main ? "main" : "";
    package.standard = flagOf(json, "standard");
    package.vendored = package.importPath.starts_with("vendor/");
    const auto module = json.find("module");
    if (module != json.end() && module->is_number_unsigned())
        package.module = module->get<std::uint32_t>(); // PackageGraph drops what is no module
    return package;
}

} // namespace

Result<PackageGraph> recordedGraphOf(std::string_view binaryJson, const std::string& where) {
    if (const char* reason = whyUnsafe(binaryJson))
        return tl::unexpected(Error{fmt::format("the facts of the program cannot be read: JSON {}", reason),
                                    where, "record the program again"});
    const Json json = Json::parse(binaryJson, nullptr, false);
    const auto at = Json::json_pointer("/binary/package_uses");
    if (json.is_discarded())
        return tl::unexpected(
            Error{"the facts of the program are no JSON", where, "record the program again"});
    if (!json.contains(at) || !json.at(at).is_object())
        return PackageGraph();
    const Json& uses = json.at(at);
    std::vector<GoModule> modules;
    for (const Json& module : listOf(uses, "modules"))
        if (module.is_object())
            modules.push_back(moduleOf(module));
    std::vector<GoPackage> packages;
    std::vector<ImportEdge> edges;
    for (const Json& package : listOf(uses, "packages")) {
        const auto index = static_cast<PackageIndex>(packages.size());
        if (!package.is_object() || packages.size() == kMaxPackages)
            return tl::unexpected(Error{"the packages of the program cannot be read", where, {}});
        packages.push_back(packageOf(package));
        for (const Json& used : listOf(package, "uses"))
            if (used.is_number_unsigned() && used.get<std::uint64_t>() < kNoPackage)
                edges.push_back({index, used.get<PackageIndex>()}); // PackageGraph drops those to nowhere
    }
    const GraphSource source =
        flagOf(uses, "inferred") ? GraphSource::BinaryInferred : GraphSource::BinaryExact;
    return PackageGraph(source, std::move(packages), std::move(modules), std::move(edges));
}

} // namespace rt0
