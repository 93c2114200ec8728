#pragma once

#include "timeline/spanstore.h"

#include <memory>

namespace rt0 {

/// What a run of pixel columns of one row shows.
struct PixelRun {
    int x0 = 0;                 ///< first pixel column
    int x1 = 0;                 ///< one behind the last
    SpanId first = kNoSpan;     ///< the span, or the first of several that share these columns; may be kNoSpan when
                                ///< the run was taken from the summary of very many spans
    bool single = false;        ///< exactly one span, and it is at least one pixel wide
    std::uint8_t colour = 0;    ///< of the span, or the class that covers most of the run
    std::uint8_t coverage = 255; ///< share of the run's time that is covered by spans, 255 = all
};

/// Level-of-detail index over a SpanStore: the cost of drawing a row depends on its pixels, not on its spans.
class SpanIndex {
public:
    explicit SpanIndex(std::shared_ptr<const SpanStore> store);

    const SpanStore& store() const { return *m_store; }
    std::size_t memoryBytes() const; ///< index only

private:
    std::shared_ptr<const SpanStore> m_store;
};

} // namespace rt0
