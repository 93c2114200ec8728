#pragma once

#include "ingest/pprof/wire.h"
#include "recording/profile.h"

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace rt0::pprof {

/// Ids of a file to places in a vector. Ids mostly count from 1 and then need one word each; others may be
/// any number.
class IdMap {
public:
    /// False when the id is 0 or taken.
    bool insert(std::uint64_t id, std::uint32_t place);
    /// kNoProfileIndex when there is none.
    std::uint32_t find(std::uint64_t id) const {
        if (id < m_near.size())
            return m_near[id];
        if (m_far.empty())
            return kNoProfileIndex;
        const auto found = m_far.find(id);
        return found == m_far.end() ? kNoProfileIndex : found->second;
    }

private:
    std::vector<std::uint32_t> m_near;
    std::unordered_map<std::uint64_t, std::uint32_t> m_far;
};

/// How often something was wrong that one warning each tells of.
struct Damage {
    std::uint64_t samples = 0; ///< left out: not one value for each type
    std::uint64_t frames = 0;  ///< left out: no such location
    std::uint64_t texts = 0;   ///< no such text
    std::uint64_t ids = 0;     ///< 0, or used twice
    std::uint64_t links = 0;   ///< no such function or mapping
};

/// Everything but the samples: read first, for samples mostly come before what they refer to.
class Tables {
public:
    Tables(Profile& profile, Damage& damage) : m_profile(profile), m_damage(damage) {}

    /// A field of the profile's message; samples are counted only. Throws what takeNumber() throws, and
    /// Concatenated.
    void take(Message& field);
    /// Puts ids and texts into place, after the last field.
    void link();
    std::uint64_t samples() const { return m_samples; }
    const IdMap& locations() const { return m_locations; }
    /// A text's number as the file has it, checked.
    std::uint32_t text(std::uint64_t number, Damage& damage) const {
        if (number < m_profile.strings.size())
            return static_cast<std::uint32_t>(number);
        ++damage.texts;
        return 0;
    }

    /// Two profiles in one file, one behind the other.
    struct Concatenated {};
    /// The first text is not empty, as it must be.
    struct NoProfile {};

private:
    bool known(IdMap& ids, std::uint64_t id, std::size_t place);
    void takeMapping(Message message);
    void takeLocation(Message message);
    void takeFunction(Message message);
    void takeText(Message& field);
    /// Numbers of texts are kept as they are until link(), since the texts mostly come last.
    static std::uint32_t raw(std::uint64_t number) {
        return number > 0xffff'ffffU ? 0xffff'ffffU : static_cast<std::uint32_t>(number);
    }
    static ProfileValueType valueType(Message message);
    void linkTexts();
    void showNames();

    Profile& m_profile;
    Damage& m_damage;
    std::uint64_t m_samples = 0;
    bool m_anyText = false;
    IdMap m_mappings;
    IdMap m_functions;
    IdMap m_locations;
    std::vector<std::uint64_t> m_lineFunctions;    ///< ids, by line
    std::vector<std::uint64_t> m_locationMappings; ///< ids, by location
};

} // namespace rt0::pprof
