#include "analysis/optimize/optimize.h"
#include "commands.h"
#include "output.h"
#include "recordingtools.h"
#include "report/optimizereport.h"
#include "report/texttable.h"

#include <filesystem>
#include <ostream>
#include <unistd.h>

namespace rt0::cli {
namespace {

constexpr std::size_t kProgressWidth = 110;

LabProgress labProgress(std::ostream& err, bool terminal) {
    LabProgress progress;
    if (terminal)
        progress.step = [&err](const std::string& step) {
            err << kWipe << elided(printable(step), kProgressWidth) << std::flush;
        };
    return progress;
}

OptimizationTarget targetOf(const Options& options) {
    OptimizationTarget target;
    target.target = options.files.front();
    target.arguments = options.launch.command;
    target.buildFlags = options.optimize.buildFlags;
    target.buildCache = options.optimize.buildCache;
    target.launch = options.launch;
    return target;
}

std::string rendered(const OptimizationTable& table, ReportFormat format) {
    switch (format) {
    case ReportFormat::Json:
        return optimizationJson(table);
    case ReportFormat::Markdown:
        return optimizationMarkdown(table);
    default:
        return optimizationText(table);
    }
}

/// Minutes of building and measuring must not end at a folder that cannot be written to.
bool writable(const std::string& output) {
    std::filesystem::path folder = std::filesystem::path(output).parent_path();
    return output.empty() || output == "-" || ::access(folder.empty() ? "." : folder.c_str(), W_OK) == 0;
}

} // namespace

int runOptimize(const Options& options, std::ostream& out, std::ostream& err) {
    if (!writable(options.output))
        return fail(err, {"cannot write into its folder", options.output, "name another file with -o"},
                    kOutputFailed);
    const auto catalogue = loadOptimizations(options.optimize.catalogue);
    if (!catalogue)
        return fail(err, catalogue.error(), kUnreadable);
    StopOnSignal stop;
    const auto failed = [&](const Error& error, ExitCode code) {
        if (options.showProgress)
            err << kWipe << std::flush;
        return stop.stopped() ? fail(err, {"interrupted; nothing is left behind", {}, {}}, kInterrupted)
                              : fail(err, error, code);
    };
    const auto lab = openLab(targetOf(options), labProgress(err, options.showProgress), stop.token());
    if (!lab)
        return failed(lab.error(), kUnreadable);
    OptimizeOptions how;
    how.variants = options.optimize.variants;
    how.rebuilt = options.optimize.rebuilt;
    how.blankImports = options.optimize.blankImports;
    const auto table = optimize(**lab, *catalogue, how, stop.token());
    if (!table)
        return failed(table.error(), kProgramFailed);
    if (options.showProgress)
        err << kWipe << std::flush;
    return write(rendered(*table, options.format), options, out, err);
}

} // namespace rt0::cli
