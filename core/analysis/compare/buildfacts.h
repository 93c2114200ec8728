#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rt0::compare {

/// What a recording knows of its program's file, as far as builds are compared by it.
struct BuildFacts {
    std::string goVersion; ///< "go1.27.1"
    std::string mainModule;
    std::map<std::string, std::string> settings; ///< "-ldflags", "CGO_ENABLED"
    std::map<std::string, std::string> modules;  ///< version by path; "=> path version" of a replaced one
    std::map<std::string, std::string> link;     ///< "PIE": "yes"; "linked by", "cgo", "stripped" …
    std::vector<std::string> libraries;          ///< needed, as the file names them
    bool dynamic = false;                        ///< has an interpreter
    std::map<std::string, std::uint64_t> relocations; ///< by kind: "RELATIVE"; nothing of a static program
    std::optional<std::uint64_t> fileBytes;
    std::optional<std::uint64_t> loadedBytes;
    std::optional<std::uint64_t> textBytes;
    std::optional<std::uint64_t> functions;
    std::optional<std::uint64_t> types; ///< reachable
    std::optional<std::uint64_t> packages;

    std::uint64_t relocation(const std::string& kind) const;
    std::uint64_t allRelocations() const;
};

/// From RecordedStart::binaryJson. Nothing when it is empty or no such JSON; keys that are missing or of
/// another kind leave their default.
std::optional<BuildFacts> buildFactsOf(std::string_view binaryJson);

} // namespace rt0::compare
