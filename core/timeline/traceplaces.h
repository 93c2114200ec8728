#pragma once

#include "timeline/spanstore.h"
#include "timeline/traceparts.h"

#include <vector>

namespace rt0 {

/// The rows of all Ps, or of all threads that have none, while a trace is read: which goroutine is where
/// since when.
class TracePlaces {
public:
    /// `spans` gets the spans, and must live as long as this.
    explicit TracePlaces(SpanStore::Builder& spans) : m_spans(&spans) {}

    /// Makes rows up to `place`.
    void ensure(exectrace::Index place) {
        while (place >= m_places.size())
            m_places.emplace_back().row = m_spans->addRow();
    }
    std::size_t count() const { return m_places.size(); }
    /// `goroutine` is at `place` from `ns` on; who was there before is not any more. There must be a row. The
    /// time from which on it is drawn there.
    std::int64_t enter(exectrace::Index place, exectrace::Index goroutine, std::int64_t ns,
                       TraceColour colour) {
        Place& at = m_places[place];
        free(at, ns);
        at.sinceNs = ns < at.freeSinceNs ? at.freeSinceNs : ns;
        at.goroutine = goroutine;
        at.colour = colour;
        ++m_taken;
        return at.sinceNs;
    }
    /// Who is at `place`; kNoIndex: nobody.
    exectrace::Index goroutineAt(exectrace::Index place) const {
        return place < m_places.size() ? m_places[place].goroutine : exectrace::kNoIndex;
    }
    /// Ends the stay of `goroutine`; false when it is not there (any more).
    bool leave(exectrace::Index place, exectrace::Index goroutine, std::int64_t ns) {
        if (m_taken == 0 || place >= m_places.size() || m_places[place].goroutine != goroutine)
            return false;
        free(m_places[place], ns);
        return true;
    }
    /// Ends the stay of whoever is there.
    void clear(exectrace::Index place, std::int64_t ns) {
        if (m_taken != 0 && place < m_places.size())
            free(m_places[place], ns);
    }
    /// Changes the colour of the whole stay of `goroutine`, if it is there.
    void recolour(exectrace::Index place, exectrace::Index goroutine, TraceColour colour) {
        if (place < m_places.size() && m_places[place].goroutine == goroutine)
            m_places[place].colour = colour;
    }
    /// Ends all stays and makes a row of each place.
    std::vector<RowId> finish(std::int64_t ns) &&;

private:
    struct Place {
        std::int64_t sinceNs = 0;
        std::int64_t freeSinceNs = 0;
        exectrace::Index goroutine = exectrace::kNoIndex;
        TraceColour colour{};
        RowId row = 0;
    };

    void free(Place& at, std::int64_t ns);

    SpanStore::Builder* m_spans;
    std::vector<Place> m_places;
    std::size_t m_taken = 0; ///< places with a goroutine
};

inline void TracePlaces::free(Place& at, std::int64_t ns) {
    if (at.goroutine == exectrace::kNoIndex)
        return;
    // A stay that was found out late may have begun after the moment at which the next one did.
    at.freeSinceNs = ns < at.sinceNs ? at.sinceNs : ns;
    m_spans->add(at.row, {{Nanoseconds(at.sinceNs), Nanoseconds(at.freeSinceNs)},
                          at.goroutine,
                          static_cast<std::uint8_t>(at.colour)});
    at.goroutine = exectrace::kNoIndex;
    --m_taken;
}

} // namespace rt0
