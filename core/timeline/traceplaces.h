#pragma once

#include "timeline/traceparts.h"
#include "timeline/tracespanlist.h"

#include <vector>

namespace rt0 {

/// The rows of all Ps, or of all threads, while a trace is read: which goroutine is where since when.
class TracePlaces {
public:
    /// Makes rows up to `place`.
    void ensure(exectrace::Index place) {
        if (place >= m_places.size())
            m_places.resize(std::size_t{place} + 1);
    }
    /// `goroutine` is at `place` from `ns` on; who was there before is not any more.
    void enter(exectrace::Index place, exectrace::Index goroutine, std::int64_t ns, TraceColour colour) {
        ensure(place);
        Place& at = m_places[place];
        at.free(ns);
        at.sinceNs = ns < at.freeSinceNs ? at.freeSinceNs : ns;
        at.goroutine = goroutine;
        at.colour = colour;
    }
    /// Ends the stay of `goroutine`; false when it is not there (any more).
    bool leave(exectrace::Index place, exectrace::Index goroutine, std::int64_t ns) {
        if (place >= m_places.size() || m_places[place].goroutine != goroutine)
            return false;
        m_places[place].free(ns);
        return true;
    }
    /// Ends the stay of whoever is there.
    void clear(exectrace::Index place, std::int64_t ns) {
        if (place < m_places.size())
            m_places[place].free(ns);
    }
    /// Changes the colour of the whole stay of `goroutine`, if it is there.
    void recolour(exectrace::Index place, exectrace::Index goroutine, TraceColour colour) {
        if (place < m_places.size() && m_places[place].goroutine == goroutine)
            m_places[place].colour = colour;
    }
    /// Ends all stays and makes a row of each place.
    std::vector<RowId> finish(std::int64_t ns, SpanStore::Builder& spans) &&;

private:
    struct Place {
        std::int64_t sinceNs = 0;
        std::int64_t freeSinceNs = 0;
        exectrace::Index goroutine = exectrace::kNoIndex;
        TraceColour colour{};
        TraceSpanList spans;

        void free(std::int64_t ns);
    };

    std::vector<Place> m_places;
};

inline void TracePlaces::Place::free(std::int64_t ns) {
    if (goroutine == exectrace::kNoIndex)
        return;
    // A stay that was found out late may have begun after the moment at which the next one did.
    freeSinceNs = ns < sinceNs ? sinceNs : ns;
    spans.add(
        {{Nanoseconds(sinceNs), Nanoseconds(freeSinceNs)}, goroutine, static_cast<std::uint8_t>(colour)});
    goroutine = exectrace::kNoIndex;
}

} // namespace rt0
