#include "base/format.h"
#include "capture/recordlaunch.h"
#include "capture/tracebuild.h"
#include "commands.h"
#include "ingest/gobinary/gobinary.h"
#include "recording/rt0file.h"
#include "report/binaryreport.h"
#include "report/textreport.h"
#include "report/texttable.h"
#include "stoponsignal.h"
#include "timeline/open.h"
#include "timeline/opengraph.h"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <optional>
#include <ostream>
#include <unistd.h>

namespace rt0::cli {
namespace {

constexpr const char* kWipe = "\r\x1b[K";

const char* nameOf(LaunchPurpose purpose) {
    switch (purpose) {
    case LaunchPurpose::Wall:
    case LaunchPurpose::WallControl:
        return "untouched";
    case LaunchPurpose::MainTime:
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

/// What the recorder does, on one line of the terminal; what the program does, when that is asked for.
class Teller {
public:
    Teller(const Options& options, std::ostream& err)
        : m_err(err), m_terminal(options.showProgress), m_live(options.live) {}

    LaunchProgress progress() {
        LaunchProgress progress;
        progress.startOf = [this](std::uint32_t number, std::uint32_t count, LaunchPurpose purpose) {
            m_start = fmt::format("start {} of {}, {}", number, count, nameOf(purpose));
            m_step.clear();
            if (m_terminal)
                m_err << kWipe << "Recording: " << m_start << std::flush;
        };
        if (m_live)
            progress.live = [this](const LaunchLive& live) { tell(live); };
        return progress;
    }

    void wipe() {
        if (m_terminal)
            m_err << kWipe << std::flush;
    }

private:
    /// On a terminal the line is rewritten; elsewhere a new one is written when the step changes, and every
    /// second of a long one.
    void tell(const LaunchLive& live) {
        const std::string step = live.inMain            ? "main.main"
                                 : live.package.empty() ? live.function
                                                        : "init of " + live.package;
        const Nanoseconds lasted = live.now - live.since;
        const std::string text =
            fmt::format("{}: {} for {}", m_start, printable(step), formatDuration(lasted));
        if (m_terminal) {
            m_err << kWipe << elided(text, 110) << std::flush;
        } else if (step != m_step || lasted - m_told >= std::chrono::seconds(1)) {
            m_err << text << '\n' << std::flush;
            m_told = lasted;
        }
        m_step = step;
    }

    std::ostream& m_err;
    bool m_terminal;
    bool m_live;
    std::string m_start;
    std::string m_step;
    Nanoseconds m_told{};
};

int fail(std::ostream& err, const Error& error, int code) {
    err << "rt0scope: " << printable(error.message()) << '\n';
    return code;
}

/// The user's options with what was built of the package that they name.
Result<LaunchOptions> withTrace(const Options& options, std::optional<TracedBuild>& build,
                                const std::stop_token& stop, std::ostream& err) {
    LaunchOptions launch = options.launch;
    if (!options.trace)
        return launch;
    if (options.showProgress)
        err << kWipe << "Building " << printable(launch.command.front()) << " twice" << std::flush;
    auto made = TracedBuild::make(launch.command.front(), launch.environment, stop);
    if (!made)
        return tl::unexpected(made.error());
    build = std::move(*made);
    launch.command.front() = build->program();
    launch.tracedProgram = build->tracedProgram();
    return launch;
}

/// PROGRAM.rt0, or PROGRAM-2.rt0 and so on when it is there already.
std::string freeName(const std::string& program) {
    std::error_code unknown;
    std::filesystem::path path(program);
    if (std::filesystem::is_directory(path, unknown)) // of a package; it may be "."
        path = std::filesystem::canonical(path, unknown);
    const std::string stem = path.filename().string();
    std::string name = stem + ".rt0";
    for (int i = 2; std::filesystem::exists(name, unknown); ++i)
        name = fmt::format("{}-{}.rt0", stem, i);
    return name;
}

/// Before minutes of recording, not after.
std::optional<Error> whyNotWritable(const std::string& output) {
    std::filesystem::path folder = std::filesystem::path(output).parent_path();
    if (folder.empty())
        folder = ".";
    if (::access(folder.c_str(), W_OK) == 0)
        return std::nullopt;
    return Error{"cannot write into this folder", folder.string(), "name another file with -o"};
}

std::string factsOf(const std::string& program) {
    const auto binary = gobinary::GoBinary::open(program);
    if (!binary)
        return {};
    std::error_code unknown;
    Source source;
    source.path = program;
    source.bytes = std::filesystem::file_size(program, unknown);
    return binaryJson(source, *binary);
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
        if (end > at)
            words += "  " + elided(printable(std::string_view(text).substr(at, end - at)), 160) + "\n";
        at = end + 1;
    }
    return words;
}

/// Whether the program did what it was started for in all runs; says what it did instead.
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

/// What the errors of recordLaunch mean: only a missing library is the program's own failure.
int codeOf(const Error& error) {
    return error.what.find("shared library") == std::string::npos ? kUnreadable : kProgramFailed;
}

int report(const std::string& output, std::ostream& out, std::ostream& err) {
    const auto document = openFile(output);
    if (!document)
        return fail(err, document.error(), kUnreadable);
    out << textReport(*document, {.startup = document->main, .top = 10});
    out << fmt::format("\nThe recording is in {} ({})\n", printable(output),
                       formatBytes(document->source.bytes))
        << std::flush;
    return kOk;
}

} // namespace

int runRecord(const Options& options, std::ostream& out, std::ostream& err) {
    const std::string output =
        options.output.empty() ? freeName(options.launch.command.front()) : options.output;
    if (const auto problem = whyNotWritable(output))
        return fail(err, *problem, kOutputFailed);
    StopOnSignal stop;
    const auto goList = options.graphs.empty() ? Result<std::string>(std::string())
                                               : goListText(options.graphs.front(), {{}, stop.token()});
    if (!goList)
        return fail(err, goList.error(), stop.stopped() ? kInterrupted : kUnreadable);
    Teller teller(options, err);
    std::optional<TracedBuild> build;
    auto launch = withTrace(options, build, stop.token(), err).and_then([&](const LaunchOptions& made) {
        return recordLaunch(made, teller.progress(), stop.token());
    });
    teller.wipe();
    if (!launch)
        return stop.stopped() ? fail(err, {"interrupted; nothing was written", {}, {}}, kInterrupted)
                              : fail(err, launch.error(), codeOf(launch.error()));
    const std::string facts = factsOf(launch->program);
    launch->command = options.launch.command;
    const bool ok = succeeded(*launch, err);
    if (const auto written = writeRt0File(output, *launch, facts, *goList); !written)
        return fail(err, written.error(), kOutputFailed);
    const int reported = report(output, out, err);
    return ok ? reported : kProgramFailed;
}

} // namespace rt0::cli
