#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// A pprof profile in columns (profile.proto of github.com/google/pprof). Indices are places in the vectors
/// below, checked by the reader; ids are what the file calls them.
namespace rt0 {

inline constexpr std::uint32_t kNoProfileIndex = 0xffff'ffff;

/// Texts of a profile by number; 0 is the empty text.
class ProfileStrings {
public:
    std::uint32_t add(std::string_view text) {
        m_text += text;
        m_ends.push_back(m_text.size());
        return static_cast<std::uint32_t>(m_ends.size());
    }
    std::size_t size() const { return m_ends.size() + 1; }
    /// Empty for numbers that are not there.
    std::string_view operator[](std::size_t number) const {
        if (number == 0 || number > m_ends.size())
            return ""; // not null: some libraries copy even nothing from there
        const std::size_t begin = number == 1 ? 0 : m_ends[number - 2];
        return std::string_view(m_text).substr(begin, m_ends[number - 1] - begin);
    }

private:
    std::string m_text;
    std::vector<std::size_t> m_ends;
};

/// What a value is ("cpu") and its unit ("nanoseconds"); texts, as all std::uint32_t below that say so.
struct ProfileValueType {
    std::uint32_t type = 0;
    std::uint32_t unit = 0;
};

/// Of a sample: a text, or a number with or without a unit.
struct ProfileLabel {
    std::uint32_t key = 0;  ///< text
    std::uint32_t text = 0; ///< 0: a number
    std::int64_t number = 0;
    std::uint32_t unit = 0; ///< text; 0: none
};

/// A part of the address space that a file was mapped to.
struct ProfileMapping {
    std::uint64_t id = 0;
    std::uint64_t start = 0;
    std::uint64_t limit = 0;
    std::uint64_t offset = 0; ///< in the file, of `start`
    std::uint32_t file = 0;   ///< text
    std::uint32_t buildId = 0;
    bool hasFunctions = false;
    bool hasFilenames = false;
    bool hasLineNumbers = false;
    bool hasInlineFrames = false;
};

struct ProfileFunction {
    std::uint64_t id = 0;
    std::uint32_t name =
        0; ///< text for people; C++ names of demangled form lose parameters, as in go tool pprof
    std::uint32_t systemName = 0; ///< as linked
    std::uint32_t filename = 0;
    std::int64_t startLine = 0;
};

struct ProfileLine {
    std::uint32_t function = 0;
    std::int64_t line = 0;
    std::int64_t column = 0;
};

/// An instruction. Its lines: the innermost inlined call first, the function that holds the code last.
struct ProfileLocation {
    std::uint64_t id = 0;
    std::uint64_t address = 0;
    std::uint32_t mapping = kNoProfileIndex;
    std::uint32_t firstLine = 0;
    std::uint32_t lineCount = 0; ///< 0: not symbolised
    bool isFolded = false;
};

struct Profile {
    ProfileStrings strings;
    std::vector<ProfileValueType> sampleTypes;
    std::vector<ProfileMapping> mappings;
    std::vector<ProfileFunction> functions;
    std::vector<ProfileLocation> locations;
    std::vector<ProfileLine> lines;

    // Samples: `values` holds one number for each sample type, one sample after the other; the other two say
    // where each sample's entries end, and the first begins at 0.
    std::vector<std::int64_t> values;
    std::vector<std::uint64_t> stackEnds;
    std::vector<std::uint32_t> stacks; ///< locations, the innermost first
    std::vector<std::uint64_t> labelEnds;
    std::vector<ProfileLabel> labels;

    ProfileValueType periodType;
    std::int64_t period = 0;
    std::int64_t timeNanos = 0; ///< since 1970
    std::int64_t durationNanos = 0;
    std::uint32_t dropFrames = 0; ///< text: a regular expression
    std::uint32_t keepFrames = 0;
    std::uint32_t defaultSampleType = 0;
    std::uint32_t docUrl = 0;
    std::vector<std::uint32_t> comments;

    std::size_t sampleCount() const { return stackEnds.size(); }
    std::int64_t value(std::size_t sample, std::size_t type) const {
        return values[sample * sampleTypes.size() + type];
    }
    std::span<const std::uint32_t> stack(std::size_t sample) const {
        return part(std::span(stacks), stackEnds, sample);
    }
    std::span<const ProfileLabel> labelsOf(std::size_t sample) const {
        return part(std::span(labels), labelEnds, sample);
    }
    std::span<const ProfileLine> linesOf(const ProfileLocation& location) const {
        return std::span(lines).subspan(location.firstLine, location.lineCount);
    }
    std::string_view nameOf(std::uint32_t function) const { return strings[functions[function].name]; }
    /// The type that go tool pprof shows first: the default one, else the last. 0 without sample types.
    std::size_t shownType() const;

private:
    template <typename T>
    static std::span<const T> part(std::span<const T> all, const std::vector<std::uint64_t>& ends,
                                   std::size_t index) {
        const std::size_t begin = index == 0 ? 0 : static_cast<std::size_t>(ends[index - 1]);
        return all.subspan(begin, static_cast<std::size_t>(ends[index]) - begin);
    }
};

} // namespace rt0
