#include "analysis/pairlanes.h"
#include "hatch.h"
#include "timeline/startupplottable.h"

#include <algorithm>

/// What StartupPlottable draws of a comparison: which init of the one start is which of the other, and what
/// became of it.
namespace rt0::ui {
namespace {

constexpr double kMarkHeight = 4;      ///< of the bar that tells slower from faster without colour
constexpr double kSmallestHatched = 6; ///< narrower spans have no room for a pattern
constexpr double kSmallestMarked = 4;  ///< of narrower ones the bars would be all there is
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

/// The unchanged first and pale, so that the others lie over them. One line for each pair of pixels.
void StartupPlottable::drawConnectors(QCPPainter* painter, const Area& area) const {
    const LaneModel& model = m_session.lanes();
    const Startup& startup = m_session.startup();
    const QRectF plot = keyAxis()->axisRect()->rect();
    const auto x = [&](Nanoseconds time) {
        // Far outside, lines would leave what the painter can count, and vectors are not clipped.
        const bool vectors = painter->modes().testFlag(QCPPainter::pmVectorized);
        const double room = vectors ? 0 : 4 * plot.width();
        return std::clamp(toX(time), plot.left() - room, plot.right() + room);
    };
    std::vector<Band> changed;
    std::pair last{-1, -1};
    painter->setPen(QPen(translucent(m_theme.muted, kPale), 1));
    for (std::uint32_t a = 0; a < model.partners.size(); ++a) {
        const std::uint32_t b = model.partners[a];
        if (b == kNoPartner || b < a)
            continue;
        const TimeRange& above = startup.inits[a].drawn;
        const TimeRange& below = startup.inits[b].drawn;
        const Band band{x(above.begin), x(above.end), x(below.begin), x(below.end), model.marks[b].colour};
        if (std::max(band.a1, band.b1) < plot.left() || std::min(band.a0, band.b0) > plot.right())
            continue;
        if (!m_session.passesFilter(a))
            continue;
        if (changeOfColour(band.colour) != InitChange::Same || band.a1 - band.a0 > 3 ||
            band.b1 - band.b0 > 3) {
            changed.push_back(band);
            continue;
        }
        const std::pair place{static_cast<int>(band.a0), static_cast<int>(band.b0)};
        if (std::exchange(last, place) != place)
            painter->drawLine(QLineF(band.a0, area.rect.top(), band.b0, area.rect.bottom()));
    }
    std::ranges::stable_sort(changed, {}, [](const Band& band) {
        return changeOfColour(band.colour) == InitChange::Same ? 0 : 1;
    });
    painter->setAntialiasing(true);
    for (const Band& band : changed) {
        const QColor colour = m_theme.classColour(band.colour);
        const bool same = changeOfColour(band.colour) == InitChange::Same;
        painter->setPen(QPen(translucent(colour, same ? kStrong : 255), 1));
        painter->setBrush(translucent(colour, same ? kPale : kStrong));
        painter->drawPolygon(QPolygonF{{band.a0, area.rect.top()},
                                       {std::max(band.a1, band.a0 + 0.5), area.rect.top()},
                                       {std::max(band.b1, band.b0 + 0.5), area.rect.bottom()},
                                       {band.b0, area.rect.bottom()}});
    }
    painter->setBrush(Qt::NoBrush);
    painter->setAntialiasing(false);
}

} // namespace rt0::ui
