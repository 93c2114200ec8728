#include "ingest/gobinary/functionpackages.h"

#include "base/importpath.h"

namespace rt0::gobinary {
namespace {

/// The name that most functions of a compile unit carry (Boyer and Moore's vote).
struct Vote {
    std::string_view package;
    std::size_t lead = 0;

    void add(std::string_view name) {
        if (lead == 0)
            package = name;
        lead = package == name ? lead + 1 : lead - 1;
    }
};

std::vector<std::uint32_t> placesOf(const FunctionPackages& packages) {
    std::vector<std::vector<std::uint32_t>> own(packages.names.size());
    for (std::uint32_t i = 0; i < packages.ofCode.size(); ++i)
        if (packages.ofCode[i] != PackageNames::kNone && packages.ofCode[i] == packages.ofName[i])
            own[packages.ofCode[i]].push_back(i);
    std::vector<std::uint32_t> places;
    for (const std::vector<std::uint32_t>& functions : own)
        places.push_back(functions.empty() ? PackageNames::kNone : functions[functions.size() / 2]);
    return places;
}

} // namespace

bool isInstance(std::string_view function) {
    return function.find('[') != std::string_view::npos;
}

std::uint32_t PackageNames::add(std::string_view importPath) {
    if (importPath.empty())
        return kNone;
    const auto [at, isNew] = m_numbers.try_emplace(std::string(importPath), size());
    if (isNew)
        m_paths.push_back(at->first);
    return at->second;
}

std::uint32_t PackageNames::find(std::string_view importPath) const {
    const auto found = m_numbers.find(std::string(importPath));
    return found == m_numbers.end() ? kNone : found->second;
}

std::unordered_map<std::uint32_t, std::string_view> packagesOfUnits(const FunctionTable& functions) {
    std::unordered_map<std::uint32_t, Vote> votes;
    for (std::size_t i = 0; i < functions.size(); ++i)
        if (const auto unit = functions.unitOf(i)) {
            const std::string_view name = functions[i].name;
            if (const std::string_view package = packageOfFunction(name);
                !package.empty() && !isInstance(name))
                votes[*unit].add(package);
        }
    std::unordered_map<std::uint32_t, std::string_view> packages;
    for (const auto& [unit, vote] : votes)
        packages.emplace(unit, vote.package);
    return packages;
}

FunctionPackages packagesOfFunctions(const FunctionTable& functions) {
    FunctionPackages packages;
    std::unordered_map<std::uint32_t, std::uint32_t> numbers;
    for (const auto& [unit, name] : packagesOfUnits(functions))
        numbers.emplace(unit, packages.names.add(unescapedImportPath(name)));
    std::string_view lastName;
    std::uint32_t lastNumber = PackageNames::kNone;
    for (std::size_t i = 0; i < functions.size(); ++i) {
        const auto unit = functions.unitOf(i);
        const auto number = unit ? numbers.find(*unit) : numbers.end();
        packages.ofCode.push_back(number == numbers.end() ? PackageNames::kNone : number->second);
        const std::string_view name = packageOfFunction(functions[i].name);
        if (name != lastName) {
            lastName = name;
            lastNumber = packages.names.find(unescapedImportPath(name));
        }
        packages.ofName.push_back(lastNumber);
    }
    packages.place = placesOf(packages);
    return packages;
}

} // namespace rt0::gobinary
