#pragma once

#include "base/result.h"

#include <stop_token>
#include <string>
#include <utility>
#include <vector>

/// The user's own go command.
namespace rt0::capture {

struct GoCommand {
    std::string folder;                   ///< where it runs
    std::vector<std::string> environment; ///< changes to ours: NAME=VALUE sets, NAME removes

    /// Returns what it prints. Everything it starts ends with it, also when we are killed. Errors: no go
    /// command, it failed (with its own words), "cancelled".
    Result<std::string> run(const std::vector<std::string>& arguments, const std::stop_token& stop) const;
};

/// A package as `go list` describes it.
struct GoMainPackage {
    std::string name;
    std::string folder;
    std::string importPath;
    std::string module;       ///< empty in GOPATH mode
    std::string moduleFolder; ///< the same
};

/// The package in the command's folder. Errors: those of GoCommand::run, it is no package main.
Result<GoMainPackage> mainPackageOf(const GoCommand& go, const std::vector<std::string>& flags,
                                    const std::stop_token& stop);

/// Files that a build is to see besides or in place of those that are there (`go build -overlay`, Go 1.16).
class GoOverlay {
public:
    /// Everything is written into `folder`, which exists; `name` tells overlays in it apart.
    GoOverlay(std::string folder, std::string name) : m_folder(std::move(folder)), m_name(std::move(name)) {}

    void add(std::string seenAs, std::string content) {
        m_files.emplace_back(std::move(seenAs), std::move(content));
    }
    bool empty() const { return m_files.empty(); }
    /// Returns the path for -overlay. Errors: cannot write.
    Result<std::string> write() const;

private:
    std::string m_folder;
    std::string m_name;
    std::vector<std::pair<std::string, std::string>> m_files;
};

} // namespace rt0::capture
