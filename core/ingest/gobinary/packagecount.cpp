#include "ingest/gobinary/packagecount.h"

#include "base/importpath.h"

#include <unordered_map>
#include <unordered_set>

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

} // namespace

std::size_t countPackages(const FunctionTable& functions) {
    std::unordered_map<std::uint32_t, Vote> units;
    for (std::size_t i = 0; i < functions.size(); ++i)
        if (const auto unit = functions.unitOf(i))
            if (const std::string_view package = packageOfFunction(functions[i].name); !package.empty())
                units[*unit].add(package);
    std::unordered_set<std::string_view> packages; // assembly is a unit of its own
    for (const auto& [unit, vote] : units)
        packages.insert(vote.package);
    return packages.size();
}

} // namespace rt0::gobinary
