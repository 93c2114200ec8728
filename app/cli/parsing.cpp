#include "parsing.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>

namespace rt0::cli {
namespace {

constexpr double kMinScale = 0.1;
constexpr double kMaxScale = 8;

constexpr const char* kExitCodes = R"(
Exit codes: 0 ok, 1 a budget or check failed, 2 bad usage, 3 input unreadable,
            4 the measured program failed, 5 the result could not be written)";

} // namespace

const Choices<ReportFormat> kFormats{{"text", ReportFormat::Text},
                                     {"json", ReportFormat::Json},
                                     {"svg", ReportFormat::Svg},
                                     {"png", ReportFormat::Png}};
const Choices<Theme> kThemes{{"light", Theme::Light}, {"dark", Theme::Dark}};

Exit usageError(const std::string& message, std::string_view command) {
    return {kBadUsage, fmt::format("rt0scope: {}\nTry: rt0scope{}{} --help\n", message,
                                   command.empty() ? "" : " ", command)};
}

CLI::Validator between(int first, int last) {
    const auto check = [first, last](const std::string& text) {
        int value = 0;
        const bool isNumber = CLI::detail::lexical_cast(text, value);
        return isNumber && first <= value && value <= last
                   ? std::string()
                   : fmt::format("\"{}\" is no whole number from {} to {}", text, first, last);
    };
    return {check, ""};
}

void addGraph(CLI::App& app, Options& options) {
    app.add_option(
           "--graph", options.graphs,
           "Import graph: output of go list -deps -json, the directory of the main package, or the program "
           "itself, from which it is inferred")
        ->type_name("FILE|DIR")
        ->expected(1)
        ->take_all();
}

void addCommon(CLI::App& app, Options& options, const char* what) {
    app.add_option("FILE", options.files, what)->required()->expected(1, kMaxFiles)->type_name("");
    addGraph(app, options);
    app.add_option("--startup", options.startup, "Which start-up of the file, from 1 (default: most inits)")
        ->type_name("N")
        ->check(between(1, kMaxCount));
    app.add_option("--top", options.top, "Rows to list, 0 = all (default: 20)")
        ->type_name("N")
        ->check(between(0, kMaxCount));
}

void prepare(CLI::App& app, std::string_view footer) {
    app.set_help_flag("-h,--help", "Show this help and exit");
    app.footer(std::string(footer) + kExitCodes);
    app.get_formatter()->column_width(30);
    app.get_formatter()->label("REQUIRED", "");
}

std::optional<Exit> run(CLI::App& app, Arguments arguments, std::string_view command) {
    std::reverse(arguments.begin(), arguments.end()); // CLI11 takes them from the back
    try {
        app.parse(std::move(arguments));
    } catch (const CLI::CallForHelp&) {
        return Exit{kOk, app.help()};
    } catch (const CLI::CallForVersion& version) {
        return Exit{kOk, std::string(version.what()) + "\n"};
    } catch (const CLI::ParseError& error) {
        return usageError(error.what(), command);
    }
    return std::nullopt;
}

std::vector<CLI::Option*> addPictureOptions(CLI::App& app, PictureOptions& picture) {
    return {app.add_option("--width", picture.width,
                           "Width of a picture, 800–16384 px (default: 1600); the height follows")
                ->type_name("N")
                ->check(between(kMinWidth, kMaxSide)),
            app.add_option("--scale", picture.scale, "Pixels per px of a PNG, 0.1–8 (default: 1)")
                ->type_name("X"),
            addChoice(app, "--theme", picture.theme, kThemes, "Colours of a picture (default: light)")};
}

std::optional<ReportFormat> formatOfName(const std::string& output, const Choices<ReportFormat>& formats) {
    std::string ending = std::filesystem::path(output).extension().string();
    std::transform(ending.begin(), ending.end(), ending.begin(),
                   [](unsigned char c) { return std::tolower(c); });
    if (const auto named = ending.empty() ? std::nullopt : choiceOf(formats, ending.substr(1)))
        return named;
    constexpr std::array text{"", ".txt", ".text", ".log", ".md"};
    if (std::find(text.begin(), text.end(), ending) != text.end())
        return ReportFormat::Text;
    return std::nullopt;
}

std::string pictureProblem(const Options& options) {
    const PictureOptions& picture = options.picture;
    if (options.output.empty())
        return "a picture needs -o FILE (-o - is the standard output)";
    if (!(picture.scale >= kMinScale && picture.scale <= kMaxScale)) // also refuses "nan"
        return fmt::format("--scale must be between {} and {}", kMinScale, kMaxScale);
    if (picture.format == ReportFormat::Png && picture.width * picture.scale > kMaxSide)
        return fmt::format("the picture would be wider than {} pixels; choose a smaller --width or --scale",
                           kMaxSide);
    return {};
}

} // namespace rt0::cli
