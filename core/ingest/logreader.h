#pragma once

#include "ingest/logscanner.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace rt0 {

/// Cuts a stream of bytes into whole lines for the scanner. Holds back at most one line, and of that at most
/// 1 MiB.
class LogReader {
public:
    void feed(std::string_view chunk);
    LogFacts finish() &&;

    /// The first bytes of the input, enough for detect.h.
    const std::string& head() const { return m_head; }

private:
    void hold(std::string_view piece);

    LogScanner m_scanner;
    std::string m_head;
    std::string m_held; ///< begin of a line whose end has not come yet
};

} // namespace rt0
