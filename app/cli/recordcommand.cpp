#include "base/format.h"
#include "capture/recordlaunch.h"
#include "capture/tracebuild.h"
#include "commands.h"
#include "output.h"
#include "recording/rt0file.h"
#include "recordingtools.h"
#include "report/textreport.h"
#include "report/texttable.h"
#include "timeline/open.h"
#include "timeline/opengraph.h"

#include <filesystem>
#include <fmt/format.h>
#include <optional>
#include <ostream>
#include <unistd.h>

namespace rt0::cli {
namespace {

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

/// The user's options with what was built of the package that they name.
Result<LaunchOptions> withTrace(const Options& options, std::optional<TracedBuild>& build,
                                const std::stop_token& stop, std::ostream& err) {
    const LaunchOptions& launch = options.launch;
    if (!options.trace)
        return launch;
    if (options.showProgress)
        err << kWipe << "Building " << printable(launch.command.front()) << " twice" << std::flush;
    auto made = TracedBuild::make(launch.command.front(), launch.environment, stop);
    if (!made)
        return tl::unexpected(made.error());
    build = std::move(*made);
    return withBuild(launch, *build);
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
    if (stop.stopped() && !launch->warnings.empty())
        err << "rt0scope: " << launch->warnings.back().message << "\n";
    const std::string facts = programFacts(launch->program);
    launch->command = options.launch.command;
    const bool ok = succeeded(*launch, err);
    if (const auto written = writeRt0File(output, *launch, facts, *goList); !written)
        return fail(err, written.error(), kOutputFailed);
    const int reported = report(output, out, err);
    if (stop.stopped())
        return kInterrupted;
    return ok ? reported : kProgramFailed;
}

} // namespace rt0::cli
