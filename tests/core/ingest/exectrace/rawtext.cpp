#include "core/ingest/exectrace/rawtext.h"

#include "ingest/exectrace/eventtype.h"

#include <charconv>
#include <cstdint>
#include <gtest/gtest.h>
#include <sstream>

namespace rt0::test {
namespace {

constexpr int kTypes = 256;

void addVarint(std::string& to, std::uint64_t value) {
    for (; value >= 0x80; value >>= 7U)
        to += static_cast<char>(value | 0x80U);
    to += static_cast<char>(value);
}

int typeNamed(std::string_view name) {
    for (int type = 1; type < kTypes; ++type)
        if (nameOf(static_cast<exectrace::EventType>(type)) == name)
            return type;
    ADD_FAILURE() << "unknown event " << name;
    return 0;
}

/// The numbers of "gen=1 m=0".
void addArguments(std::string& to, std::istream& words) {
    for (std::string word; words >> word;) {
        const std::size_t begin = word.find('=') + 1;
        std::uint64_t value = 0;
        const char* const end = word.data() + word.size();
        const auto parsed = std::from_chars(word.data() + begin, end, value);
        EXPECT_TRUE(begin > 0 && parsed.ec == std::errc{} && parsed.ptr == end) << word;
        addVarint(to, value);
    }
}

/// `\tdata="…"`: no test trace has a quote in it.
void addData(std::string& to, std::string_view line) {
    constexpr std::string_view kBegin = "\tdata=\"";
    ASSERT_TRUE(line.starts_with(kBegin) && line.ends_with('"')) << line;
    const std::string_view data = line.substr(kBegin.size(), line.size() - kBegin.size() - 1);
    EXPECT_EQ(data.find_first_of("\\\""), std::string_view::npos) << line;
    addVarint(to, data.size());
    to += data;
}

void addLine(std::string& to, const std::string& line) {
    if (line.starts_with("\tdata="))
        return addData(to, line);
    std::istringstream words(line);
    if (!line.starts_with('\t')) {
        std::string name;
        words >> name;
        to += static_cast<char>(typeNamed(name));
    }
    addArguments(to, words);
}

} // namespace

RawText readRawText(std::string_view text) {
    constexpr std::string_view kTitle = "Trace Go";
    RawText result;
    std::istringstream lines{std::string(text)};
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("SUCCESS") || line.starts_with("FAILURE")) {
            result.hasExpectation = true;
            result.mustFail = line.starts_with("FAILURE");
        } else if (line.starts_with(kTitle)) {
            result.bytes = "go " + line.substr(kTitle.size()) + " trace" + std::string(3, '\0');
        } else if (!line.empty() && !line.starts_with("--")) {
            addLine(result.bytes, line);
        }
    }
    return result;
}

} // namespace rt0::test
