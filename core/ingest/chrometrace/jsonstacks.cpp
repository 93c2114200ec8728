#include "ingest/chrometrace/jsonstacks.h"

#include <charconv>

namespace rt0::chrometrace {

/// "main.main:12"
exectrace::Frame JsonStacks::frameOf(std::string_view name) {
    exectrace::Frame frame;
    const std::size_t colon = name.rfind(':');
    if (colon != std::string_view::npos)
        std::from_chars(name.data() + colon + 1, name.data() + name.size(), frame.line);
    frame.function = m_directory.strings.intern(name.substr(0, colon));
    return frame;
}

exectrace::StackId JsonStacks::at(std::uint32_t frame) {
    if (frame == 0)
        return 0;
    const auto [known, isNew] = m_known.try_emplace(frame, 0);
    if (!isNew)
        return known->second;
    std::vector<exectrace::Frame> frames;
    for (std::uint32_t key = frame; key != 0 && frames.size() < kMaxDepth;) {
        const auto found = m_trace.frames.find(key);
        if (found == m_trace.frames.end())
            break;
        frames.push_back(frameOf(m_directory.text(found->second.name)));
        key = found->second.parent;
    }
    if (frames.empty() || frames.size() > m_left)
        return 0;
    m_left -= frames.size();
    return known->second = m_directory.stacks.intern(frames);
}

exectrace::StackId JsonStacks::entry(std::string_view function) {
    if (function.empty())
        return 0;
    exectrace::Frame frame;
    frame.function = m_directory.strings.intern(function);
    return m_directory.stacks.intern({&frame, 1});
}

} // namespace rt0::chrometrace
