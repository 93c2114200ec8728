#pragma once

#include "base/time.h"

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

} // namespace rt0
