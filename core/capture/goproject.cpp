#include "capture/goproject.h"

#include "base/format.h"
#include "base/inputfile.h"
#include "capture/gocommand.h"
#include "capture/goflags.h"
#include "capture/golistcommand.h"
#include "capture/scratchfolder.h"
#include "ingest/gosource/importspecs.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <filesystem>
#include <fmt/format.h>
#include <map>
#include <sstream>
#include <string_view>

namespace rt0 {

using namespace capture;

struct GoProject::Parts {
    ScratchFolder scratch;
    GoCommand go;
    GoMainPackage package;
    std::string goVersion;
    std::vector<std::string> flags; ///< of every build and list
    std::string linkerFlags;        ///< the -ldflags in use
    std::vector<std::string> notes;
    mutable std::atomic<std::uint64_t> largest{0}; ///< bytes of a built program
    mutable std::atomic<unsigned> built{0};
};

namespace {

namespace fs = std::filesystem;

/// Beside the program: what the go command puts into its cache and its temporary folder.
constexpr std::uint64_t kBuildRoom = std::uint64_t{256} << 20U;

/// One line each, in this order, which `go env` keeps.
constexpr std::array kSettings{"GOVERSION", "GOFLAGS", "GOMOD", "GOWORK"};

struct GoSettings {
    std::string version;
    std::string flags;
    std::string mod; ///< go.mod; empty in GOPATH mode, /dev/null where there is none
    std::string work;
};

Result<GoSettings> settingsOf(const GoCommand& go, const std::stop_token& stop) {
    std::vector<std::string> arguments{"env"};
    arguments.insert(arguments.end(), kSettings.begin(), kSettings.end());
    const auto printed = go.run(arguments, stop);
    if (!printed)
        return tl::unexpected(printed.error());
    GoSettings settings;
    std::istringstream lines(*printed);
    for (std::string* const line : {&settings.version, &settings.flags, &settings.mod, &settings.work})
        std::getline(lines, *line);
    return settings;
}

Result<void> makeFolders(const std::string& scratch) {
    std::error_code failed;
    for (const char* const name : {"cache", "tmp", "bin", "overlay"})
        if (!failed)
            fs::create_directory(fs::path(scratch) / name, failed);
    if (failed)
        return tl::unexpected(Error{"cannot make a temporary folder: " + failed.message(), scratch, {}});
    return {};
}

/// `-mod=mod` lets the go command write go.mod and go.sum: into copies of them.
Result<std::string> copyModuleFile(const std::string& mod, const std::string& scratch) {
    std::error_code failed;
    const std::string copy = scratch + "/go.mod";
    fs::copy_file(mod, copy, failed);
    const fs::path sum = fs::path(mod).replace_extension(".sum");
    std::error_code unknown;
    if (!failed && fs::exists(sum, unknown))
        fs::copy_file(sum, scratch + "/go.sum", failed);
    if (failed)
        return tl::unexpected(Error{"cannot be copied: " + failed.message(), mod, {}});
    return copy;
}

Result<std::string> contentOf(const std::string& path) {
    auto file = InputFile::open(path);
    if (!file)
        return tl::unexpected(file.error());
    return file->whole().map([](const FileBytes& bytes) { return std::string(bytes.view()); });
}

bool isWorkspace(const GoSettings& settings) {
    return !settings.work.empty() && settings.work != "off";
}

std::vector<std::string> notesOn(const GoSettings& settings, bool withoutModule) {
    std::vector<std::string> notes;
    std::error_code unknown;
    if (withoutModule)
        notes.emplace_back("there is no go.mod: built with GO111MODULE=off");
    else if (settings.mod.empty())
        notes.emplace_back("built in GOPATH mode");
    else if (fs::is_directory(fs::path(settings.mod).replace_filename("vendor"), unknown))
        notes.emplace_back("the module has a vendor folder");
    if (isWorkspace(settings))
        notes.push_back("built in the workspace " + settings.work);
    return notes;
}

/// Packages that are the user's to change: path, folder and files of each, as kPackageFiles prints them.
constexpr const char* kPackageFiles =
    R"({{if not .Standard}}{{"p"}}{{.ImportPath}}
{{"d"}}{{.Dir}}
{{with .Module}}{{if .Main}}{{"o"}}
{{end}}{{end}}{{range .GoFiles}}{{"f"}}{{.}}
{{end}}{{range .CgoFiles}}{{"f"}}{{.}}
{{end}}{{end}})";

struct PackageFiles {
    std::string importPath;
    std::string folder;
    bool ofMainModule = false;
    std::vector<std::string> files;
};

std::vector<PackageFiles> packageFiles(const std::string& printed) {
    std::vector<PackageFiles> packages;
    std::istringstream lines(printed);
    for (std::string line; std::getline(lines, line);) {
        if (line.empty())
            continue;
        std::string rest = line.substr(1);
        if (line.front() == 'p')
            packages.push_back({std::move(rest), {}, false, {}});
        else if (packages.empty())
            continue;
        else if (line.front() == 'd')
            packages.back().folder = std::move(rest);
        else if (line.front() == 'o')
            packages.back().ofMainModule = true;
        else if (line.front() == 'f')
            packages.back().files.push_back(std::move(rest));
    }
    return packages;
}

/// "github.com/user/repository" of a path below it, else the path itself.
std::string_view repositoryOf(std::string_view path) {
    std::size_t end = 0;
    for (int elements = 0; elements < 3 && end != std::string_view::npos; ++elements)
        end = path.find('/', end + (elements == 0 ? 0 : 1));
    return path.substr(0, end);
}

bool ownedByUser(const PackageFiles& package, const GoMainPackage& main) {
    if (!main.module.empty())
        return package.ofMainModule;
    const bool vendored = package.importPath.find("/vendor/") != std::string::npos;
    return !vendored && repositoryOf(package.importPath) == repositoryOf(main.importPath);
}

bool removable(const gosource::ImportSpec& spec) {
    constexpr std::array<std::string_view, 3> kNeeded{"embed", "unsafe", "C"};
    return spec.blank() && std::ranges::find(kNeeded, spec.path) == kNeeded.end();
}

/// Appends the blank imports of one file; damage is left to the compiler.
void collect(const PackageFiles& package, const std::string& file, std::vector<BlankImport>& imports) {
    const std::string path = package.folder + "/" + file;
    const auto source = contentOf(path);
    const auto specs = source ? gosource::readImportSpecs(*source, path)
                              : Result<std::vector<gosource::ImportSpec>>(tl::unexpect, source.error());
    if (!specs)
        return;
    for (const gosource::ImportSpec& spec : *specs) {
        if (!removable(spec))
            continue;
        auto known = std::ranges::find_if(imports, [&](const BlankImport& one) {
            return one.importer == package.importPath && one.imported == spec.path;
        });
        if (known == imports.end())
            known = imports.insert(
                imports.end(), {package.importPath, spec.path, {}, fmt::format("{}:{}", file, spec.line)});
        if (std::ranges::find(known->files, path) == known->files.end())
            known->files.push_back(path);
    }
}

/// Puts the changed files into the overlay.
Result<void> removeImports(const std::vector<BlankImport>& removed, GoOverlay& overlay) {
    std::map<std::string, std::vector<std::string>> pathsOfFile;
    for (const BlankImport& import : removed)
        for (const std::string& file : import.files)
            pathsOfFile[file].push_back(import.imported);
    for (const auto& [file, paths] : pathsOfFile) {
        const auto source = contentOf(file);
        if (!source)
            return tl::unexpected(source.error());
        auto specs = gosource::readImportSpecs(*source, file);
        if (!specs)
            return tl::unexpected(specs.error());
        std::erase_if(*specs, [&paths = paths](const gosource::ImportSpec& spec) {
            return !spec.blank() || std::ranges::find(paths, spec.path) == paths.end();
        });
        overlay.add(file, gosource::withoutImports(*source, *specs));
    }
    return {};
}

Result<std::string> writeOverlay(const VariantSpec& variant, const GoMainPackage& package,
                                 const std::string& folder, unsigned number) {
    GoOverlay overlay(folder, fmt::format("{}", number));
    // Sorts behind the others: so do its inits.
    for (std::size_t i = 0; i < variant.mainFiles.size(); ++i)
        overlay.add(fmt::format("{}/zzz_rt0scope_{}.go", package.folder, i), variant.mainFiles[i]);
    if (auto done = removeImports(variant.withoutImports, overlay); !done)
        return tl::unexpected(done.error());
    return overlay.empty() ? Result<std::string>(std::string()) : overlay.write();
}

} // namespace

GoProject::GoProject(std::unique_ptr<Parts> parts) : m_parts(std::move(parts)) {}
GoProject::GoProject(GoProject&&) noexcept = default;
GoProject& GoProject::operator=(GoProject&&) noexcept = default;
GoProject::~GoProject() = default;

const std::string& GoProject::folder() const {
    return m_parts->go.folder;
}
const std::string& GoProject::importPath() const {
    return m_parts->package.importPath;
}
const std::string& GoProject::goVersion() const {
    return m_parts->goVersion;
}
const std::vector<std::string>& GoProject::notes() const {
    return m_parts->notes;
}

Result<GoProject> GoProject::open(const GoProjectOptions& options, const std::stop_token& stop) {
    std::error_code unknown;
    const fs::path folder = fs::canonical(options.folder, unknown);
    if (unknown || !fs::is_directory(folder, unknown))
        return tl::unexpected(
            Error{"is no folder of a Go package", options.folder, "name the folder of a package main"});
    auto scratch = ScratchFolder::create();
    if (!scratch)
        return tl::unexpected(scratch.error());
    if (auto made = makeFolders(scratch->path()); !made)
        return tl::unexpected(made.error());
    GoCommand go{folder.string(), options.environment};
    go.environment.push_back("GOTMPDIR=" + scratch->path() + "/tmp");
    go.environment.push_back("GOCACHE=" + (options.cache.empty() ? scratch->path() + "/cache"
                                                                 : fs::absolute(options.cache).string()));
    const auto settings = settingsOf(go, stop);
    if (!settings)
        return tl::unexpected(settings.error());
    const bool withoutModule = settings->mod == "/dev/null" && !isWorkspace(*settings);
    if (withoutModule)
        go.environment.emplace_back("GO111MODULE=off");
    std::vector<std::string> flags = options.flags;
    flags.emplace_back("-buildvcs=false"); // asking git takes time, and fails in a tree of another owner
    if (settingOf(options.flags, settings->flags, "-mod") == "mod" && !settings->mod.empty() &&
        !withoutModule && !isWorkspace(*settings)) {
        const auto copy = copyModuleFile(settings->mod, scratch->path());
        if (!copy)
            return tl::unexpected(copy.error());
        flags.push_back("-modfile=" + *copy);
    }
    auto package = mainPackageOf(go, flags, stop);
    if (!package)
        return tl::unexpected(package.error());
    auto parts = std::unique_ptr<Parts>(new Parts{std::move(*scratch),
                                                  std::move(go),
                                                  std::move(*package),
                                                  settings->version,
                                                  std::move(flags),
                                                  settingOf(options.flags, settings->flags, "-ldflags"),
                                                  notesOn(*settings, withoutModule),
                                                  {},
                                                  {}});
    return GoProject(std::move(parts));
}

Result<BuiltProgram> GoProject::build(const VariantSpec& variant, const std::string& name,
                                      const std::stop_token& stop) const {
    const Parts& parts = *m_parts;
    const std::string& scratch = parts.scratch.path();
    std::error_code unknown;
    const auto room = fs::space(scratch, unknown);
    if (!unknown && room.available < kBuildRoom + 3 * parts.largest)
        return tl::unexpected(
            Error{fmt::format("only {} are free: too little to build {}", formatBytes(room.available), name),
                  scratch, "free some, or set TMPDIR to another disk"});
    const unsigned number = parts.built++;
    const auto overlay = writeOverlay(variant, parts.package, scratch + "/overlay", number);
    if (!overlay)
        return tl::unexpected(overlay.error());
    BuiltProgram built;
    // The same name for all: programs print their own.
    built.program = fmt::format("{}/bin/{}/{}", scratch, number, fs::path(folder()).filename().string());
    GoCommand go = parts.go;
    go.environment.insert(go.environment.end(), variant.buildEnvironment.begin(),
                          variant.buildEnvironment.end());
    std::vector<std::string> arguments{"build"};
    for (std::string& flag : buildFlags(parts.flags, parts.linkerFlags, variant))
        arguments.push_back(std::move(flag));
    if (!overlay->empty())
        arguments.insert(arguments.end(), {"-overlay", *overlay});
    arguments.insert(arguments.end(), {"-o", built.program, "."});
    if (const auto done = go.run(arguments, stop); !done)
        return tl::unexpected(done.error());
    built.bytes = fs::file_size(built.program, unknown);
    if (unknown)
        return tl::unexpected(Error{"go build made no program", folder(), {}});
    parts.largest = std::max(parts.largest.load(), built.bytes);
    built.command = shellCommand(parts.linkerFlags, variant);
    return built;
}

Result<std::string> GoProject::goList(const std::stop_token& stop) const {
    std::vector<std::string> arguments{"list", "-e", "-deps", kGoListFields};
    arguments.insert(arguments.end(), m_parts->flags.begin(), m_parts->flags.end());
    arguments.emplace_back(".");
    return m_parts->go.run(arguments, stop);
}

Result<std::vector<BlankImport>> GoProject::blankImports(const std::stop_token& stop) const {
    std::vector<std::string> arguments{"list", "-deps", "-f", kPackageFiles};
    arguments.insert(arguments.end(), m_parts->flags.begin(), m_parts->flags.end());
    arguments.emplace_back(".");
    const auto printed = m_parts->go.run(arguments, stop);
    if (!printed)
        return tl::unexpected(printed.error());
    std::vector<BlankImport> imports;
    for (const PackageFiles& package : packageFiles(*printed))
        if (ownedByUser(package, m_parts->package))
            for (const std::string& file : package.files)
                collect(package, file, imports);
    return imports;
}

} // namespace rt0
