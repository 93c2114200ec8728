#include "analysis/compare/buildchanges.h"

#include "analysis/packagegroup.h"

#include <algorithm>
#include <string_view>

namespace rt0::compare {
namespace {

using Kind = BuildChange::Kind;

std::vector<std::string> itemsOf(const std::string& list) {
    std::vector<std::string> items;
    for (std::size_t from = 0; from <= list.size();) {
        const std::size_t end = std::min(list.find(',', from), list.size());
        items.push_back(list.substr(from, end - from));
        from = end + 1;
    }
    return items;
}

/// Of a list ("a=1,b=2", as DefaultGODEBUG is) what the other one has not; other values as they are.
std::string listedOnlyIn(const std::string& value, const std::string& other) {
    if (value.find(',') == std::string::npos || other.find(',') == std::string::npos)
        return value;
    const std::vector<std::string> others = itemsOf(other);
    std::string only;
    for (const std::string& item : itemsOf(value))
        if (std::ranges::find(others, item) == others.end())
            only += (only.empty() ? "" : ",") + item;
    return only.empty() ? value : only;
}

void addDifferences(std::vector<BuildChange>& changes, Kind kind,
                    const std::map<std::string, std::string>& before,
                    const std::map<std::string, std::string>& after) {
    std::map<std::string, std::pair<std::string, std::string>> both;
    for (const auto& [name, value] : before)
        both[name].first = value;
    for (const auto& [name, value] : after)
        both[name].second = value;
    for (const auto& [name, values] : both)
        if (values.first != values.second)
            changes.push_back({kind, name, listedOnlyIn(values.first, values.second),
                               listedOnlyIn(values.second, values.first), 0});
}

std::map<std::string, std::string> asMap(const std::vector<std::string>& names) {
    std::map<std::string, std::string> map;
    for (const std::string& name : names)
        map[name] = "needed";
    return map;
}

bool isPrefix(std::string_view module, std::string_view importPath) {
    return importPath.starts_with(module) &&
           (importPath.size() == module.size() || importPath[module.size()] == '/');
}

/// Of a vendored package the path that it has elsewhere.
std::string_view withoutVendor(std::string_view importPath) {
    constexpr std::string_view kVendor = "/vendor/";
    const std::size_t at = importPath.rfind(kVendor);
    return at == std::string_view::npos ? importPath : importPath.substr(at + kVendor.size());
}

std::optional<std::size_t> moduleChange(std::string_view importPath,
                                        const std::vector<BuildChange>& changes) {
    std::optional<std::size_t> longest;
    for (std::size_t i = 0; i < changes.size(); ++i)
        if (changes[i].kind == Kind::Module && isPrefix(changes[i].name, importPath) &&
            (!longest || changes[*longest].name.size() < changes[i].name.size()))
            longest = i;
    return longest;
}

} // namespace

std::vector<BuildChange> buildChanges(const BuildFacts& before, const BuildFacts& after) {
    std::vector<BuildChange> changes;
    if (before.goVersion != after.goVersion)
        changes.push_back({Kind::GoVersion, "Go", before.goVersion, after.goVersion, 0});
    addDifferences(changes, Kind::Setting, before.settings, after.settings);
    addDifferences(changes, Kind::Link, before.link, after.link);
    addDifferences(changes, Kind::Library, asMap(before.libraries), asMap(after.libraries));
    addDifferences(changes, Kind::Module, before.modules, after.modules);
    return changes;
}

void explain(std::vector<PackageDifference>& packages, std::vector<BuildChange>& changes) {
    const auto toolchain = std::ranges::find(changes, Kind::GoVersion, &BuildChange::kind);
    for (PackageDifference& package : packages) {
        if (!package.changed())
            continue;
        if (const auto module = moduleChange(withoutVendor(package.importPath), changes))
            package.explanations.push_back(*module);
        else if (toolchain != changes.end() && packageGroup(package.importPath) == "std")
            package.explanations.push_back(static_cast<std::size_t>(toolchain - changes.begin()));
        for (const std::size_t change : package.explanations)
            ++changes[change].packages;
    }
}

} // namespace rt0::compare
