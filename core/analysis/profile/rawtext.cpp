#include "analysis/profile/rawtext.h"

#include "analysis/profile/gotime.h"

#include <algorithm>
#include <charconv>
#include <fmt/compile.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <iterator>
#include <map>

namespace rt0::profile {
namespace {

constexpr const char* kLabelIndent = "                ";
constexpr const char* kLineIndent = "             ";
constexpr std::size_t kDurationLetters = 4;

/// The first letters; "µ" is one of them.
std::string firstLetters(const std::string& text, std::size_t count) {
    std::string first;
    for (const char c : text) {
        const bool continues = (static_cast<unsigned char>(c) & 0xc0U) == 0x80;
        if (!continues && count-- == 0)
            break;
        first += c;
    }
    return first;
}

std::string trimmed(const std::string& text) {
    const std::size_t begin = text.find_first_not_of(" \t\n\v\f\r");
    return begin == std::string::npos ? std::string()
                                      : text.substr(begin, text.find_last_not_of(" \t\n\v\f\r") - begin + 1);
}

/// Writes line after line.
class Writer {
public:
    explicit Writer(const Profile& profile) : m_profile(profile) {}

    std::string write() && {
        // About what it takes, for pages that are moved again and again take longer than the writing.
        constexpr std::size_t sampleBytes = 14;
        constexpr std::size_t frameBytes = 6;
        constexpr std::size_t lineBytes = 160;
        m_out.reserve(m_profile.values.size() * sampleBytes + m_profile.stacks.size() * frameBytes +
                      (m_profile.lines.size() + m_profile.locations.size() / 4) * lineBytes);
        header();
        for (std::size_t i = 0; i < m_profile.sampleCount(); ++i)
            sample(i);
        m_out += "Locations\n";
        for (const ProfileLocation& one : m_profile.locations)
            location(one);
        m_out += "Mappings\n";
        for (const ProfileMapping& one : m_profile.mappings)
            mapping(one);
        if (m_profile.mappings.empty()) // go tool pprof adds one (internal/driver/fetch.go, locateBinaries)
            mapping({.id = 1});
        return std::move(m_out);
    }

private:
    template <typename... Values>
    void add(fmt::format_string<Values...> text, Values&&... values) {
        fmt::format_to(std::back_inserter(m_out), text, std::forward<Values>(values)...);
    }
    std::string_view text(std::uint32_t number) const { return m_profile.strings[number]; }

    void header() {
        for (const std::uint32_t comment : m_profile.comments)
            add("Comment: {}\n", text(comment));
        if (!text(m_profile.docUrl).empty())
            add("Doc: {}\n", text(m_profile.docUrl));
        add("PeriodType: {} {}\nPeriod: {}\n", text(m_profile.periodType.type),
            text(m_profile.periodType.unit), m_profile.period);
        if (m_profile.timeNanos != 0)
            add("Time: {}\n", goTime(m_profile.timeNanos));
        if (m_profile.durationNanos != 0)
            add("Duration: {}\n", firstLetters(goDuration(m_profile.durationNanos), kDurationLetters));
        std::string types;
        for (const ProfileValueType& type : m_profile.sampleTypes) {
            const bool isDefault = text(type.type) == text(m_profile.defaultSampleType);
            types += fmt::format("{}/{}{} ", text(type.type), text(type.unit), isDefault ? "[dflt]" : "");
        }
        add("Samples:\n{}\n", trimmed(types));
    }

    void sample(std::size_t index) {
        for (std::size_t type = 0; type < m_profile.sampleTypes.size(); ++type)
            fmt::format_to(std::back_inserter(m_out), FMT_COMPILE(" {:10}"), m_profile.value(index, type));
        m_out += ": ";
        const auto frames = m_profile.stack(index);
        const std::size_t begin = m_out.size();
        constexpr std::size_t longest = 21; ///< letters of a number and the space behind it
        m_out.resize(begin + frames.size() * longest);
        char* at = m_out.data() + begin;
        for (const std::uint32_t frame : frames) {
            at = std::to_chars(at, at + longest, m_profile.locations[frame].id).ptr;
            *at++ = ' ';
        }
        m_out.resize(static_cast<std::size_t>(at - m_out.data()));
        m_out += '\n';
        const auto labels = m_profile.labelsOf(index);
        if (!labels.empty())
            labelLines(labels);
    }

    struct Numbers {
        std::vector<std::int64_t> values;
        std::vector<std::string_view> units;
    };

    static std::string numbersText(std::string_view key, const Numbers& numbers) {
        if (numbers.units.empty())
            return fmt::format("{}:[{}]", key, fmt::join(numbers.values, " "));
        std::string parts;
        for (std::size_t i = 0; i < numbers.values.size(); ++i) {
            const std::string_view unit = i < numbers.units.size() ? numbers.units[i] : "";
            parts += fmt::format("{}{} {}", i == 0 ? "" : " ", numbers.values[i], unit);
        }
        return fmt::format("{}:[{}]", key, parts);
    }

    void labelLine(std::vector<std::string> parts) {
        if (parts.empty())
            return;
        std::ranges::sort(parts);
        add("{}{}\n", kLabelIndent, fmt::join(parts, " "));
    }

    void labelLines(std::span<const ProfileLabel> labels) {
        std::map<std::string_view, std::vector<std::string_view>> texts;
        std::map<std::string_view, Numbers> numbers;
        for (const ProfileLabel& label : labels) {
            if (label.text != 0) {
                texts[text(label.key)].push_back(text(label.text));
                continue;
            }
            Numbers& of = numbers[text(label.key)];
            if (label.unit != 0) {
                of.units.resize(of.values.size(), "");
                of.units.push_back(text(label.unit));
            }
            of.values.push_back(label.number);
        }
        std::vector<std::string> parts;
        for (const auto& [key, values] : texts)
            parts.push_back(fmt::format("{}:[{}]", key, fmt::join(values, " ")));
        labelLine(std::move(parts));
        parts.clear();
        for (const auto& [key, values] : numbers)
            parts.push_back(numbersText(key, values));
        labelLine(std::move(parts));
    }

    void location(const ProfileLocation& one) {
        fmt::format_to(std::back_inserter(m_out), FMT_COMPILE("{:6}: {:#x} "), one.id, one.address);
        if (m_profile.mappings.empty())
            m_out += "M=1 ";
        else if (one.mapping != kNoProfileIndex)
            fmt::format_to(std::back_inserter(m_out), FMT_COMPILE("M={} "),
                           m_profile.mappings[one.mapping].id);
        if (one.isFolded)
            m_out += "[F] ";
        if (one.lineCount == 0)
            m_out += '\n';
        bool isFirst = true;
        for (const ProfileLine& line : m_profile.linesOf(one)) {
            if (!isFirst)
                m_out += kLineIndent;
            isFirst = false;
            const ProfileFunction& function = m_profile.functions[line.function];
            fmt::format_to(std::back_inserter(m_out), FMT_COMPILE("{} {}:{}:{} s={}"), text(function.name),
                           text(function.filename), line.line, line.column, function.startLine);
            if (text(function.name) != text(function.systemName))
                add("({})", text(function.systemName));
            m_out += '\n';
        }
    }

    void mapping(const ProfileMapping& one) {
        add("{}: {:#x}/{:#x}/{:#x} {} {} {}{}{}{}\n", one.id, one.start, one.limit, one.offset,
            text(one.file), text(one.buildId), one.hasFunctions ? "[FN]" : "", one.hasFilenames ? "[FL]" : "",
            one.hasLineNumbers ? "[LN]" : "", one.hasInlineFrames ? "[IN]" : "");
    }

    const Profile& m_profile;
    std::string m_out;
};

} // namespace

std::string rawText(const Profile& profile) {
    return Writer(profile).write();
}

} // namespace rt0::profile
