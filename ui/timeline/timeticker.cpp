#include "timeline/timeticker.h"

#include "base/format.h"
#include "text.h"

#include <cmath>

namespace rt0::ui {

double TimeTicker::getTickStep(const QCPRange& range) {
    m_step_ns = std::max(1.0, QCPAxisTicker::getTickStep(range));
    m_largest_ns = std::max(std::abs(range.lower), std::abs(range.upper));
    return m_step_ns;
}

QString TimeTicker::getTickLabel(double tick, const QLocale&, QChar, int) {
    const auto ns = [](double value) { return Nanoseconds(std::llround(value)); };
    return toQString(formatTime(ns(tick), ns(m_step_ns), ns(m_largest_ns)));
}

} // namespace rt0::ui
