#include "output.h"

#include "base/atomicfile.h"
#include "base/format.h"
#include "report/texttable.h"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fmt/format.h>
#include <ostream>
#include <sstream>
#include <system_error>

namespace rt0::cli {
namespace {

constexpr std::size_t kMaxWarnings = 20;

} // namespace

int fail(std::ostream& err, const Error& error, ExitCode code) {
    // The compiler's words are several lines.
    std::istringstream lines(error.message());
    const char* before = "rt0scope: ";
    for (std::string line; std::getline(lines, line); before = "  ")
        err << before << printable(line) << '\n';
    return code;
}

void printWarnings(std::ostream& err, const Document& document) {
    const std::size_t shown = std::min(document.diagnostics.size(), kMaxWarnings);
    for (std::size_t i = 0; i < shown; ++i) {
        const Diagnostic& diagnostic = document.diagnostics[i];
        const Error asError{diagnostic.message,
                            diagnostic.line == 0
                                ? document.source.path
                                : fmt::format("{}:{}", document.source.path, diagnostic.line),
                            diagnostic.hint};
        const bool isLoss = diagnostic.severity == Diagnostic::Severity::DataLoss;
        err << "rt0scope: " << (isLoss ? "warning: " : "note: ") << printable(asError.message()) << '\n';
    }
    if (shown < document.diagnostics.size())
        err << fmt::format("rt0scope: {} more warnings\n", document.diagnostics.size() - shown);
}

Progress progressOn(std::ostream& err) {
    Progress progress;
    progress.report = [&err](std::uint64_t done, std::uint64_t total) {
        err << fmt::format("\rReading: {}", formatBytes(done));
        if (total > 0)
            err << " of " << formatBytes(total);
        err << "\x1b[K" << std::flush;
    };
    return progress;
}

int writeToStream(const std::string& content, std::ostream& out, std::ostream& err) {
    errno = 0;
    out.write(content.data(), static_cast<std::streamsize>(content.size()));
    out.flush();
    const int failed = errno;
    if (out.good() || failed == EPIPE) // the reader has seen enough
        return kOk;
    const std::string reason = failed == 0 ? "unknown reason" : std::generic_category().message(failed);
    return fail(err, {"cannot write: " + reason, "standard output", {}}, kOutputFailed);
}

int write(const std::string& content, const Options& options, std::ostream& out, std::ostream& err) {
    if (options.output.empty() || options.output == "-")
        return writeToStream(content, out, err);
    for (const std::string& file : options.files) {
        std::error_code unknown;
        if (std::filesystem::equivalent(options.output, file == "-" ? "/dev/stdin" : file, unknown))
            return fail(err, {"is the input itself", options.output, "name another file"}, kBadUsage);
    }
    const auto written = writeFileAtomically(options.output, content);
    return written ? kOk : fail(err, written.error(), kOutputFailed);
}

} // namespace rt0::cli
