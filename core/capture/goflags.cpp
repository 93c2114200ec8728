#include "capture/goflags.h"

#include <algorithm>
#include <fmt/format.h>

namespace rt0::capture {
namespace {

/// GOFLAGS as cmd/go splits it (cmd/internal/quoted): at white space, but not inside quotes around a whole
/// flag.
std::vector<std::string> split(std::string_view goFlags) {
    constexpr std::string_view kSpace = " \t\n\r";
    std::vector<std::string> flags;
    for (std::size_t at = goFlags.find_first_not_of(kSpace); at < goFlags.size();
         at = goFlags.find_first_not_of(kSpace, at)) {
        const char quote = goFlags[at];
        const bool quoted = quote == '"' || quote == '\'';
        const std::size_t begin = quoted ? at + 1 : at;
        const std::size_t found = quoted ? goFlags.find(quote, begin) : goFlags.find_first_of(kSpace, begin);
        const std::size_t end = std::min(found, goFlags.size());
        flags.emplace_back(goFlags.substr(begin, end - begin));
        at = quoted ? std::min(end + 1, goFlags.size()) : end;
    }
    return flags;
}

/// "-mod" of "--mod=mod" and "-mod=mod".
bool setsFlag(std::string_view flag, std::string_view name) {
    if (flag.starts_with("--"))
        flag.remove_prefix(1);
    return flag.starts_with(name) && flag.substr(name.size()).starts_with('=');
}

std::string joined(const std::string& linkerFlags, const std::vector<std::string>& added) {
    return fmt::format("{}{}{}", linkerFlags, linkerFlags.empty() || added.empty() ? "" : " ",
                       fmt::join(added, " "));
}

/// In quotes where a shell needs them.
std::string quoted(std::string_view word) {
    constexpr std::string_view kPlain =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=./,:@%";
    if (word.find_first_not_of(kPlain) == std::string_view::npos)
        return std::string(word);
    std::string text;
    for (const char c : word)
        text += c == '\'' ? std::string("'\\''") : std::string(1, c);
    // -ldflags='-s -w' reads better than '-ldflags=-s -w'.
    const std::size_t equals = text.find('=');
    return equals != std::string::npos &&
                   word.substr(0, equals).find_first_not_of(kPlain) == std::string::npos
               ? fmt::format("{}'{}'", text.substr(0, equals + 1), text.substr(equals + 1))
               : fmt::format("'{}'", text);
}

} // namespace

std::string settingOf(const std::vector<std::string>& flags, std::string_view goFlags,
                      std::string_view name) {
    std::vector<std::string> all = split(goFlags);
    all.insert(all.end(), flags.begin(), flags.end());
    std::string value;
    for (const std::string& flag : all)
        if (setsFlag(flag, name))
            value = flag.substr(flag.find('=') + 1);
    return value;
}

std::vector<std::string> buildFlags(const std::vector<std::string>& common, const std::string& linkerFlags,
                                    const VariantSpec& variant) {
    // Of a flag that comes twice the go command takes the last.
    std::vector<std::string> flags = common;
    flags.insert(flags.end(), variant.flags.begin(), variant.flags.end());
    if (!variant.linkerFlags.empty())
        flags.push_back("-ldflags=" + joined(linkerFlags, variant.linkerFlags));
    return flags;
}

std::string shellCommand(const std::string& linkerFlags, const VariantSpec& variant) {
    std::string command;
    for (const std::string& setting : variant.buildEnvironment)
        command += quoted(setting) + " ";
    command += "go build";
    for (const std::string& flag : buildFlags({}, linkerFlags, variant))
        command += " " + quoted(flag);
    return command + " .";
}

} // namespace rt0::capture
