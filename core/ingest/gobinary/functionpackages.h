#pragma once

#include "ingest/gobinary/functiontable.h"

#include <string>
#include <unordered_map>

namespace rt0::gobinary {

/// Packages by number, named as their import paths are, without escapes; package main is "main".
class PackageNames {
public:
    static constexpr std::uint32_t kNone = 0xffff'ffff;

    /// The number of a package, a new one when it was not known; kNone for an empty path.
    std::uint32_t add(std::string_view importPath);
    std::uint32_t find(std::string_view importPath) const;
    const std::string& operator[](std::uint32_t package) const { return m_paths[package]; }
    std::uint32_t size() const { return static_cast<std::uint32_t>(m_paths.size()); }

private:
    std::unordered_map<std::string, std::uint32_t> m_numbers;
    std::vector<std::string> m_paths;
};

/// Whether a function was made of a generic one, "slices.Sort[go.shape.int]"; such are written where they are
/// needed.
bool isInstance(std::string_view function);

/// By compile unit the package that most of its functions are named after; see FunctionTable::unitOf.
std::unordered_map<std::uint32_t, std::string_view> packagesOfUnits(const FunctionTable& functions);

/// Which packages Go functions are of.
struct FunctionPackages {
    PackageNames names;
    /// By function: whose code it is. The compiler writes some functions into the package that needs them
    /// first: instances of generic functions, methods that a type has by embedding another.
    std::vector<std::uint32_t> ofCode;
    std::vector<std::uint32_t> ofName; ///< by function: the package it is named after
    /// By package where its code lies: the function in the middle of those that are its own by code and name,
    /// for some of the compiler's lie elsewhere. kNone without code.
    std::vector<std::uint32_t> place;
};
FunctionPackages packagesOfFunctions(const FunctionTable& functions);

} // namespace rt0::gobinary
