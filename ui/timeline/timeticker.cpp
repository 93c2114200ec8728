#include "timeline/timeticker.h"

#include "base/format.h"
#include "text.h"

#include <cmath>

namespace rt0::ui {

double tickStep(double wanted) {
    // Steps of 1, 2 and 5 only: 2.5 would need a digit more in every label.
    const double power = std::pow(10.0, std::floor(std::log10(wanted)));
    const double digit = wanted / power;
    return power * (digit <= 1 ? 1 : digit <= 2 ? 2 : digit <= 5 ? 5 : 10);
}

double timeTickStep(double wanted_ns) {
    return tickStep(std::max(wanted_ns, 1.0));
}

double TimeTicker::getTickStep(const QCPRange& range) {
    m_step_ns = timeTickStep(range.size() / std::max(1, tickCount()));
    m_largest_ns = std::max(std::abs(range.lower), std::abs(range.upper));
    return m_step_ns;
}

QString TimeTicker::getTickLabel(double tick, const QLocale&, QChar, int) {
    const auto ns = [](double value) { return Nanoseconds(std::llround(value)); };
    return toQString(formatTime(ns(tick), ns(m_step_ns), ns(m_largest_ns)));
}

} // namespace rt0::ui
