#pragma once

#include "session.h"

#include <QString>
#include <vector>

namespace rt0::ui {

/// What holds `text` in its name, whatever the case: package inits, then user tasks and regions, then
/// goroutines by their entry function or id ("7", "goroutine 7"). At most some ten thousand.
std::vector<Selection> findAll(const Startup& startup, const QString& text);

/// The init phase of goroutine 1, and when main.main begins.
struct InitPhase {
    TimeRange time;       ///< start-up time
    TimeBounds mainBegin; ///< start-up time
    bool ofTrace = false; ///< else of the log's inits
};

/// From the log's inits, else from what the trace tells; nothing when neither shows it.
std::optional<InitPhase> findInitPhase(const Startup& startup);

} // namespace rt0::ui
