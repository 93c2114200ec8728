#include "capture/tracebuild.h"

#include "capture/gocommand.h"
#include "capture/scratchfolder.h"
#include "capture/traceprotocol.h"

#include <filesystem>

namespace rt0 {
namespace {

using namespace capture;

/// Sorts before all others: up to Go 1.20 imports are initialised in the order in which files name them.
constexpr const char* kImportFile = "0rt0scope.go";
/// Sorts behind them: so do its inits.
constexpr const char* kMainFile = "zzz_rt0scope.go";

/// The package, which has to belong to a module: the trace's own package is put beside it.
Result<GoMainPackage> packageIn(const GoCommand& go, const std::stop_token& stop) {
    auto package = mainPackageOf(go, {}, stop);
    if (package && package->moduleFolder.empty())
        return tl::unexpected(Error{"the package belongs to no module", go.folder, "make one: go mod init"});
    return package;
}

Result<std::string> writeOverlay(const GoMainPackage& package, const std::string& scratch) {
    const std::string added = package.moduleFolder + "/" + kTracePackage;
    GoOverlay overlay(scratch, "overlay");
    overlay.add(added + "/start.go", traceStartSource());
    overlay.add(added + "/reader/reader.go", traceReaderSource(package.module));
    overlay.add(package.folder + "/" + kImportFile, traceImportSource(package.module));
    overlay.add(package.folder + "/" + kMainFile, traceMainSource(package.module));
    return overlay.write();
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
    const GoCommand go{folder.string(), environment};
    const auto found = packageIn(go, stop);
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
    if (auto built = go.run({"build", "-o", parts->program, "."}, stop); !built)
        return tl::unexpected(built.error());
    if (auto built = go.run({"build", "-overlay", *overlay, "-o", parts->traced, "."}, stop); !built)
        return tl::unexpected(built.error());
    return TracedBuild(std::move(parts));
}

LaunchOptions withBuild(LaunchOptions options, const TracedBuild& build) {
    options.command.front() = build.program();
    options.tracedProgram = build.tracedProgram();
    return options;
}

} // namespace rt0
