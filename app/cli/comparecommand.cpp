#include "base/inputfile.h"
#include "capture/recordcomparison.h"
#include "commands.h"
#include "ingest/detect.h"
#include "output.h"
#include "recording/rt0file.h"
#include "recordingtools.h"
#include "report/comparereport.h"
#include "report/texttable.h"
#include "timeline/launchstartup.h"
#include "timeline/open.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fmt/format.h>
#include <ostream>
#include <system_error>

namespace rt0::cli {
namespace {

namespace fs = std::filesystem;

/// A side as named on the command line: "LD_BIND_NOW=1 ./server".
struct NamedSide {
    std::string path;
    std::vector<std::string> environment;
};

bool isSetting(std::string_view word) {
    const std::size_t equals = word.find('=');
    return equals != std::string_view::npos && equals > 0 &&
           std::ranges::all_of(word.substr(0, equals),
                               [](unsigned char c) { return std::isalnum(c) || c == '_'; });
}

NamedSide namedSide(const std::string& text) {
    NamedSide side{text, {}};
    std::error_code unknown;
    while (!fs::exists(side.path, unknown)) {
        const std::size_t space = side.path.find(' ');
        if (space == std::string::npos || !isSetting(std::string_view(side.path).substr(0, space)))
            break;
        side.environment.push_back(side.path.substr(0, space));
        side.path.erase(0, space + 1);
    }
    return side;
}

/// A program: an ELF file, or a name that is looked up in PATH as there is no such file here.
bool isProgram(const NamedSide& side) {
    std::error_code unknown;
    if (!fs::exists(side.path, unknown))
        return side.path.find('/') == std::string::npos && !fs::path(side.path).has_extension();
    if (!fs::is_regular_file(side.path, unknown))
        return false;
    auto file = InputFile::open(side.path);
    const auto head = file ? file->head(kSniffBytes) : Result<std::string_view>(std::string_view());
    return head && isElf(*head);
}

std::vector<std::string> labelsOf(const std::vector<NamedSide>& sides) {
    std::vector<std::string> names;
    for (const NamedSide& side : sides) {
        std::string name = side.path;
        for (std::string setting : side.environment) {
            std::ranges::replace(setting, '/', '_'); // a label is the last element of a path
            name += " " + setting;
        }
        names.push_back(std::move(name));
    }
    return compare::sideLabels(names);
}

Result<std::vector<compare::Side>> openSides(const std::vector<NamedSide>& named, const Options& options,
                                             std::ostream& err) {
    std::vector<compare::Side> sides;
    const std::vector<std::string> labels = labelsOf(named);
    for (std::size_t i = 0; i < named.size(); ++i) {
        auto document = openFile(named[i].path, options.showProgress ? progressOn(err) : Progress{});
        if (options.showProgress)
            err << kWipe << std::flush;
        if (!document)
            return tl::unexpected(document.error());
        if (document->startups.empty())
            return tl::unexpected(Error{"holds no start-up", named[i].path, {}});
        printWarnings(err, *document);
        const std::size_t main = document->main;
        sides.push_back(
            compare::sideOf(std::make_shared<const Document>(std::move(*document)), main, labels[i]));
    }
    return sides;
}

/// Which of the sides starts now, on one line of the terminal.
ComparisonProgress progressOf(const std::vector<std::string>& labels, std::ostream& err) {
    ComparisonProgress progress;
    progress.startOf = [&](std::uint32_t number, std::uint32_t count, std::size_t side,
                           LaunchPurpose purpose) {
        err << kWipe
            << elided(fmt::format("Recording: start {} of {}, {}, {}", number, count,
                                  side < labels.size() ? printable(labels[side]) : "control",
                                  nameOf(purpose)),
                      110)
            << std::flush;
    };
    return progress;
}

/// A label as a file's name.
std::string fileName(const std::string& label) {
    std::string name;
    for (const char c : label)
        name += std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '.' || c == '-' ? c : '_';
    return name + ".rt0";
}

/// Writes the recordings; the control is part of the baseline's.
Result<void> keep(const std::vector<Rt0File>& files, const std::string& folder) {
    std::error_code failed;
    fs::create_directories(folder, failed);
    if (failed)
        return tl::unexpected(Error{"cannot make this folder: " + failed.message(), folder, {}});
    for (const Rt0File& file : files) {
        const std::string path = (fs::path(folder) / fileName(file.launch.turns->label)).string();
        if (auto written =
                writeRt0File(path, file.launch, file.binaryJson, {}, file.control ? &*file.control : nullptr);
            !written)
            return written;
    }
    return {};
}

std::vector<Rt0File> filesOf(RecordedComparison recorded) {
    std::vector<Rt0File> files;
    for (Launch& launch : recorded.sides) {
        Rt0File file;
        file.binaryJson = programFacts(launch.program);
        file.launch = std::move(launch);
        files.push_back(std::move(file));
    }
    files.front().control = std::move(recorded.control);
    return files;
}

class ProgramComparison {
public:
    ProgramComparison(const Options& options, std::ostream& err) : m_options(options), m_err(err) {}

    /// Records, keeps what is to be kept, and fills `sides`. Returns an ExitCode.
    int record(const std::vector<NamedSide>& named, std::vector<compare::Side>& sides) {
        const std::vector<std::string> labels = labelsOf(named);
        std::vector<ComparedProgram> programs;
        for (std::size_t i = 0; i < named.size(); ++i) {
            ComparedProgram program{labels[i], {named[i].path}, named[i].environment};
            program.command.insert(program.command.end(), m_options.launch.command.begin(),
                                   m_options.launch.command.end());
            programs.push_back(std::move(program));
        }
        const StopOnSignal stop;
        ComparisonOptions how;
        how.launch = m_options.launch;
        auto recorded = recordComparison(
            programs, how, m_options.showProgress ? progressOf(labels, m_err) : ComparisonProgress{},
            stop.token());
        if (m_options.showProgress)
            m_err << kWipe << std::flush;
        if (!recorded)
            return stop.stopped() ? fail(m_err, {"interrupted; nothing was written", {}, {}}, kInterrupted)
                                  : fail(m_err, recorded.error(), codeOf(recorded.error()));
        bool ok = true;
        for (const Launch& launch : recorded->sides)
            ok = succeeded(launch, m_err) && ok;
        std::vector<Rt0File> files = filesOf(std::move(*recorded));
        if (!m_options.keep.empty())
            if (const auto kept = keep(files, m_options.keep); !kept)
                return fail(m_err, kept.error(), kOutputFailed);
        for (std::size_t i = 0; i < files.size(); ++i) {
            Source source;
            source.path = named[i].path;
            auto document = std::make_shared<const Document>(documentOf(std::move(files[i]), source));
            sides.push_back(compare::sideOf(std::move(document), 0, labels[i]));
        }
        return ok ? kOk : kProgramFailed;
    }

private:
    const Options& m_options;
    std::ostream& m_err;
};

Result<std::string> rendered(const compare::Trend& trend, const Options& options,
                             const CompareWriter& compareWriter) {
    const CompareReportOptions how{options.top};
    switch (options.format) {
    case ReportFormat::Json:
        return compareJson(trend);
    case ReportFormat::Markdown:
        return compareMarkdown(trend, how);
    case ReportFormat::Html:
        return compareHtml(trend, how);
    case ReportFormat::Svg:
    case ReportFormat::Png:
        break;
    default:
        return compareText(trend, how);
    }
    if (!compareWriter)
        return tl::unexpected(Error{"this build cannot draw pictures",
                                    {},
                                    "use --format text, md, html or json, or a build with the window"});
    return compareWriter(trend, options.picture);
}

} // namespace

int runCompare(const Options& options, std::ostream& out, std::ostream& err,
               const CompareWriter& compareWriter) {
    std::vector<NamedSide> named;
    std::ranges::transform(options.files, std::back_inserter(named), namedSide);
    const auto programs = std::ranges::count_if(named, isProgram);
    if (programs > 0 && static_cast<std::size_t>(programs) < named.size())
        return fail(err,
                    {"programs and recordings cannot be compared with each other",
                     {},
                     "name programs only, which are then recorded in turns, or recordings and logs only"},
                    kBadUsage);
    if (programs == 0 && !options.launch.command.empty())
        return fail(err, {"arguments behind -- are for programs; these are recordings", {}, {}}, kBadUsage);
    std::vector<compare::Side> sides;
    int recorded = kOk;
    if (programs > 0) {
        recorded = ProgramComparison(options, err).record(named, sides);
        if (sides.empty())
            return recorded;
    } else {
        auto opened = openSides(named, options, err);
        if (!opened)
            return fail(err, opened.error(), kUnreadable);
        sides = std::move(*opened);
    }
    const auto content = rendered(compare::trendOf(sides), options, compareWriter);
    if (!content)
        return fail(err, content.error(), kOutputFailed);
    const int written = write(*content, options, out, err);
    return written != kOk ? written : recorded;
}

} // namespace rt0::cli
