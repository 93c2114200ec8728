#include "timeline/runcollector.h"

#include <algorithm>
#include <cmath>

namespace rt0 {

namespace {

/// Beyond every span, and still without overflow when two such times are subtracted.
constexpr std::int64_t kEdgeNs = (std::int64_t{1} << 62) - 1;

std::int64_t toNs(double ns) {
    return ns < static_cast<double>(kEdgeNs) ? static_cast<std::int64_t>(ns) : kEdgeNs;
}

/// Not lround, which is a call; x is never negative.
int rounded(double x) {
    return static_cast<int>(x + 0.5);
}

} // namespace

PixelScale::PixelScale(TimeRange visible, int widthPx)
    : m_width(widthPx),
      m_beginNs(std::clamp(visible.begin.count(), -kEdgeNs, kEdgeNs)),
      m_endNs(std::clamp(visible.end.count(), -kEdgeNs, kEdgeNs)),
      m_lengthNs(static_cast<double>(m_endNs - m_beginNs)) {
    const double before = static_cast<double>(m_beginNs) - static_cast<double>(visible.begin.count());
    const double behind = static_cast<double>(visible.end.count()) - static_cast<double>(m_endNs);
    const double length = before + m_lengthNs + behind;
    m_pixelNs = length / widthPx;
    m_pixelPerNs = widthPx / length;
    m_offset = before * m_pixelPerNs;
    m_narrowNs = toNs(std::ceil(m_pixelNs));
}

RunCollector::RunCollector(const PixelScale& scale, std::vector<PixelRun>& runs)
    : m_scale(scale), m_runs(runs), m_firstRun(runs.size()) {}

void RunCollector::walk(const SpanIndex& index, RowId row) {
    const SpanStore& store = index.store();
    const SpanId first = store.firstOf(row);
    const SpanId count = store.endOf(row) - first;
    const SpanIndex::Levels levels = index.levelsOf(row);
    const std::int64_t narrow = m_scale.narrowNs();
    const std::int64_t visibleEnd = m_scale.endNs();

    SpanId i = store.firstEndingAfter(row, Nanoseconds(m_scale.beginNs())) - first;
    int level = -1;
    while (i < count) {
        if (level < 0) {
            i = walkSpans(store, first, i, count, levels.count > 0);
            level = 0;
            continue;
        }
        const unsigned bits = SpanIndex::kLeafBits + static_cast<unsigned>(level);
        const SpanId blockId = i >> bits;
        const SpanIndex::Block& block = levels.levels[static_cast<std::size_t>(level)][blockId];
        if (block.beginNs >= visibleEnd)
            break;
        if (block.endNs - block.beginNs >= narrow) {
            --level;
            continue;
        }
        takeNarrow({block.beginNs, block.endNs, static_cast<std::int64_t>(block.coveredNs), block.colour,
                    first + i});
        // In 64 bits: the last block of the largest row may end beyond 2^32.
        i = static_cast<SpanId>(std::min<std::uint64_t>((std::uint64_t{blockId} + 1) << bits, count));
        // Its larger block is the next to try when it would have been narrow enough, too.
        const bool second = (blockId & 1U) != 0;
        if (second && level + 1 < levels.count && block.endNs - (&block - 1)->beginNs < narrow)
            ++level;
    }
    flush();
}

/// Takes spans up to the next place where blocks may serve again: behind four spans narrower than a pixel
/// together.
SpanId RunCollector::walkSpans(const SpanStore& store, SpanId first, SpanId i, SpanId end, bool mayClimb) {
    constexpr SpanId leaf = 1U << SpanIndex::kLeafBits;
    while (i < end) {
        const SpanId id = first + i;
        const std::int64_t beginNs = store.beginNs(id);
        const std::int64_t endNs = store.endNs(id);
        if (beginNs >= m_scale.endNs())
            return end;
        take({beginNs, endNs, endNs - beginNs, store.colour(id), id});
        ++i;
        if (mayClimb && i % leaf == 0 && endNs - store.beginNs(first + i - leaf) < m_scale.narrowNs())
            return i;
    }
    return end;
}

void RunCollector::take(const Piece& piece) {
    const std::int64_t beginNs = std::max(piece.beginNs, m_scale.beginNs());
    const std::int64_t endNs = std::min(piece.endNs, m_scale.endNs());
    if (endNs - beginNs < m_scale.narrowNs())
        takeNarrow(piece);
    else
        takeWide({beginNs, endNs, endNs - beginNs, piece.colour, piece.first});
}

void RunCollector::takeWide(const Piece& piece) {
    const int last = m_scale.width() - 1;
    const int x0 = std::min(rounded(m_scale.toX(piece.beginNs)), last);
    const int x1 = std::clamp(rounded(m_scale.toX(piece.endNs)), x0 + 1, last + 1);
    const bool contested = m_pending != Pending::Nothing && x0 < m_run.x1;
    if (contested && x1 <= m_run.x1) {
        shareColumn();
        addToColumn(piece.colour, piece.coveredNs);
        return;
    }
    if (contested && m_pending == Pending::Column)
        m_coveredNs += std::max<std::int64_t>(0, m_columnEndNs - piece.beginNs);
    const int from = contested ? m_run.x1 : x0;
    flush();
    m_pending = Pending::Single;
    m_run = {from, x1, piece.first, true, piece.colour, 255};
}

inline void RunCollector::takeNarrow(const Piece& piece) {
    // Nearly all of a dense row: the column is the one of the piece before.
    if (m_pending == Pending::Column && piece.endNs <= m_columnEndNs)
        addToColumn(piece.colour, piece.coveredNs);
    else
        takeNarrowInNewColumn(visiblePart(piece));
}

RunCollector::Piece RunCollector::visiblePart(const Piece& piece) const {
    const std::int64_t beginNs = std::max(piece.beginNs, m_scale.beginNs());
    const std::int64_t endNs = std::min(piece.endNs, m_scale.endNs());
    if (endNs - beginNs == piece.endNs - piece.beginNs)
        return piece;
    const double share =
        static_cast<double>(endNs - beginNs) / static_cast<double>(piece.endNs - piece.beginNs);
    const auto coveredNs = static_cast<std::int64_t>(static_cast<double>(piece.coveredNs) * share);
    return {beginNs, endNs, coveredNs, piece.colour, piece.first};
}

/// A narrow piece that begins a column, or reaches from the pending one into the next: shared out by its
/// length.
void RunCollector::takeNarrowInNewColumn(const Piece& piece) {
    const int column = freeColumn(static_cast<int>(m_scale.toX(piece.beginNs)));
    if (m_pending != Pending::Column || column != m_run.x0)
        openColumn(column, piece.first);
    const int next = column + 1;
    if (piece.endNs <= m_columnEndNs || next >= m_scale.width()) {
        addToColumn(piece.colour, piece.coveredNs);
        return;
    }
    const auto hereNs = static_cast<double>(std::max<std::int64_t>(0, m_columnEndNs - piece.beginNs));
    const double share = hereNs / static_cast<double>(piece.endNs - piece.beginNs);
    const auto coveredNs = static_cast<std::int64_t>(static_cast<double>(piece.coveredNs) * share);
    addToColumn(piece.colour, coveredNs);
    openColumn(next, piece.first);
    addToColumn(piece.colour, piece.coveredNs - coveredNs);
}

/// The column for something narrow: not before the pending one, and beside a wide span that was rounded into
/// it.
int RunCollector::freeColumn(int wanted) {
    const int last = m_scale.width() - 1;
    const int column = std::clamp(wanted, 0, last);
    if (m_pending == Pending::Column)
        return std::max(column, m_run.x0);
    if (m_pending == Pending::Nothing || column >= m_run.x1)
        return column;
    if (m_run.x1 <= last)
        return m_run.x1;
    // The wide span reaches the right edge: it gives the last column up, or shares it.
    if (m_run.x1 - m_run.x0 > 1)
        --m_run.x1;
    else
        shareColumn();
    return last;
}

void RunCollector::openColumn(int column, SpanId first) {
    flush();
    m_pending = Pending::Column;
    m_run = {column, column + 1, first, false, 0, 0};
    m_columnEndNs = m_scale.columnBeginNs(column + 1);
    m_coveredNs = 0;
    m_leadNs = 0;
}

inline void RunCollector::addToColumn(std::uint8_t colour, std::int64_t coveredNs) {
    m_coveredNs += coveredNs;
    const std::int64_t leadNs = m_leadNs + (colour == m_run.colour ? coveredNs : -coveredNs);
    m_run.colour = leadNs < 0 ? colour : m_run.colour;
    m_leadNs = leadNs < 0 ? -leadNs : leadNs;
}

/// Makes a pending single span of one column a column that others may share.
void RunCollector::shareColumn() {
    if (m_pending == Pending::Column)
        return;
    m_pending = Pending::Column;
    m_run.single = false;
    m_columnEndNs = m_scale.columnBeginNs(m_run.x1);
    m_coveredNs = m_leadNs = m_scale.narrowNs();
}

inline void RunCollector::flush() {
    if (m_pending == Pending::Column)
        flushColumn();
    else if (m_pending == Pending::Single)
        m_runs.push_back(m_run);
    m_pending = Pending::Nothing;
}

void RunCollector::flushColumn() {
    const double share = static_cast<double>(m_coveredNs) * m_scale.pixelPerNs();
    m_run.coverage = static_cast<std::uint8_t>(std::clamp(share * 255 + 0.5, 1.0, 255.0));
    PixelRun* before = m_runs.size() > m_firstRun ? &m_runs.back() : nullptr;
    const bool alike = before != nullptr && !before->single && before->x1 == m_run.x0 &&
                       before->colour == m_run.colour && before->coverage == m_run.coverage;
    if (alike)
        before->x1 = m_run.x1;
    else
        m_runs.push_back(m_run);
}

} // namespace rt0
