#pragma once

#include "ingest/ingest.h"

#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <string>
#include <string_view>

namespace rt0::test {

inline std::string dataPath(const std::string& name) {
    return std::string(RT0SCOPE_TEST_DATA) + "/" + name;
}

inline std::string contentOf(const std::string& name) {
    std::ifstream file(dataPath(name), std::ios::binary);
    EXPECT_TRUE(file) << name;
    return {std::istreambuf_iterator<char>(file), {}};
}

/// What a log says; an empty recording, and a failed test, when it cannot be read.
inline Recording recordingOf(std::string_view log) {
    auto result = readBytes(log, {});
    EXPECT_TRUE(result) << result.error().message();
    return result ? *std::move(result) : Recording{};
}

/// The only start-up of a log.
inline StartupRecord startupOf(std::string_view log) {
    Recording recording = recordingOf(log);
    EXPECT_EQ(recording.startups.size(), 1U) << log.substr(0, 400);
    return recording.startups.empty() ? StartupRecord{} : std::move(recording.startups.front());
}

inline std::string replaced(std::string text, std::string_view from, std::string_view to) {
    for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
        text.replace(at, from.size(), to);
    return text;
}

/// `prefix` before each line.
inline std::string prefixed(std::string_view log, std::string_view prefix) {
    std::string text;
    for (std::size_t at = 0; at < log.size();) {
        const std::size_t end = std::min(log.find('\n', at), log.size() - 1) + 1;
        text += std::string(prefix) + std::string(log.substr(at, end - at));
        at = end;
    }
    return text;
}

} // namespace rt0::test
