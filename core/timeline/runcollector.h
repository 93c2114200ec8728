#pragma once

#include "timeline/pixelscale.h"
#include "timeline/spanindex.h"

#include <vector>

namespace rt0 {

/// Turns what lies in a row, given from left to right, into runs of pixel columns (SpanIndex::collectRuns).
class RunCollector {
public:
    /// A part of the row: a span or a block.
    struct Piece {
        std::int64_t beginNs;
        std::int64_t endNs;
        std::int64_t coveredNs;
        std::uint8_t colour;
        SpanId first;
    };

    RunCollector(const SpanStore& store, const PixelScale& scale, std::vector<PixelRun>& runs);

    /// A span, wide or narrow.
    void take(const Piece& span);
    /// A span or block narrower than a pixel.
    void takeNarrow(const Piece& piece) {
        // Nearly all of a dense row: the column is the one of the piece before.
        if (m_pending == Pending::Column && piece.endNs <= m_columnEndNs)
            addToColumn(piece.colour, piece.coveredNs);
        else
            takeNarrowInNewColumn(visiblePart(piece));
    }
    /// The column for something narrow: not before the pending one, and beside a wide span that was rounded
    /// into it.
    int freeColumn(int wanted);
    /// Adds to a column given by freeColumn(), or one behind it.
    void addTo(int column, std::uint8_t colour, std::int64_t coveredNs, SpanId first);
    /// Ends the pending run; then runs may be appended to `runs` by whoever knows them.
    void flush();

private:
    enum class Pending { Nothing, Column, Single };

    void takeWide(const Piece& piece);
    void takeNarrowInNewColumn(const Piece& piece);
    Piece visiblePart(const Piece& piece) const;
    void openColumn(int column, SpanId first);
    void addToColumn(std::uint8_t colour, std::int64_t coveredNs) {
        m_coveredNs += coveredNs;
        const std::int64_t voteNs = m_store.voteOf(colour, coveredNs);
        const std::int64_t leadNs = m_leadNs + (colour == m_run.colour ? voteNs : -voteNs);
        m_run.colour = leadNs < 0 ? colour : m_run.colour;
        m_leadNs = leadNs < 0 ? -leadNs : leadNs;
    }
    void shareColumn();
    void flushColumn();

    const SpanStore& m_store;
    const PixelScale& m_scale;
    std::vector<PixelRun>& m_runs;
    std::size_t m_firstRun; ///< earlier runs in the vector are not ours
    Pending m_pending = Pending::Nothing;
    PixelRun m_run; ///< pending
    std::int64_t m_columnEndNs = 0;
    std::int64_t m_coveredNs = 0;
    std::int64_t m_leadNs = 0; ///< of the column's colour over all others (Boyer–Moore majority vote)
};

} // namespace rt0
