#include "capture/outputcollector.h"

#include "capture/monotonic.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <unistd.h>

namespace rt0::capture {
namespace {

constexpr std::size_t kMaxLine = 4096;
/// One turn of reading: a program that writes without end must not keep us from looking at anything else.
constexpr int kReadsPerTurn = 64;

} // namespace

void OutputCollector::read(Nanoseconds since) {
    std::array<char, 65536> buffer;
    for (int turn = 0; turn < kReadsPerTurn && fd() >= 0; ++turn) {
        const ssize_t got = ::read(m_fd, buffer.data(), buffer.size());
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0 && errno == EAGAIN)
            return;
        m_ended = got <= 0;
        if (got > 0)
            take({buffer.data(), static_cast<std::size_t>(got)}, since);
    }
}

void OutputCollector::take(std::string_view bytes, Nanoseconds since) {
    const std::uint64_t kept = m_output.text.size();
    if (kept < kMaxLaunchOutput) {
        m_output.chunks.push_back({kept, Nanoseconds(monotonicNow()) - since});
        m_output.text += bytes.substr(0, kMaxLaunchOutput - kept);
    }
    m_output.bytes += bytes.size();
    if (m_sink)
        splitLines(bytes);
}

void OutputCollector::splitLines(std::string_view bytes) {
    while (!bytes.empty()) {
        const std::size_t end = std::min(bytes.find('\n'), bytes.size());
        m_line += bytes.substr(0, std::min(end, kMaxLine - m_line.size()));
        if (end == bytes.size())
            return;
        m_sink(m_line, ++m_lines);
        m_line.clear();
        bytes.remove_prefix(end + 1);
    }
}

} // namespace rt0::capture
