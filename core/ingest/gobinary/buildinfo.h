#pragma once

#include "ingest/gobinary/relocations.h"

#include <utility>

namespace rt0::gobinary {

struct Module {
    std::string path;
    std::string version; ///< "(devel)" when built from a working tree
    std::string sum;     ///< "h1:…"; may be empty
};

struct Dependency {
    Module module;
    std::optional<Module> replacement;
};

/// What `go version -m` prints (runtime/debug/mod.go). Distributions often build without modules: then only
/// the Go version and the settings are there.
struct BuildInfo {
    std::string goVersion; ///< "go1.27.1"; may carry more behind a space ("X:nocoverageredesign")
    std::string path;      ///< import path of package main
    std::optional<Dependency> main;
    std::vector<Dependency> dependencies;
    std::vector<std::pair<std::string, std::string>>
        settings; ///< "-ldflags", "CGO_ENABLED", "vcs.revision" …

    /// 27 of "go1.27.1"; 0 when unknown ("devel …").
    int minor() const;
    /// Empty when it was not set.
    std::string_view setting(std::string_view key) const;
};

/// From section .go.buildinfo, else searched in the data. Errors: there is none, it is damaged, or it is of
/// Go 1.17 or older, whose form is not read.
Result<BuildInfo> readBuildInfo(const LinkedImage& linked);

/// The text that runtime/debug.ReadBuildInfo parses.
BuildInfo parseModuleInfo(std::string_view text);

} // namespace rt0::gobinary
