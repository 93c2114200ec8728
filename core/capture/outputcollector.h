#pragma once

#include "base/time.h"
#include "recording/launch.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace rt0::capture {

/// Takes what the program writes to one of its streams, with the time it came, up to kMaxLaunchOutput bytes.
class OutputCollector {
public:
    /// Hears each line, without its end and cut at 4096 bytes. `number` counts from 1.
    using LineSink = std::function<void(std::string_view line, std::uint64_t number)>;

    OutputCollector(int fd, LaunchOutput& output) : m_fd(fd), m_output(output) {}

    int fd() const { return m_ended ? -1 : m_fd; }
    void setLineSink(LineSink sink) { m_sink = std::move(sink); }
    /// Reads all there is now; `since` is the zero of the chunks' times.
    void read(Nanoseconds since);

private:
    void take(std::string_view bytes, Nanoseconds since);
    void splitLines(std::string_view bytes);

    int m_fd;
    LaunchOutput& m_output;
    LineSink m_sink;
    std::string m_line;
    std::uint64_t m_lines = 0;
    bool m_ended = false;
};

} // namespace rt0::capture
