#include "analysis/pairlanes.h"
#include "hatch.h"
#include "timeline/startupplottable.h"

#include <algorithm>
#include <tuple>
#include <utility>
#include <vector>

/// What StartupPlottable draws of a comparison: which init of the one start is which of the other, and what
/// became of it.
namespace rt0::ui {
namespace {

constexpr double kMarkHeight = 4;      ///< of the bar that tells slower from faster without colour
constexpr double kSmallestHatched = 6; ///< narrower spans have no room for a pattern
constexpr double kSmallestMarked = 4;  ///< of narrower ones the bars would be all there is
constexpr double kNarrowBand = 2;      ///< pixels at both ends
constexpr int kPale = 70;
constexpr int kStrong = 170;

/// A connector in pixels.
struct Band {
    double a0, a1; ///< the span of A, at the top
    double b0, b1;
    std::uint8_t colour;
};

} // namespace

/// Slower has a bar at its upper edge, faster at its lower one; what is in one start only is hatched.
void StartupPlottable::drawChange(QCPPainter* painter, const QRectF& span, std::uint8_t colour) const {
    if (m_session.lanes().marks.empty() || span.width() < kSmallestMarked)
        return;
    QRectF bar = span;
    switch (changeOfColour(colour)) {
    case InitChange::Slower:
        bar.setHeight(kMarkHeight);
        return painter->fillRect(bar, m_theme.text);
    case InitChange::Faster:
        bar.setTop(bar.bottom() - kMarkHeight);
        return painter->fillRect(bar, m_theme.text);
    case InitChange::Added:
    case InitChange::Removed:
        if (span.width() >= kSmallestHatched)
            paintHatch(*painter, span, m_theme.surface);
        return;
    default:
        return;
    }
}

/// The unchanged first and pale, so that the others lie over them. What is narrow is a line, one for each
/// pair of pixels and kind; without antialiasing, which takes many times as long.
void StartupPlottable::drawConnectors(QCPPainter* painter, const Area& area) const {
    const LaneModel& model = m_session.lanes();
    const Startup& startup = m_session.startup();
    const QRectF plot = keyAxis()->axisRect()->rect();
    // Far outside, lines would leave what the painter can count, and vectors are not clipped.
    const double room = painter->modes().testFlag(QCPPainter::pmVectorized) ? 0 : plot.width();
    const auto x = [&](Nanoseconds time) {
        return std::clamp(toX(time), plot.left() - room, plot.right() + room);
    };
    std::vector<Band> lines;
    std::vector<Band> bands;
    for (std::uint32_t a = 0; a < model.partners.size(); ++a) {
        const std::uint32_t b = model.partners[a];
        if (b == kNoPartner || b < a || !m_session.passesFilter(a))
            continue;
        const TimeRange& above = startup.inits[a].drawn;
        const TimeRange& below = startup.inits[b].drawn;
        const Band band{x(above.begin), x(above.end), x(below.begin), x(below.end), model.marks[b].colour};
        if (std::max(band.a1, band.b1) < plot.left() || std::min(band.a0, band.b0) > plot.right())
            continue;
        (std::max(band.a1 - band.a0, band.b1 - band.b0) < kNarrowBand ? lines : bands).push_back(band);
    }
    const auto sameFirst = [](const Band& band) {
        return changeOfColour(band.colour) == InitChange::Same ? 0 : 1;
    };
    std::ranges::stable_sort(lines, {}, sameFirst);
    std::ranges::stable_sort(bands, {}, sameFirst);
    painter->setAntialiasing(false);
    std::tuple last{-1, -1, std::uint8_t{0}};
    for (const Band& line : lines) {
        const std::tuple place{static_cast<int>(line.a0), static_cast<int>(line.b0), line.colour};
        if (std::exchange(last, place) == place)
            continue;
        painter->setPen(
            QPen(translucent(m_theme.classColour(line.colour), sameFirst(line) == 0 ? kPale : kStrong), 1));
        painter->drawLine(QLineF(line.a0, area.rect.top(), line.b0, area.rect.bottom()));
    }
    painter->setPen(Qt::NoPen);
    for (const Band& band : bands) {
        painter->setBrush(
            translucent(m_theme.classColour(band.colour), sameFirst(band) == 0 ? kPale : kStrong));
        painter->drawPolygon(QPolygonF{{band.a0, area.rect.top()},
                                       {std::max(band.a1, band.a0 + 1), area.rect.top()},
                                       {std::max(band.b1, band.b0 + 1), area.rect.bottom()},
                                       {band.b0, area.rect.bottom()}});
    }
    painter->setBrush(Qt::NoBrush);
}

} // namespace rt0::ui
