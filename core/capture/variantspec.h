#pragma once

#include <string>
#include <vector>

/// What a variant of a program differs in from the program as the user builds it; plain values.
namespace rt0 {

/// All blank imports of one path in one package.
struct BlankImport {
    std::string importer;           ///< import path of the package; of package main its real path
    std::string imported;           ///< as the files name it
    std::vector<std::string> files; ///< absolute, each with at least one such import
    std::string place;              ///< of the first one: "main.go:12"

    friend bool operator==(const BlankImport&, const BlankImport&) = default;
};

struct VariantSpec {
    std::vector<std::string> flags;            ///< of go build: "-buildmode=exe"
    std::vector<std::string> linkerFlags;      ///< added to the -ldflags in use: "-s"
    std::vector<std::string> buildEnvironment; ///< NAME=VALUE: "CGO_ENABLED=0"
    std::vector<std::string> runEnvironment;   ///< of the program when it starts: "GOGC=off"
    std::vector<std::string> mainFiles;        ///< Go source, each a file more in package main
    std::vector<BlankImport> withoutImports;

    bool needsBuild() const {
        return !flags.empty() || !linkerFlags.empty() || !buildEnvironment.empty() || !mainFiles.empty() ||
               !withoutImports.empty();
    }
    friend bool operator==(const VariantSpec&, const VariantSpec&) = default;
};

/// Both changes at once; a variable that both set is taken from `second`.
VariantSpec combined(const VariantSpec& first, const VariantSpec& second);

/// Whether both changes can be made at once: neither sets a variable or a flag that the other one sets
/// differently.
bool compatible(const VariantSpec& first, const VariantSpec& second);

} // namespace rt0
