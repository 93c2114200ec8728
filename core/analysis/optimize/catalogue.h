#pragma once

#include "base/result.h"
#include "capture/variantspec.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What is said to make Go programs start faster: `resources/optimizations.json`, and the user's own file
/// beside it.
namespace rt0 {

/// What of a program tells whether a change applies, and what it should bring.
enum class OptimizationSubject {
    Other, ///< nothing is known of it: it is always tried
    Strip,
    Static,
    GcWarmup,
    BlankImport, ///< one row for each
    Exe,
    Pie,
    GcOff,
    GcUntilMain,
    BindNow,
    LazyInit,
    Registration,
    Plugin,
    Linkname,
};

struct OptimizationClaim {
    std::string text; ///< "12–18 % faster"
    double least = 0; ///< share of the start that it saves: 0.12; both 0 when the claim has no such numbers
    double most = 0;
    std::string source;

    bool hasRange() const { return most > 0; }
};

struct Optimization {
    std::string id; ///< "strip"; lower-case letters, digits and '-'
    std::string title;
    OptimizationSubject subject = OptimizationSubject::Other;
    bool guided = false; ///< the user has to write it; else `change` is built or set and measured
    VariantSpec change;
    std::optional<OptimizationClaim> claim;
    std::vector<std::string> known; ///< measured elsewhere, a sentence each
    std::string risk;
    std::vector<std::string> apply; ///< commands or steps
    std::string recipe;             ///< Go code; may be empty
};

struct OptimizationCatalogue {
    std::vector<Optimization> entries;

    const Optimization* find(std::string_view id) const;
};

/// Errors: no JSON, another format or version, an entry that is none; all with the entry's id or number.
/// `where` is named in them. Sizes and counts are bounded.
Result<OptimizationCatalogue> parseOptimizations(std::string_view json, const std::string& where);

/// The one that comes with the program.
const OptimizationCatalogue& builtInOptimizations();

/// The built-in one, with the entries of `file` in place of those of the same id and behind the others. An
/// empty `file` stands for userOptimizationsFile(), which need not exist. Errors: those of parseOptimizations
/// and of reading.
Result<OptimizationCatalogue> loadOptimizations(const std::string& file);

/// $XDG_CONFIG_HOME/rt0scope/optimizations.json, or below ~/.config; empty when neither is known.
std::string userOptimizationsFile();

} // namespace rt0
