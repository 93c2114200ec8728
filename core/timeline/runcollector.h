#pragma once

#include "timeline/spanindex.h"

#include <vector>

namespace rt0 {

/// Time to pixel for one query of a SpanIndex. Safe for every pair of times, also those at the ends of the
/// clock.
class PixelScale {
public:
    PixelScale(TimeRange visible, int widthPx);

    int width() const { return m_width; }
    /// The visible range, as far as spans can lie in it.
    std::int64_t beginNs() const { return m_beginNs; }
    std::int64_t endNs() const { return m_endNs; }
    double pixelNs() const { return m_pixelNs; }
    double pixelPerNs() const { return m_pixelPerNs; }
    /// What is shorter than this is narrower than a pixel.
    std::int64_t narrowNs() const { return m_narrowNs; }
    /// `timeNs` must lie in [beginNs, endNs].
    double toX(std::int64_t timeNs) const {
        return m_offset + static_cast<double>(timeNs - m_beginNs) * m_pixelPerNs;
    }
    /// Where a column begins, within [beginNs, endNs].
    std::int64_t columnBeginNs(int column) const {
        const double ns = (column - m_offset) * m_pixelNs;
        return ns < m_lengthNs ? m_beginNs + static_cast<std::int64_t>(std::max(ns, 0.0)) : m_endNs;
    }

private:
    int m_width;
    std::int64_t m_beginNs;
    std::int64_t m_endNs;
    double m_lengthNs; ///< endNs - beginNs
    double m_offset;   ///< x of beginNs; not 0 only when the range goes beyond kTimeLimitNs
    double m_pixelNs;
    double m_pixelPerNs;
    std::int64_t m_narrowNs;
};

/// Turns the blocks and spans of a row, from left to right, into runs of pixel columns
/// (SpanIndex::collectRuns).
class RunCollector {
public:
    RunCollector(const PixelScale& scale, std::vector<PixelRun>& runs);

    void walk(const SpanIndex& index, RowId row);

private:
    /// A part of the row.
    struct Piece {
        std::int64_t beginNs;
        std::int64_t endNs;
        std::int64_t coveredNs;
        std::uint8_t colour;
        SpanId first;
    };
    enum class Pending { Nothing, Column, Single };

    SpanId walkSpans(const SpanStore& store, SpanId first, SpanId i, SpanId end, bool mayClimb);
    void take(const Piece& piece);
    void takeWide(const Piece& piece);
    void takeNarrow(const Piece& piece);
    void takeNarrowInNewColumn(const Piece& piece);
    Piece visiblePart(const Piece& piece) const;
    int freeColumn(int wanted);
    void openColumn(int column, SpanId first);
    void addToColumn(std::uint8_t colour, std::int64_t coveredNs);
    void shareColumn();
    void flush();
    void flushColumn();

    PixelScale m_scale;
    std::vector<PixelRun>& m_runs;
    std::size_t m_firstRun; ///< earlier runs in the vector are not ours
    Pending m_pending = Pending::Nothing;
    PixelRun m_run; ///< pending
    std::int64_t m_columnEndNs = 0;
    std::int64_t m_coveredNs = 0;
    std::int64_t m_leadNs = 0; ///< of the column's colour over all others (Boyer–Moore majority vote)
};

} // namespace rt0
