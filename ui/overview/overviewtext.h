#pragma once

#include "timeline/startup.h"

#include <QString>

namespace rt0::ui {

/// The overview's paragraphs as rich text.
QString verdictHtml(const Startup& startup);
QString gcHtml(const Startup& startup);
QString loaderHtml(const Startup& startup);
/// What the execution trace shows; empty without one.
QString traceHtml(const Startup& startup);
QString notMeasuredHtml(const Startup& startup);

} // namespace rt0::ui
