#include "layout/layouthelper.h"

#include "base/filedescriptor.h"
#include "base/subprocess.h"
#include "layout/dotlayout.h"
#include "layout/layoutwire.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

namespace rt0::layout {
namespace {

constexpr std::size_t kMaxDrawing = std::size_t(1) << 28U;
constexpr rlim_t kMaxMemory = rlim_t(2) << 30U;
constexpr rlim_t kMaxCpuSeconds = 300;

#if defined(__SANITIZE_ADDRESS__)
constexpr bool kSanitized = true; // its shadow memory alone is beyond any limit
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif
#else
constexpr bool kSanitized = false;
#endif

void limit(__rlimit_resource resource, rlim_t value) {
    const rlimit both{value, value};
    setrlimit(resource, &both); // a machine that refuses has limits of its own
}

/// A helper that outlives who asked, or eats the machine, helps nobody.
void limitOurselves() {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_CPU, kMaxCpuSeconds);
    if (!kSanitized)
        limit(RLIMIT_AS, kMaxMemory);
}

std::string standardInput() {
    std::string bytes;
    std::array<char, 1U << 16U> chunk{};
    for (;;) {
        const ssize_t got = read(STDIN_FILENO, chunk.data(), chunk.size());
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0 || bytes.size() > kMaxDrawing)
            return bytes;
        bytes.append(chunk.data(), static_cast<std::size_t>(got));
    }
}

int complain(const Error& error) {
    const std::string text = error.message() + "\n";
    [[maybe_unused]] const ssize_t written = write(STDERR_FILENO, text.data(), text.size());
    return 1;
}

int readLayOutAndWrite() {
    limitOurselves();
    const auto drawing = unpackDrawing(standardInput());
    if (!drawing)
        return complain(drawing.error());
    const auto layout = dotLayout(*drawing);
    if (!layout)
        return complain(layout.error());
    return writeAll(STDOUT_FILENO, packedLayout(*layout)) ? 0 : 1;
}

} // namespace

bool isLayoutHelper(int argc, const char* const* argv) {
    return argc == 2 && argv[1] == kHelperArgument;
}

void runLayoutHelper() {
    // Without the clean-up at exit: Graphviz leaves memory behind, which a leak checker would take for ours.
    std::_Exit(readLayOutAndWrite());
}

Result<LaidOutGraph> layoutInHelper(const GraphDrawing& drawing, const std::stop_token& stop,
                                    const HelperLimits& limits, const std::string& program) {
    const std::string input = packedDrawing(drawing);
    SubprocessRequest request;
    request.program = program.empty() ? "/proc/self/exe" : program;
    request.arguments = {std::string(kHelperArgument)};
    request.input = input;
    request.maxOutput = limits.maxOutput;
    request.timeLimit = limits.time;
    const auto ran = runSubprocess(request, stop);
    const std::string where =
        fmt::format("layout of {} nodes and {} edges", drawing.nodes.size(), drawing.edges.size());
    if (!ran)
        return tl::unexpected(Error{ran.error().what, where, "show fewer packages"});
    if (ran->signal != 0)
        return tl::unexpected(
            Error{fmt::format("Graphviz crashed (signal {})", ran->signal), where, "show fewer packages"});
    if (ran->exitCode != 0)
        return tl::unexpected(Error{ran->errors.empty() ? "Graphviz failed" : ran->errors, where, {}});
    return unpackLayout(ran->output, drawing);
}

} // namespace rt0::layout
