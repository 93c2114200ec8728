#pragma once

#include "timeline/traceparts.h"

#include <array>
#include <vector>

namespace rt0 {

/// Gives each different site one id. There are few of them, however long the trace is.
class TraceSites {
public:
    TraceSites();

    SiteId intern(const TraceSite& site) {
        Recent& recent = m_recent[(site.stack + 37U * static_cast<unsigned>(site.type)) % kRecent];
        if (recent.id == kFree || recent.site != site)
            recent = {site, find(site)};
        return recent.id;
    }
    std::vector<TraceSite> take() && { return std::move(m_sites); }

private:
    static constexpr SiteId kFree = 0xffff'ffff;
    static constexpr std::size_t kRecent = 256;

    /// What was asked for lately: nearly always what is asked for.
    struct Recent {
        TraceSite site;
        SiteId id = kFree;
    };

    SiteId find(const TraceSite& site) {
        for (std::size_t slot = hashOf(site) & m_mask;; slot = (slot + 1) & m_mask) {
            const SiteId id = m_slots[slot];
            if (id == kFree)
                return insert(site, slot);
            if (m_sites[id] == site)
                return id;
        }
    }
    static std::size_t hashOf(const TraceSite& site) {
        const std::uint64_t key = (std::uint64_t{site.stack} << 32U) ^ (std::uint64_t{site.reason} << 8U) ^
                                  static_cast<std::uint64_t>(site.type);
        const std::uint64_t mixed = (key ^ (key >> 29U)) * 0x9e37'79b9'7f4a'7c15U;
        return static_cast<std::size_t>(mixed ^ (mixed >> 32U));
    }
    SiteId insert(const TraceSite& site, std::size_t slot);
    void grow();

    std::array<Recent, kRecent> m_recent{};
    std::vector<TraceSite> m_sites;
    std::vector<SiteId> m_slots; ///< open addressing, at most half full
    std::size_t m_mask;
};

} // namespace rt0
