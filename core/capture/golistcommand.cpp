#include "capture/golistcommand.h"

#include "base/filebytes.h"
#include "base/subprocess.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace rt0 {
namespace {

constexpr std::size_t kMaxSaid = 600;

/// The directory's own package, or all of the module when there is none.
const char* patternFor(const std::filesystem::path& directory) {
    std::error_code unknown;
    for (const auto& entry : std::filesystem::directory_iterator(directory, unknown))
        if (entry.path().extension() == ".go" && !entry.path().filename().string().ends_with("_test.go"))
            return ".";
    return "./...";
}

/// What it said on one line; of a long text the end, where the reason stands.
std::string said(std::string text) {
    text.erase(text.find_last_not_of(" \t\r\n") + 1);
    if (text.size() > kMaxSaid)
        text = "…" + text.substr(text.size() - kMaxSaid);
    std::ranges::replace_if(
        text, [](char c) { return c == '\n' || c == '\t' || c == '\r'; }, ' ');
    return text.empty() ? "it said nothing" : text;
}

} // namespace

Result<std::string> runGoList(const GoListOptions& options, const std::stop_token& stop) {
    std::error_code unknown;
    if (!std::filesystem::is_directory(options.directory, unknown))
        return tl::unexpected(Error{"no such directory", options.directory, {}});
    SubprocessRequest request;
    request.program = options.go;
    request.arguments = {"list", "-e", "-deps", kGoListFields, patternFor(options.directory)};
    request.workingDirectory = options.directory;
    request.maxOutput = kMaxFileBytes;
    request.timeLimit = options.timeLimit;
    auto ran = runSubprocess(request, stop);
    if (!ran && stop.stop_requested())
        return tl::unexpected(Error{"cancelled", options.directory, {}});
    if (!ran)
        return tl::unexpected(
            Error{"go list " + ran.error().what, options.directory,
                  "install Go, or name a file that go list -deps -json wrote where the program is built"});
    if (!ran->succeeded() || ran->output.empty())
        return tl::unexpected(Error{"go list failed: " + said(std::move(ran->errors)), options.directory,
                                    "build the program in this directory first"});
    return std::move(ran->output);
}

} // namespace rt0
