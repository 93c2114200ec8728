#include "ingest/gobinary/typepackages.h"

#include <algorithm>

namespace rt0::gobinary {
namespace {

constexpr int kMaxDepth = 6;   ///< map[string][]*func(T) and the like
constexpr int kMaxParts = 256; ///< of one type

} // namespace

bool TypePackages::isType(std::uint64_t address) {
    const auto [known, isNew] = m_isType.try_emplace(address);
    if (isNew)
        known->second = m_types.isType(address);
    return known->second;
}

std::uint32_t TypePackages::declarerOf(std::uint64_t type) {
    const std::string_view path = m_types.packageOf(type);
    if (path.empty() || path == "go.shape") // stands for type arguments of one form
        return PackageNames::kNone;
    const auto [known, isNew] = m_numbers.try_emplace(path.data(), PackageNames::kNone);
    if (isNew)
        known->second = m_names.add(path);
    return known->second;
}

void TypePackages::collect(std::uint64_t type, int depth, int& room, std::vector<std::uint32_t>& into) {
    const std::uint32_t declarer = declarerOf(type);
    if (declarer != PackageNames::kNone) {
        if (std::ranges::find(into, declarer) == into.end())
            into.push_back(declarer);
        return;
    }
    if (depth == kMaxDepth)
        return;
    std::vector<std::uint64_t> components;
    m_types.addComponents(type, components);
    for (const std::uint64_t component : components)
        if (--room > 0 && isType(component))
            collect(component, depth + 1, room, into);
}

const std::vector<std::uint32_t>& TypePackages::packagesOf(std::uint64_t type) {
    const auto [known, isNew] = m_known.try_emplace(type);
    int room = kMaxParts;
    if (isNew)
        collect(type, 0, room, known->second);
    return known->second;
}

} // namespace rt0::gobinary
