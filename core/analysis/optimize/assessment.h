#pragma once

#include "analysis/gcadvice.h"
#include "analysis/optimize/optimizationtable.h"
#include "analysis/optimize/programfacts.h"

#include <string>

/// What assess() is made of; for core/analysis/optimize only.
namespace rt0::optimize {

/// Of a program's start, what several rows ask for.
struct StartFacts {
    const ProgramFacts& program;
    GcAdvice gc;
    bool gcKnown = false; ///< whether the collector ran is known

    explicit StartFacts(const ProgramFacts& facts);
    const Startup* startup() const { return program.startup.get(); }
    /// The part of the whole start that goes with it, as the ratio that remains; nothing: not measured.
    std::optional<compare::Interval> without(const TimeBounds& saved) const;
    /// "1.2 ms of 13 ms".
    std::string ofTotal(const TimeBounds& part) const;
};

// Each fills in applicability, evidence and prediction.
void assessLazyInit(OptimizationRow& row, const StartFacts& start);
void assessRegistration(OptimizationRow& row, const StartFacts& start);
void assessPlugin(OptimizationRow& row, const StartFacts& start);
void assessLinkname(OptimizationRow& row, const StartFacts& start);

} // namespace rt0::optimize
