#include "analysis/optimize/lab.h"

#include "capture/programcopy.h"
#include "capture/scratchfolder.h"
#include "ingest/gobinary/gobinary.h"
#include "recording/rt0file.h"
#include "timeline/launchstartup.h"
#include "timeline/opengraph.h"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <utility>

namespace rt0 {
namespace {

namespace fs = std::filesystem;

/// Starts that tell phases and inits, for evidence and predictions.
constexpr std::uint32_t kFirstRounds = 3;

class ProgramLab final : public OptimizationLab {
public:
    ProgramLab(const OptimizationTarget& target, LabProgress progress)
        : m_target(target), m_progress(std::move(progress)) {}

    Result<void> openSource(const std::stop_token& stop) {
        tell("Asking the go command");
        auto project = GoProject::open({m_target.target, m_target.buildFlags, {}, m_target.buildCache}, stop);
        if (!project)
            return tl::unexpected(project.error());
        m_project = std::move(*project);
        tell("Building the program as it is");
        auto base = m_project->build({}, "the program", stop);
        if (!base)
            return tl::unexpected(base.error());
        m_base = std::move(*base);
        m_recorded = m_base.program;
        tell("Reading the import graph");
        auto goList = m_project->goList(stop);
        auto imports = m_project->blankImports(stop);
        if (!goList || !imports)
            return tl::unexpected(goList ? imports.error() : goList.error());
        m_goList = std::move(*goList);
        m_blankImports = std::move(*imports);
        return {};
    }

    /// Errors: not found, no Go program, no room for a copy.
    Result<void> openProgram() {
        const auto binary = gobinary::GoBinary::open(m_target.target);
        if (!binary)
            return tl::unexpected(binary.error());
        std::error_code unknown;
        // A name without '/' would be looked for in PATH.
        m_recorded = fs::absolute(m_target.target, unknown).string();
        auto scratch = capture::ScratchFolder::create();
        if (!scratch)
            return tl::unexpected(scratch.error());
        m_scratch = std::move(*scratch);
        const fs::path folder = fs::path(m_scratch->path()) / "base";
        m_base.program = (folder / fs::path(m_recorded).filename()).string();
        if (auto copied = capture::copyProgram(m_recorded, folder.string(), m_base.program); !copied)
            return tl::unexpected(copied.error());
        m_base.bytes = fs::file_size(m_base.program, unknown);
        return {};
    }

    const BuiltProgram& base() const override { return m_base; }
    std::string name() const override { return m_project ? m_project->importPath() : m_target.target; }
    bool hasSource() const override { return m_project.has_value(); }
    std::vector<std::string> notes() const override {
        return m_project ? m_project->notes() : std::vector<std::string>();
    }
    const std::vector<BlankImport>& blankImports() const override { return m_blankImports; }

    Result<std::shared_ptr<const Document>> recordBase(const std::stop_token& stop) override {
        LaunchOptions options = m_target.launch;
        options.command = commandOf(m_recorded);
        options.rounds = std::min(options.rounds, kFirstRounds);
        options.initFunctions = options.detailRun = options.syscalls = false;
        options.tracedProgram.clear();
        LaunchProgress progress;
        progress.startOf = [this](std::uint32_t number, std::uint32_t count, LaunchPurpose) {
            tell(fmt::format("Recording the program as it is: start {} of {}", number, count));
            countStart(number, count);
        };
        auto launch = recordLaunch(options, progress, stop);
        if (!launch)
            return tl::unexpected(launch.error());
        if (stop.stop_requested()) // a part of a recording is no base
            return tl::unexpected(Error{"cancelled", {}, {}});
        Source source;
        source.path = m_target.target;
        Rt0File file;
        file.launch = std::move(*launch);
        auto document = std::make_shared<Document>(documentOf(std::move(file), source));
        if (!m_goList.empty())
            if (auto graph = openGoList(m_goList, source)) {
                std::vector<OpenedGraph> graphs;
                graphs.push_back(std::move(*graph));
                attachGraphs(*document, std::move(graphs));
            }
        return std::shared_ptr<const Document>(std::move(document));
    }

    Result<BuiltProgram> build(const VariantSpec& variant, const std::string& name,
                               const std::stop_token& stop) override {
        if (!variant.needsBuild())
            return m_base;
        tell("Building " + name);
        return m_project->build(variant, name, stop);
    }

    Result<RecordedComparison> measure(std::span<const ComparedProgram> programs, bool logs,
                                       const std::stop_token& stop) override {
        ComparisonOptions options;
        options.launch = m_target.launch;
        options.launch.logRuns = logs;
        options.launch.detailRun = options.launch.syscalls = false;
        std::vector<ComparedProgram> commands(programs.begin(), programs.end());
        for (ComparedProgram& program : commands)
            program.command = commandOf(program.command.front());
        ComparisonProgress progress;
        progress.startOf = [&](std::uint32_t number, std::uint32_t count, std::size_t side, LaunchPurpose) {
            tell(fmt::format("Measuring: start {} of {}, {}", number, count,
                             side < commands.size() ? commands[side].label : "control"));
            countStart(number, count);
        };
        return recordComparison(commands, options, progress, stop);
    }

private:
    void tell(const std::string& step) const {
        if (m_progress.step)
            m_progress.step(step);
    }
    void countStart(std::uint32_t number, std::uint32_t count) const {
        if (m_progress.start)
            m_progress.start(number, count);
    }
    std::vector<std::string> commandOf(const std::string& program) const {
        std::vector<std::string> command{program};
        command.insert(command.end(), m_target.arguments.begin(), m_target.arguments.end());
        return command;
    }

    OptimizationTarget m_target;
    LabProgress m_progress;
    std::optional<GoProject> m_project;
    std::optional<capture::ScratchFolder> m_scratch; ///< without source: holds m_base
    BuiltProgram m_base;
    std::string
        m_recorded; ///< what is recorded as it is: where the user has it, it finds what lies beside it
    std::string m_goList;
    std::vector<BlankImport> m_blankImports;
};

} // namespace

Result<std::unique_ptr<OptimizationLab>> openLab(const OptimizationTarget& target,
                                                 const LabProgress& progress, const std::stop_token& stop) {
    std::error_code unknown;
    auto lab = std::make_unique<ProgramLab>(target, progress);
    const bool source = fs::is_directory(target.target, unknown);
    if (auto opened = source ? lab->openSource(stop) : lab->openProgram(); !opened)
        return tl::unexpected(opened.error());
    return lab;
}

} // namespace rt0
