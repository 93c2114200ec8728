#pragma once

#include "ingest/chrometrace/jsonscan.h"

namespace rt0::chrometrace {

/// Turns the file's frames, each of which names the one that called it, into stacks.
class JsonStacks {
public:
    /// No more than `maxFrames` are made of all stacks together: frames are shared in the file, not in
    /// memory.
    JsonStacks(const JsonTrace& trace, exectrace::Directory& directory, std::size_t maxFrames)
        : m_trace(trace), m_directory(directory), m_left(maxFrames) {}

    /// The stack whose leaf is `frame`; the empty stack for 0 and for what is not in the file.
    exectrace::StackId at(std::uint32_t frame);
    /// A stack of one frame: all that is known of where a goroutine began.
    exectrace::StackId entry(std::string_view function);

private:
    static constexpr std::size_t kMaxDepth = 128; ///< as in the runtime

    exectrace::Frame frameOf(std::string_view name);

    const JsonTrace& m_trace;
    exectrace::Directory& m_directory;
    std::size_t m_left;
    std::unordered_map<std::uint32_t, exectrace::StackId> m_known;
};

} // namespace rt0::chrometrace
