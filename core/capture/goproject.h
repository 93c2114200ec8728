#pragma once

#include "base/result.h"
#include "capture/variantspec.h"

#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace rt0 {

struct GoProjectOptions {
    std::string folder;                   ///< of a package main
    std::vector<std::string> flags;       ///< of go build, as the user builds: "-tags=netgo"
    std::vector<std::string> environment; ///< changes for the go command: NAME=VALUE sets, NAME removes
    std::string cache; ///< build cache to use; empty: one that lives as long as the GoProject
};

struct BuiltProgram {
    std::string program; ///< absolute path
    std::uint64_t bytes = 0;
    std::string command; ///< what a shell would be told, without paths of ours
};

/// A program's source, and variants of it built by the user's own go command into a temporary folder. The
/// user's tree and build cache are not written to; the module cache is only read, unless modules are missing
/// that the go command then downloads as always. All of the temporary folder goes with this object.
class GoProject {
public:
    /// Errors: no such folder, no go command, no package main there, what the go command says.
    static Result<GoProject> open(const GoProjectOptions& options, const std::stop_token& stop = {});
    GoProject(GoProject&&) noexcept;
    GoProject& operator=(GoProject&&) noexcept;
    ~GoProject();

    const std::string& folder() const;     ///< absolute
    const std::string& importPath() const; ///< of package main
    const std::string& goVersion() const;  ///< "go1.24.4"
    /// What a reader of the results should know: GOPATH mode, vendoring, a workspace …
    const std::vector<std::string>& notes() const;

    /// Errors: the compiler's words, no room on the disk, "cancelled".
    Result<BuiltProgram> build(const VariantSpec& variant, const std::string& name,
                               const std::stop_token& stop = {}) const;
    /// What golist::readGoList reads.
    Result<std::string> goList(const std::stop_token& stop = {}) const;
    /// Of package main and the packages of its module (in GOPATH mode: of its repository) that it links.
    /// Without "embed", "unsafe" and "C", which are no packages to leave out.
    Result<std::vector<BlankImport>> blankImports(const std::stop_token& stop = {}) const;

private:
    struct Parts;
    explicit GoProject(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> m_parts;
};

} // namespace rt0
