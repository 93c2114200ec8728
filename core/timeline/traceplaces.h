#pragma once

#include "ingest/exectrace/reader.h"
#include "timeline/traceparts.h"
#include "timeline/tracespanlist.h"

#include <optional>
#include <unordered_map>
#include <vector>

namespace rt0 {

/// The rows of all Ps, or of all threads, while a trace is read: which goroutine is where since when.
class TracePlaces {
public:
    using IdCounts = exectrace::EventSink::IdCounts;

    /// `spans` gets the spans, and must live as long as this.
    explicit TracePlaces(SpanStore::Builder& spans) : m_spans(&spans) {}

    /// How many stays places will have, by the ids that ensure() gives: those have rows from the start.
    void expect(IdCounts stays) { m_expected = {stays.begin(), stays.end()}; }
    /// Makes rows up to `place`; `ids` holds the id of every place.
    template <typename Ids>
    void ensure(exectrace::Index place, const Ids& ids) {
        while (place >= m_places.size())
            add(m_places.size() < ids.size() ? static_cast<std::uint64_t>(ids[m_places.size()]) : kNoId);
    }
    /// `goroutine` is at `place` from `ns` on; who was there before is not any more. There must be a row.
    void enter(exectrace::Index place, exectrace::Index goroutine, std::int64_t ns, TraceColour colour) {
        Place& at = m_places[place];
        free(at, ns);
        at.sinceNs = ns < at.freeSinceNs ? at.freeSinceNs : ns;
        at.goroutine = goroutine;
        at.colour = colour;
    }
    /// Ends the stay of `goroutine`; false when it is not there (any more).
    bool leave(exectrace::Index place, exectrace::Index goroutine, std::int64_t ns) {
        if (place >= m_places.size() || m_places[place].goroutine != goroutine)
            return false;
        free(m_places[place], ns);
        return true;
    }
    /// Ends the stay of whoever is there.
    void clear(exectrace::Index place, std::int64_t ns) {
        if (place < m_places.size())
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
    static constexpr std::uint64_t kNoId = ~std::uint64_t{0};

    struct Place {
        std::int64_t sinceNs = 0;
        std::int64_t freeSinceNs = 0;
        exectrace::Index goroutine = exectrace::kNoIndex;
        TraceColour colour{};
        std::optional<RowId> row; ///< else the spans are kept aside, since nobody knows how many they will be
        TraceSpanList spans;
    };

    void add(std::uint64_t id);
    void free(Place& at, std::int64_t ns);

    SpanStore::Builder* m_spans;
    std::unordered_map<std::uint64_t, std::uint32_t> m_expected;
    std::vector<Place> m_places;
};

inline void TracePlaces::free(Place& at, std::int64_t ns) {
    if (at.goroutine == exectrace::kNoIndex)
        return;
    // A stay that was found out late may have begun after the moment at which the next one did.
    at.freeSinceNs = ns < at.sinceNs ? at.sinceNs : ns;
    const Span span{{Nanoseconds(at.sinceNs), Nanoseconds(at.freeSinceNs)},
                    at.goroutine,
                    static_cast<std::uint8_t>(at.colour)};
    if (at.row)
        m_spans->add(*at.row, span);
    else
        at.spans.add(span);
    at.goroutine = exectrace::kNoIndex;
}

} // namespace rt0
