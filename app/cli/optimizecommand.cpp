#include "analysis/optimize/optimize.h"
#include "base/atomicfile.h"
#include "commands.h"
#include "report/optimizereport.h"
#include "report/texttable.h"
#include "stoponsignal.h"

#include <filesystem>
#include <ostream>
#include <unistd.h>

namespace rt0::cli {
namespace {

constexpr const char* kWipe = "\r\x1b[K";
constexpr std::size_t kProgressWidth = 110;

int fail(std::ostream& err, const Error& error, int code) {
    err << "rt0scope: " << error.message() << '\n';
    return code;
}

LabProgress progressOn(std::ostream& err, bool terminal) {
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

int write(const std::string& content, const std::string& output, std::ostream& out, std::ostream& err) {
    if (output.empty() || output == "-") {
        out << content << std::flush;
        return kOk; // a reader that went away is no error
    }
    const auto written = writeFileAtomically(output, content);
    return written ? kOk : fail(err, written.error(), kOutputFailed);
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
    const auto failed = [&](const Error& error, int code) {
        if (options.showProgress)
            err << kWipe << std::flush;
        return stop.stopped() ? fail(err, {"interrupted; nothing is left behind", {}, {}}, kInterrupted)
                              : fail(err, error, code);
    };
    const auto lab = openLab(targetOf(options), progressOn(err, options.showProgress), stop.token());
    if (!lab)
        return failed(lab.error(), kUnreadable);
    OptimizeOptions how;
    how.variants = options.optimize.variants;
    how.blankImports = options.optimize.blankImports;
    const auto table = optimize(**lab, *catalogue, how, stop.token());
    if (!table)
        return failed(table.error(), kProgramFailed);
    if (options.showProgress)
        err << kWipe << std::flush;
    return write(rendered(*table, options.format), options.output, out, err);
}

} // namespace rt0::cli
