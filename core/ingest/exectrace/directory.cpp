#include "ingest/exectrace/directory.h"

#include <algorithm>

namespace rt0::exectrace {
namespace {

constexpr std::uint64_t kFnvPrime = 1099511628211U;
constexpr std::uint64_t kFnvBasis = 14695981039346656037U;

std::uint64_t hashOf(std::span<const Frame> frames) {
    std::uint64_t hash = kFnvBasis;
    const auto mix = [&hash](std::uint64_t value) {
        hash = (hash ^ value) * kFnvPrime;
        hash ^= hash >> 29;
    };
    for (const Frame& frame : frames) {
        mix(frame.pc);
        mix(frame.function);
        mix(frame.file);
        mix(frame.line);
    }
    return hash;
}

} // namespace

Strings::Strings() {
    intern({});
}

StringId Strings::intern(std::string_view text) {
    if (const auto known = m_ids.find(text); known != m_ids.end())
        return known->second;
    const auto id = static_cast<StringId>(m_texts.size());
    m_ids.emplace(m_texts.emplace_back(text), id);
    return id;
}

Stacks::Stacks() {
    intern({});
}

StackId Stacks::intern(std::span<const Frame> frames) {
    const std::uint64_t hash = hashOf(frames);
    const auto [first, last] = m_byHash.equal_range(hash);
    for (auto known = first; known != last; ++known)
        if (std::ranges::equal((*this)[known->second], frames))
            return known->second;
    const auto id = static_cast<StackId>(size());
    m_frames.insert(m_frames.end(), frames.begin(), frames.end());
    m_first.push_back(m_frames.size());
    m_byHash.emplace(hash, id);
    return id;
}

std::string_view Directory::rootFunction(StackId id) const {
    const std::span<const Frame> frames = stacks[id];
    return frames.empty() ? std::string_view{} : strings[frames.back().function];
}

} // namespace rt0::exectrace
