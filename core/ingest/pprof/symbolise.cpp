#include "ingest/pprof/symbolise.h"

#include <algorithm>
#include <unordered_map>

namespace rt0::pprof {
namespace {

/// Adds functions of the program to a profile, each once.
class Symboliser {
public:
    Symboliser(Profile& profile, const gobinary::GoBinary& binary) : m_profile(profile), m_binary(binary) {
        for (const ProfileFunction& function : profile.functions)
            m_lastId = std::max(m_lastId, function.id);
    }

    bool symbolise(ProfileLocation& location) {
        const auto address = linkedAddress(location);
        const auto function = address ? m_binary.functions().at(*address) : std::nullopt;
        if (!function || function->name.empty())
            return false;
        const auto line = m_binary.functions().lineOf(*address);
        location.firstLine = static_cast<std::uint32_t>(m_profile.lines.size());
        location.lineCount = 1;
        m_profile.lines.push_back({functionOf(*function, line), line ? line->line : 0, 0});
        return true;
    }

private:
    /// Where the linker put the instruction.
    std::optional<std::uint64_t> linkedAddress(const ProfileLocation& location) const {
        if (location.mapping == kNoProfileIndex)
            return m_profile.mappings.empty() ? std::optional(location.address) : std::nullopt;
        const ProfileMapping& mapping = m_profile.mappings[location.mapping];
        const bool isProgram =
            location.mapping == 0 ||
            m_profile.strings[mapping.file] == m_profile.strings[m_profile.mappings.front().file];
        if (!isProgram)
            return std::nullopt;
        if (mapping.limit == 0) // a mapping that says nothing
            return location.address;
        if (location.address < mapping.start || location.address >= mapping.limit)
            return std::nullopt;
        return m_binary.elf().addressOf(location.address - mapping.start + mapping.offset);
    }

    std::uint32_t functionOf(const gobinary::Function& function,
                             const std::optional<gobinary::SourceLine>& line) {
        const auto [found, isNew] =
            m_made.try_emplace(function.entry, static_cast<std::uint32_t>(m_profile.functions.size()));
        if (isNew) {
            const std::uint32_t name = m_profile.strings.add(function.name);
            const std::uint32_t file = line ? m_profile.strings.add(line->file) : 0;
            m_profile.functions.push_back({++m_lastId, name, name, file, 0});
        }
        return found->second;
    }

    Profile& m_profile;
    const gobinary::GoBinary& m_binary;
    std::unordered_map<std::uint64_t, std::uint32_t> m_made; ///< by entry
    std::uint64_t m_lastId = 0;
};

} // namespace

std::size_t symbolise(Profile& profile, const gobinary::GoBinary& binary) {
    Symboliser symboliser(profile, binary);
    std::size_t count = 0;
    for (ProfileLocation& location : profile.locations)
        if (location.lineCount == 0)
            count += symboliser.symbolise(location) ? 1 : 0;
    return count;
}

bool needsSymbols(const Profile& profile) {
    return std::ranges::any_of(profile.locations,
                               [](const ProfileLocation& location) { return location.lineCount == 0; });
}

} // namespace rt0::pprof
