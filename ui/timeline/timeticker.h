#pragma once

#include <qcustomplot.h>

namespace rt0::ui {

/// The least step of an axis that is not below `wanted` (> 0): 1, 2 or 5 times a power of ten.
double tickStep(double wanted);
/// The same for a time axis: at least 1 ns.
double timeTickStep(double wanted_ns);

/// Ticks of a time axis in nanoseconds: steps of 1, 2 or 5, one unit for all labels of the axis.
class TimeTicker : public QCPAxisTicker {
protected:
    QString getTickLabel(double tick, const QLocale& locale, QChar formatChar, int precision) override;
    double getTickStep(const QCPRange& range) override;

private:
    double m_step_ns = 1;
    double m_largest_ns = 1;
};

} // namespace rt0::ui
