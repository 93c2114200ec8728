#pragma once

#include "commandline.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

/// What the parsers of the commands share. Internal to app/cli.
namespace rt0::cli {

using Arguments = std::vector<std::string>;
using Parsed = std::variant<Options, Exit>;

constexpr int kMaxCount = 1'000'000'000;
constexpr int kMaxFiles = 1000;
constexpr int kMinWidth = 800;
constexpr int kMaxSide = 16384;

/// Of why and graph.
constexpr const char* kGraphInputs =
    "Import graph and, for costs, the log or recording of the program's start; - is the standard input";

template <typename T>
using Choices = std::vector<std::pair<std::string, T>>;

extern const Choices<ReportFormat> kFormats; ///< of reports: text, json, svg, png
extern const Choices<Theme> kThemes;

template <typename T>
std::optional<T> choiceOf(const Choices<T>& choices, const std::string& text) {
    for (const auto& [name, value] : choices)
        if (name == text)
            return value;
    return std::nullopt;
}

/// The values of an enumeration as `a|b` in the help; any other one is refused with that list.
template <typename T>
CLI::Option* addChoice(CLI::App& app, const std::string& name, T& value, const Choices<T>& choices,
                       const std::string& help) {
    std::string list;
    for (const auto& [text, unused] : choices)
        list += (list.empty() ? "" : "|") + text;
    const auto assign = [&value, &choices](const std::string& text) {
        value = choiceOf(choices, text).value_or(value);
    };
    const auto check = [&choices, list](const std::string& text) {
        return choiceOf(choices, text) ? std::string() : fmt::format("\"{}\" is none of {}", text, list);
    };
    return app.add_option_function<std::string>(name, assign, help)
        ->type_name(list)
        ->check(CLI::Validator(check, ""));
}

/// CLI::Range without its unreadable help text. CLI11 reads "-1" as a huge unsigned number unless it is
/// checked.
CLI::Validator between(int first, int last);
/// `--graph`.
void addGraph(CLI::App& app, Options& options);
/// Files, `--graph`, `--startup` and `--top`.
void addCommon(CLI::App& app, Options& options, const char* what);
/// `--help` with examples and exit codes.
void prepare(CLI::App& app, std::string_view footer);
/// Runs CLI11; what it has to say when nothing is left to do.
std::optional<Exit> run(CLI::App& app, Arguments arguments, std::string_view command);
Exit usageError(const std::string& message, std::string_view command);

/// `--width`, `--scale` and `--theme`, which are for pictures only.
std::vector<CLI::Option*> addPictureOptions(CLI::App& app, PictureOptions& picture);
/// The format that the output's name ends in; nothing for an ending that belongs to some other kind of file.
std::optional<ReportFormat> formatOfName(const std::string& output, const Choices<ReportFormat>& formats);
/// What is wrong with the picture's options; empty when nothing is.
std::string pictureProblem(const Options& options);

/// `--runs` and `--until`.
void addStartOptions(CLI::App& app, LaunchOptions& launch);
/// What follows "--" is the program's own, whatever it looks like; returns what is before it.
Arguments takeCommand(const Arguments& arguments, std::vector<std::string>& command);

// One for each command; what follows its name as arguments.
Parsed parseReport(const Arguments& arguments, Options options);
Parsed parseBlame(const Arguments& arguments, Options options);
Parsed parseWhy(const Arguments& arguments, Options options);
Parsed parseGraph(const Arguments& arguments, Options options);
Parsed parseInspect(const Arguments& arguments, Options options);
Parsed parseRecord(const Arguments& arguments, Options options);
Parsed parseOptimize(const Arguments& arguments, Options options);
Parsed parseCompare(const Arguments& arguments, Options options);

} // namespace rt0::cli
