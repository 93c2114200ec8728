#include "timeline/rowwalker.h"

#include <cmath>

namespace rt0 {

namespace {

constexpr SpanId kLeafSpans = SpanIndex::kLeafSpans;
/// Blocks of this level are the segments.
constexpr int kSegmentLevel = static_cast<int>(SegmentSummaries::kBits - SpanIndex::kLeafBits);
constexpr double kFewestSegmentPx = 16;
/// What is this long keeps a run of its own among summarised columns: enough for a separator or a label.
constexpr double kLongPx = 4;

} // namespace

RowWalker::RowWalker(const SpanIndex& index, RowId row, const PixelScale& scale, std::vector<PixelRun>& runs)
    : m_index(index),
      m_store(index.store()),
      m_row(row),
      m_first(m_store.firstOf(row)),
      m_count(m_store.endOf(row) - m_first),
      m_levels(index.levelsOf(row)),
      m_scale(scale),
      m_runs(runs),
      m_collector(m_store, scale, runs) {}

SpanId RowWalker::endOfSegment(SpanId segment) const {
    // In 64 bits: the last segment of the largest row may end beyond 2^32.
    const std::uint64_t end = (std::uint64_t{segment} + 1) << SegmentSummaries::kBits;
    return static_cast<SpanId>(std::min<std::uint64_t>(end, m_count));
}

void RowWalker::walk() {
    m_at = m_store.firstEndingAfter(m_row, Nanoseconds(m_scale.beginNs())) - m_first;
    SpanId asked = kNoSpan;
    while (m_at < m_count && m_store.beginNs(m_first + m_at) < m_scale.endNs()) {
        const SpanId segment = m_at >> SegmentSummaries::kBits;
        if (segment != asked && m_level <= kSegmentLevel) {
            asked = segment;
            if (takeSegment(segment)) {
                m_at = endOfSegment(segment);
                continue;
            }
        }
        if (m_level < 0)
            walkSpans(endOfSegment(segment));
        else
            walkBlock();
    }
    m_collector.flush();
}

/// Takes spans up to `end` or the next place where blocks may serve again: behind four spans narrower than a
/// pixel together.
void RowWalker::walkSpans(SpanId end) {
    while (m_at < end) {
        const SpanId id = m_first + m_at;
        const std::int64_t beginNs = m_store.beginNs(id);
        const std::int64_t endNs = m_store.endNs(id);
        if (beginNs >= m_scale.endNs())
            return;
        m_collector.take({beginNs, endNs, endNs - beginNs, m_store.colour(id), id});
        ++m_at;
        if (m_levels.count > 0 && m_at % kLeafSpans == 0 &&
            endNs - m_store.beginNs(m_first + m_at - kLeafSpans) < m_scale.narrowNs()) {
            m_level = 0;
            return;
        }
    }
}

/// Takes the block at m_at whole, or prepares to open it.
void RowWalker::walkBlock() {
    const unsigned bits = SpanIndex::kLeafBits + static_cast<unsigned>(m_level);
    const SpanId blockId = m_at >> bits;
    const SpanIndex::Block& block = m_levels.levels[levelIndex()][blockId];
    if (block.endNs - block.beginNs >= m_scale.narrowNs()) {
        --m_level;
        return;
    }
    m_collector.takeNarrow({block.beginNs, block.endNs, static_cast<std::int64_t>(block.coveredNs),
                            block.colour, m_first + m_at});
    m_at = static_cast<SpanId>(std::min<std::uint64_t>((std::uint64_t{blockId} + 1) << bits, m_count));
    // Its larger block is the next to try when it would have been narrow enough, too.
    const bool second = (blockId & 1U) != 0;
    if (second && m_level + 1 < m_levels.count && block.endNs - (&block - 1)->beginNs < m_scale.narrowNs())
        ++m_level;
}

/// Takes what is left of a segment from its summary, if that is as fine as the pixels.
bool RowWalker::takeSegment(SpanId segment) {
    const SpanId first = m_first + (segment << SegmentSummaries::kBits);
    const std::int64_t beginNs = m_store.beginNs(first);
    const std::int64_t endNs = m_store.endNs(m_first + endOfSegment(segment) - 1);
    const double widthPx = static_cast<double>(endNs - beginNs) * m_scale.pixelPerNs();
    if (widthPx < kFewestSegmentPx || widthPx > SegmentSummaries::kMostBuckets)
        return false;
    const auto buckets =
        m_index.segments().buckets(m_row, segment, static_cast<std::size_t>(std::ceil(widthPx)));
    if (buckets.empty())
        return false;
    const Segment found{buckets, beginNs, std::max(beginNs, m_scale.beginNs()),
                        std::min(endNs, m_scale.endNs()),
                        static_cast<double>(buckets.size()) / static_cast<double>(endNs - beginNs)};
    // The columns at its two ends are shared with what is beside it.
    const int from = m_collector.freeColumn(static_cast<int>(m_scale.toX(found.visibleBeginNs)));
    const int last = static_cast<int>(std::ceil(m_scale.toX(found.visibleEndNs))) - 1;
    const int to = std::clamp(last, from, m_scale.width() - 1);
    const std::int64_t middleNs = std::max(m_scale.columnBeginNs(from + 1), found.visibleBeginNs);
    takePartOfColumn(found, from, found.visibleBeginNs, std::min(middleNs, found.visibleEndNs));
    if (to > from + 1) {
        m_collector.flush();
        m_long.clear();
        findLong(std::min(kSegmentLevel, m_levels.count - 1), segment);
        takeColumnsBetweenLong(found, from + 1, to);
    }
    if (to > from)
        takePartOfColumn(found, to, m_scale.columnBeginNs(to), found.visibleEndNs);
    return true;
}

void RowWalker::takePartOfColumn(const Segment& segment, int column, std::int64_t fromNs, std::int64_t toNs) {
    const auto toBucket = [&](std::int64_t ns) {
        return std::max(static_cast<double>(ns - segment.beginNs) * segment.bucketsPerNs, 0.0);
    };
    const auto from = std::min(static_cast<std::size_t>(toBucket(fromNs)), segment.buckets.size() - 1);
    const auto to =
        std::clamp(static_cast<std::size_t>(std::ceil(toBucket(toNs))), from + 1, segment.buckets.size());
    const auto part = segment.buckets.subspan(from, to - from);
    const double bucketNs = static_cast<double>(toNs - fromNs) / static_cast<double>(part.size());
    unsigned coverage = 0;
    SummaryBucket fullest{};
    for (const SummaryBucket& bucket : part) {
        coverage += bucket.coverage;
        if (m_store.voteOf(bucket.colour, int{bucket.coverage}) >
            m_store.voteOf(fullest.colour, int{fullest.coverage}))
            fullest = bucket;
    }
    if (coverage != 0)
        m_collector.addTo(column, fullest.colour, static_cast<std::int64_t>(bucketNs * coverage / 255),
                          kNoSpan);
}

void RowWalker::takeColumnsBetweenLong(const Segment& segment, int from, int to) {
    for (const SpanId id : m_long) {
        const std::int64_t beginNs = std::clamp(m_store.beginNs(id), m_scale.beginNs(), m_scale.endNs());
        const std::int64_t endNs = std::clamp(m_store.endNs(id), m_scale.beginNs(), m_scale.endNs());
        // Whole columns only: the ones at its ends may have to show others, too.
        const int x0 = std::max(from, static_cast<int>(std::ceil(m_scale.toX(beginNs))));
        const int x1 = std::min(to, static_cast<int>(m_scale.toX(endNs)));
        if (x0 >= x1)
            continue;
        takeColumns(segment, from, x0);
        m_runs.push_back({x0, x1, id, true, m_store.colour(id), 255});
        from = x1;
    }
    takeColumns(segment, from, to);
}

/// Each bucket belongs to the column its middle is in, so that evenly filled buckets give evenly filled
/// columns: with buckets of half a pixel to one these are one or two. No branch depends on what they hold,
/// but for empty ones.
void RowWalker::takeColumns(const Segment& segment, int from, int to) {
    if (from >= to)
        return;
    constexpr double fraction = 4294967296.0;
    const double begin =
        static_cast<double>(m_scale.columnBeginNs(from) - segment.beginNs) * segment.bucketsPerNs;
    const auto step = static_cast<std::uint64_t>(m_scale.pixelNs() * segment.bucketsPerNs * fraction);
    const auto votes = [this](SummaryBucket bucket) {
        return m_store.voteOf(bucket.colour, int{bucket.coverage});
    };
    const std::size_t last = segment.buckets.size() - 1;
    auto position = static_cast<std::uint64_t>(std::max(begin + 0.5, 0.0) * fraction);
    for (int x = from; x < to; ++x) {
        const auto first = static_cast<std::size_t>(position >> 32U);
        position += step;
        const auto second = static_cast<std::size_t>(position >> 32U) - 1;
        const SummaryBucket a = segment.buckets[std::min(first, last)];
        const SummaryBucket b = segment.buckets[std::min(second, last)];
        const int coverage = (a.coverage + b.coverage + 1) / 2;
        if (coverage != 0)
            m_runs.push_back({x, x + 1, kNoSpan, false, votes(a) >= votes(b) ? a.colour : b.colour,
                              static_cast<std::uint8_t>(coverage)});
    }
}

/// Collects the visible spans of a block that are kLongPx long.
void RowWalker::findLong(int level, SpanId blockId) {
    const SpanIndex::Block& block = m_levels.levels[static_cast<std::size_t>(level)][blockId];
    const double longNs = kLongPx * m_scale.pixelNs();
    const bool visible = block.beginNs < m_scale.endNs() && block.endNs > m_scale.beginNs();
    if (!visible || std::ldexp(1.0, block.longestBits) < longNs)
        return;
    if (level > 0) {
        const SpanId half = 2 * blockId;
        const auto bits = SpanIndex::kLeafBits + static_cast<unsigned>(level - 1);
        findLong(level - 1, half);
        if ((std::uint64_t{half} + 1) << bits < m_count)
            findLong(level - 1, half + 1);
        return;
    }
    const std::uint64_t end = std::min<std::uint64_t>((std::uint64_t{blockId} + 1) * kLeafSpans, m_count);
    for (std::uint64_t i = std::uint64_t{blockId} * kLeafSpans; i < end; ++i) {
        const SpanId id = m_first + static_cast<SpanId>(i);
        if (static_cast<double>(m_store.endNs(id) - m_store.beginNs(id)) >= longNs)
            m_long.push_back(id);
    }
}

} // namespace rt0
