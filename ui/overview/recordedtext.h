#pragma once

#include "timeline/startup.h"

#include <QString>

namespace rt0::ui {

/// The phases over all runs of a recording as rich text: median [min–max], faults, system calls, source.
/// Empty for start-ups that were not recorded.
QString phasesHtml(const Startup& startup);

/// How a recording was measured: technique, calibration, perturbation, m0 and g0, probes that could not be
/// set. Empty for start-ups that were not recorded.
QString measurementHtml(const Startup& startup);

} // namespace rt0::ui
