#include "capture/tracebuild.h"

#include "capture/programprocess.h"
#include "capture/scratchfolder.h"
#include "capture/supervisor.h"
#include "capture/traceprotocol.h"

#include <array>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

namespace rt0 {
namespace {

using namespace capture;

/// A build of a large program from nothing.
constexpr Nanoseconds kBuildTime = std::chrono::minutes(30);
constexpr std::size_t kMostWords = 4000;

/// Sorts before all others: up to Go 1.20 imports are initialised in the order in which files name them.
constexpr const char* kImportFile = "0rt0scope.go";
/// Sorts behind them: so do its inits.
constexpr const char* kMainFile = "zzz_rt0scope.go";

struct GoPackage {
    std::string name;
    std::string folder;
    std::string module;
    std::string moduleFolder;
};

Result<std::string> runGo(const std::vector<std::string>& arguments, const std::string& folder,
                          const std::vector<std::string>& environment, const std::stop_token& stop) {
    StartRequest request;
    request.path = "/usr/bin/env"; // finds go as the user's shell does
    request.command = {"env", "go"};
    request.command.insert(request.command.end(), arguments.begin(), arguments.end());
    request.workingDirectory = folder;
    request.environment = changedEnvironment(environment);
    auto process = ProgramProcess::prepare(request);
    if (!process)
        return tl::unexpected(process.error());
    process->release();
    LaunchRun run;
    EndConditions conditions;
    conditions.timeLimit = kBuildTime;
    Supervisor supervisor(*process, run, conditions);
    if (auto done = supervisor.run(stop); !done)
        return tl::unexpected(done.error());
    if (stop.stop_requested())
        return tl::unexpected(Error{"cancelled", {}, {}});
    if (run.end == LaunchEnd::Exited && run.exitStatus == 0)
        return run.standardOutput.text;
    constexpr int kNotFound = 127;
    if (run.end == LaunchEnd::Exited && run.exitStatus == kNotFound)
        return tl::unexpected(Error{"the go command was not found", {}, "install Go, or put it into PATH"});
    std::string words = run.standardError.text.substr(0, kMostWords);
    while (!words.empty() && words.back() == '\n')
        words.pop_back();
    return tl::unexpected(Error{fmt::format("go {} failed:\n{}", arguments.front(), words), folder, {}});
}

Result<GoPackage> packageIn(const std::string& folder, const std::vector<std::string>& environment,
                            const std::stop_token& stop) {
    const auto listed =
        runGo({"list", "-f", "{{.Name}}\n{{.Dir}}\n{{with .Module}}{{.Path}}\n{{.Dir}}{{end}}", "."}, folder,
              environment, stop);
    if (!listed)
        return tl::unexpected(listed.error());
    GoPackage package;
    std::istringstream lines(*listed);
    for (std::string* const line : {&package.name, &package.folder, &package.module, &package.moduleFolder})
        std::getline(lines, *line);
    if (package.name != "main")
        return tl::unexpected(Error{fmt::format("package {} is no program", package.name), folder,
                                    "name the folder of a package main"});
    if (package.moduleFolder.empty())
        return tl::unexpected(Error{"the package belongs to no module", folder, "make one: go mod init"});
    return package;
}

bool write(const std::string& path, const std::string& content) {
    std::ofstream file(path, std::ios::binary);
    file << content;
    return file.good();
}

/// The files that the build is to see besides those of the module, and where they really are.
Result<std::string> writeOverlay(const GoPackage& package, const std::string& scratch) {
    const std::string added = package.moduleFolder + "/" + kTracePackage;
    struct File {
        const char* name;
        std::string seenAs;
        std::string content;
    };
    const std::array files{
        File{"start.go.txt", added + "/start.go", traceStartSource()},
        File{"reader.go.txt", added + "/reader/reader.go", traceReaderSource(package.module)},
        File{"import.go.txt", package.folder + "/" + kImportFile, traceImportSource(package.module)},
        File{"main.go.txt", package.folder + "/" + kMainFile, traceMainSource(package.module)}};
    nlohmann::ordered_json replace;
    bool written = true;
    for (const File& file : files) {
        const std::string path = scratch + "/" + file.name;
        replace[file.seenAs] = path;
        written = written && write(path, file.content);
    }
    std::string overlay = scratch + "/overlay.json";
    const nlohmann::ordered_json json{{"Replace", replace}};
    written =
        written && write(overlay, json.dump(1, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
    if (!written)
        return tl::unexpected(Error{"cannot write into the temporary folder", scratch, "is the disk full?"});
    return overlay;
}

} // namespace

struct TracedBuild::Parts {
    ScratchFolder folder;
    std::string program;
    std::string traced;
};

TracedBuild::TracedBuild(std::unique_ptr<Parts> parts) : m_parts(std::move(parts)) {}
TracedBuild::TracedBuild(TracedBuild&&) noexcept = default;
TracedBuild& TracedBuild::operator=(TracedBuild&&) noexcept = default;
TracedBuild::~TracedBuild() = default;

const std::string& TracedBuild::program() const {
    return m_parts->program;
}

const std::string& TracedBuild::tracedProgram() const {
    return m_parts->traced;
}

Result<TracedBuild> TracedBuild::make(const std::string& package, const std::vector<std::string>& environment,
                                      std::stop_token stop) {
    std::error_code unknown;
    const std::filesystem::path folder = std::filesystem::canonical(package, unknown);
    if (unknown || !std::filesystem::is_directory(folder, unknown))
        return tl::unexpected(Error{"is no folder of a Go package", package,
                                    "a trace is built in: name the package's folder instead of a program"});
    const auto found = packageIn(folder.string(), environment, stop);
    if (!found)
        return tl::unexpected(found.error());
    auto scratch = ScratchFolder::create();
    if (!scratch)
        return tl::unexpected(scratch.error());
    const auto overlay = writeOverlay(*found, scratch->path());
    if (!overlay)
        return tl::unexpected(overlay.error());
    const std::string name = folder.filename().string();
    auto parts = std::make_unique<Parts>(Parts{std::move(*scratch), {}, {}});
    parts->program = parts->folder.path() + "/" + name;
    parts->traced = parts->program + ".traced";
    if (auto built = runGo({"build", "-o", parts->program, "."}, folder.string(), environment, stop); !built)
        return tl::unexpected(built.error());
    if (auto built = runGo({"build", "-overlay", *overlay, "-o", parts->traced, "."}, folder.string(),
                           environment, stop);
        !built)
        return tl::unexpected(built.error());
    return TracedBuild(std::move(parts));
}

} // namespace rt0
