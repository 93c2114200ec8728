#include "timeline/runcollector.h"

#include <algorithm>

namespace rt0 {

namespace {

/// Not lround, which is a call; x is never negative.
int rounded(double x) {
    return static_cast<int>(x + 0.5);
}

} // namespace

RunCollector::RunCollector(const SpanStore& store, const PixelScale& scale, std::vector<PixelRun>& runs)
    : m_store(store), m_scale(scale), m_runs(runs), m_firstRun(runs.size()) {}

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

void RunCollector::addTo(int column, std::uint8_t colour, std::int64_t coveredNs, SpanId first) {
    if (m_pending != Pending::Column || column != m_run.x0)
        openColumn(column, first);
    addToColumn(colour, coveredNs);
}

/// Makes a pending single span of one column a column that others may share.
void RunCollector::shareColumn() {
    if (m_pending == Pending::Column)
        return;
    m_pending = Pending::Column;
    m_run.single = false;
    m_columnEndNs = m_scale.columnBeginNs(m_run.x1);
    m_coveredNs = m_scale.narrowNs();
    m_leadNs = m_store.voteOf(m_run.colour, m_coveredNs);
}

void RunCollector::flush() {
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
