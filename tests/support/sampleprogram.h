#pragma once

#include "timeline/programgraph.h"

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

/// Import graphs written down in a test.
namespace rt0::test {

struct SamplePackage {
    std::string path; ///< "example.com/app" is package main
    std::vector<std::string> imports;
};

/// Modules are the first three elements of a path with a dot in its first one; all others are the standard
/// library.
inline PackageGraph graphOf(const std::vector<SamplePackage>& samples,
                            GraphSource source = GraphSource::GoList) {
    std::vector<GoPackage> packages;
    std::vector<GoModule> modules;
    std::vector<ImportEdge> imports;
    const auto indexOf = [&](const std::string& path) {
        for (PackageIndex i = 0; i < samples.size(); ++i)
            if (samples[i].path == path)
                return i;
        return kNoPackage;
    };
    for (PackageIndex i = 0; i < samples.size(); ++i) {
        GoPackage package;
        package.importPath = samples[i].path;
        package.main = samples[i].path == "example.com/app";
        package.name = package.main ? "main" : package.importPath;
        package.standard = package.importPath.find('.') == std::string::npos;
        if (!package.standard) {
            std::size_t end = package.importPath.find('/');
            end = end == std::string::npos ? end : package.importPath.find('/', end + 1);
            const std::string module = package.importPath.substr(0, end);
            for (package.module = 0; package.module < modules.size(); ++package.module)
                if (modules[package.module].path == module)
                    break;
            if (package.module == modules.size())
                modules.push_back({module, "v1.0.0", {}, {}, package.main});
        }
        packages.push_back(std::move(package));
        for (const std::string& imported : samples[i].imports)
            imports.push_back({i, indexOf(imported)});
    }
    return {source, std::move(packages), std::move(modules), std::move(imports)};
}

/// A program of which `heavy` goes with `client`, and which needs `log` in two ways.
inline std::vector<SamplePackage> samplePackages() {
    return {{"example.com/app", {"example.com/client/api", "example.com/server", "fmt"}},
            {"example.com/client/api", {"example.com/heavy/tables", "example.com/log", "fmt"}},
            {"example.com/server", {"example.com/log", "example.com/server/v1", "net"}},
            {"example.com/server/v1", {"fmt"}},
            {"example.com/heavy/tables", {"example.com/heavy/v1", "fmt"}},
            {"example.com/heavy/v1", {"fmt"}},
            {"example.com/log", {"fmt"}},
            {"net", {"fmt"}},
            {"fmt", {"runtime"}},
            {"runtime", {}}};
}

/// Its log; fmt and example.com/server/v1 have no init.
inline constexpr std::string_view kSampleProgramLog =
    "init runtime @0.030 ms, 0.10 ms clock, 0 bytes, 0 allocs\n"
    "init net @0.20 ms, 0.40 ms clock, 2048 bytes, 9 allocs\n"
    "init example.com/log @0.70 ms, 0.50 ms clock, 100 bytes, 2 allocs\n"
    "init example.com/heavy/v1 @1.3 ms, 1.0 ms clock, 500 bytes, 3 allocs\n"
    "init example.com/heavy/tables @2.4 ms, 6.0 ms clock, 90000 bytes, 400 allocs\n"
    "init example.com/client/api @8.5 ms, 0.60 ms clock, 50 bytes, 1 allocs\n"
    "init example.com/server @9.2 ms, 1.0 ms clock, 60 bytes, 2 allocs\n"
    "init main @11 ms, 0.20 ms clock, 10 bytes, 1 allocs\n";

} // namespace rt0::test
