#include "recordingtools.h"

#include "ingest/gobinary/gobinary.h"
#include "report/binaryreport.h"
#include "report/texttable.h"

#include <algorithm>
#include <atomic>
#include <csignal>
#include <filesystem>
#include <fmt/format.h>
#include <ostream>

namespace rt0::cli {
namespace {

std::atomic<bool> interrupted{false};
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler writes it");

void note(int /*signal*/) {
    interrupted = true;
}

/// The last lines of what it wrote.
std::string lastWords(const LaunchRun& run) {
    constexpr int kLines = 10;
    const std::string& text =
        run.standardError.text.empty() ? run.standardOutput.text : run.standardError.text;
    std::size_t from = text.size();
    for (int lines = 0; from > 0 && lines <= kLines; --from)
        lines += text[from - 1] == '\n' ? 1 : 0;
    std::string words;
    for (std::size_t at = from; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        std::string line = text.substr(at, end - at);
        std::ranges::replace(line, '\t', ' ');
        if (!line.empty())
            words += "  " + elided(printable(line), 160) + "\n";
        at = end + 1;
    }
    return words;
}

} // namespace

StopOnSignal::StopOnSignal() {
    interrupted = false;
    m_oldInterrupt = std::signal(SIGINT, note);
    m_oldTerminate = std::signal(SIGTERM, note);
    m_oldFileSize = std::signal(SIGXFSZ, SIG_IGN); // writing tells it
    m_watcher = std::jthread([this](const std::stop_token& ended) {
        while (!ended.stop_requested() && !interrupted)
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        if (interrupted)
            m_stop.request_stop();
    });
}

StopOnSignal::~StopOnSignal() {
    std::signal(SIGINT, m_oldInterrupt);
    std::signal(SIGTERM, m_oldTerminate);
    std::signal(SIGXFSZ, m_oldFileSize);
}

const char* nameOf(LaunchPurpose purpose) {
    switch (purpose) {
    case LaunchPurpose::Wall:
    case LaunchPurpose::WallControl:
        return "untouched";
    case LaunchPurpose::MainTime:
    case LaunchPurpose::MainTimeControl:
        return "bare, to main.main";
    case LaunchPurpose::InitLog:
        return "with inittrace";
    case LaunchPurpose::LoaderStatistics:
        return "with LD_DEBUG";
    case LaunchPurpose::Milestones:
        return "with probes";
    case LaunchPurpose::InitFunctions:
        return "with a probe at each init function";
    case LaunchPurpose::Details:
        return "detailed";
    case LaunchPurpose::Trace:
        return "with an execution trace";
    }
    return "";
}

std::string programFacts(const std::string& program) {
    const auto binary = gobinary::GoBinary::open(program);
    if (!binary)
        return {};
    std::error_code unknown;
    Source source;
    source.path = program;
    source.bytes = std::filesystem::file_size(program, unknown);
    return binaryJson(source, *binary, PackageUses::Tell);
}

bool succeeded(const Launch& launch, std::ostream& err) {
    for (const LaunchRun& run : launch.runs) {
        const bool died = (run.end == LaunchEnd::Exited && run.exitStatus != 0) ||
                          run.end == LaunchEnd::Signaled || run.end == LaunchEnd::TimedOut;
        const bool early = run.end == LaunchEnd::Exited && !run.toReady && launch.until != LaunchUntil::Exit;
        if (!died && !early)
            continue;
        const std::string how =
            run.end == LaunchEnd::Exited
                ? fmt::format("ended with status {}{}", run.exitStatus, early ? " before it was ready" : "")
            : run.end == LaunchEnd::Signaled ? fmt::format("was killed by signal {}", run.signal)
                                             : std::string("was not ready in time");
        err << fmt::format("rt0scope: the program {} (start {})\n", how, nameOf(run.purpose))
            << lastWords(run);
        return false;
    }
    return true;
}

ExitCode codeOf(const Error& error) {
    return error.what.find("shared library") == std::string::npos ? kUnreadable : kProgramFailed;
}

} // namespace rt0::cli
