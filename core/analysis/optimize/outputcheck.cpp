#include "analysis/optimize/outputcheck.h"

#include <algorithm>
#include <fmt/format.h>
#include <string_view>
#include <vector>

namespace rt0 {
namespace {

constexpr std::size_t kShown = 60;
constexpr std::string_view kProgram = "PROGRAM";

/// One start, as far as it can be compared.
struct Behaviour {
    std::string output;
    std::string errors;
    std::string end;    ///< "exit status 0", "signal 11"; empty when we ended it
    bool whole = false; ///< it ended by itself: nothing is missing behind the texts
};

std::string withoutPath(std::string text, const std::string& program) {
    if (program.empty())
        return text;
    for (std::size_t at = text.find(program); at != std::string::npos;
         at = text.find(program, at + kProgram.size()))
        text.replace(at, program.size(), kProgram);
    return text;
}

std::string endOf(const LaunchRun& run) {
    if (run.end == LaunchEnd::Exited)
        return fmt::format("exit status {}", run.exitStatus);
    return run.end == LaunchEnd::Signaled ? fmt::format("signal {}", run.signal) : std::string();
}

std::vector<Behaviour> behavioursOf(const Launch& launch) {
    const LaunchPurpose purpose =
        launch.until == LaunchUntil::MainMain ? LaunchPurpose::MainTime : LaunchPurpose::Wall;
    const std::string program = launch.command.empty() ? std::string() : launch.command.front();
    std::vector<Behaviour> behaviours;
    for (const LaunchRun& run : launch.runs)
        if (run.purpose == purpose)
            behaviours.push_back({withoutPath(run.standardOutput.text, program),
                                  withoutPath(run.standardError.text, program), endOf(run),
                                  run.end == LaunchEnd::Exited});
    return behaviours;
}

/// Of a start that we ended, the other one may have written more.
bool sameText(const std::string& a, const std::string& b, bool whole) {
    return whole ? a == b : std::string_view(a).starts_with(b) || std::string_view(b).starts_with(a);
}

/// What of a start is compared: one of its two streams, or how it ended.
struct Part {
    const char* name;
    std::string Behaviour::*text;
};
constexpr Part kOutput{"standard output", &Behaviour::output};
constexpr Part kErrors{"standard error", &Behaviour::errors};
constexpr Part kEnd{"end", &Behaviour::end};

bool same(const Behaviour& a, const Behaviour& b, const Part& part) {
    const bool whole = (a.whole && b.whole) || part.text == kEnd.text;
    return sameText(a.*part.text, b.*part.text, whole);
}

std::string shown(std::string_view line) {
    return line.size() > kShown ? std::string(line.substr(0, kShown)) + "…" : std::string(line);
}

/// The first line in which two texts differ.
std::string firstDifference(const std::string& before, const std::string& after, const char* stream) {
    std::size_t number = 1;
    std::size_t begin = 0;
    const auto lineAt = [&](const std::string& text) {
        return begin < text.size() ? std::string_view(text).substr(begin, text.find('\n', begin) - begin)
                                   : std::string_view();
    };
    while (begin < before.size() && begin < after.size() && lineAt(before) == lineAt(after)) {
        begin += lineAt(before).size() + 1;
        ++number;
    }
    const auto said = [&](const std::string& text) {
        return begin < text.size() ? fmt::format("\"{}\"", shown(lineAt(text))) : std::string("nothing");
    };
    return fmt::format("{}, line {}: {} instead of {}", stream, number, said(after), said(before));
}

std::string difference(const Behaviour& before, const Behaviour& after, const Part& part) {
    if (part.text == kEnd.text)
        return fmt::format("{} instead of {}", after.end.empty() ? "it went on running" : after.end,
                           before.end.empty() ? "running on" : before.end);
    return firstDifference(before.*part.text, after.*part.text, part.name);
}

} // namespace

OutputCheck checkOutput(const Launch& base, const Launch* control, const Launch& variant) {
    std::vector<Behaviour> before = behavioursOf(base);
    if (control != nullptr)
        std::ranges::move(behavioursOf(*control), std::back_inserter(before));
    const std::vector<Behaviour> after = behavioursOf(variant);
    if (before.empty() || after.empty())
        return {OutputCheck::Result::NotCompared, "no untouched start was made"};
    std::string varying;
    for (const Part& part : {kEnd, kErrors, kOutput}) {
        const auto equal = [&](const Behaviour& one) { return same(before.front(), one, part); };
        if (!std::ranges::all_of(before, equal)) {
            varying += (varying.empty() ? "" : " and ") + std::string(part.name);
            continue;
        }
        const auto changed = std::ranges::find_if_not(after, equal);
        if (changed == after.end())
            continue;
        const auto times = static_cast<std::size_t>(
            std::ranges::count_if(after, [&](const Behaviour& one) { return !equal(one); }));
        std::string text = difference(before.front(), *changed, part);
        if (times < after.size())
            text += fmt::format(" (in {} of {} starts)", times, after.size());
        return {OutputCheck::Result::Changed, std::move(text)};
    }
    if (!varying.empty())
        return {OutputCheck::Result::Varies, varying + " differ between equal starts"};
    return {OutputCheck::Result::Same,
            base.until == LaunchUntil::Exit ? "" : "compared as far as the starts were watched"};
}

} // namespace rt0
