#pragma once

#include "ingest/gobinary/functionpackages.h"
#include "ingest/gobinary/typedescriptor.h"

#include <unordered_map>

namespace rt0::gobinary {

/// Which packages types are of.
class TypePackages {
public:
    TypePackages(const LinkedImage& linked, const Range& types, int goMinor, PackageNames& names)
        : m_types(linked, types, goMinor), m_names(names) {}

    const TypeReader& reader() const { return m_types; }
    /// See TypeReader; remembers the answers.
    bool isType(std::uint64_t address);
    /// The packages whose types one has to know to write this one down: that of a declared type, those of
    /// the parts of others. Valid until the next call.
    const std::vector<std::uint32_t>& packagesOf(std::uint64_t type);
    /// The package that declares a type; kNone for types without a name.
    std::uint32_t declarerOf(std::uint64_t type);

private:
    void collect(std::uint64_t type, int depth, int& room, std::vector<std::uint32_t>& into);

    TypeReader m_types;
    PackageNames& m_names;
    std::unordered_map<std::uint64_t, bool> m_isType;
    std::unordered_map<std::uint64_t, std::vector<std::uint32_t>> m_known;
    std::unordered_map<const char*, std::uint32_t> m_numbers; ///< by where the path lies
};

} // namespace rt0::gobinary
