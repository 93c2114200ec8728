#include "timeline/pixelscale.h"

#include <cmath>

namespace rt0 {

namespace {

/// Beyond every span, and still without overflow when two such times are subtracted.
constexpr std::int64_t kEdgeNs = (std::int64_t{1} << 62) - 1;

std::int64_t toNs(double ns) {
    return ns < static_cast<double>(kEdgeNs) ? static_cast<std::int64_t>(ns) : kEdgeNs;
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

} // namespace rt0
