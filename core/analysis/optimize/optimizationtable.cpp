#include "analysis/optimize/optimizationtable.h"

#include <algorithm>
#include <tuple>

namespace rt0 {

const char* nameOf(OptimizationVerdict verdict) {
    switch (verdict) {
    case OptimizationVerdict::NotMeasured:
        return "not measured";
    case OptimizationVerdict::Confirmed:
        return "confirmed";
    case OptimizationVerdict::SmallerThanClaimed:
        return "smaller than claimed";
    case OptimizationVerdict::Faster:
        return "faster";
    case OptimizationVerdict::NoEffect:
        return "no effect";
    case OptimizationVerdict::Slower:
        return "slower";
    }
    return "";
}

const OptimizationRow* OptimizationTable::find(std::string_view id) const {
    const auto found = std::ranges::find(rows, id, &OptimizationRow::id);
    return found == rows.end() ? nullptr : &*found;
}

OptimizationVerdict verdictOf(const std::optional<compare::Difference>& measured,
                              const std::optional<OptimizationClaim>& claim) {
    using compare::Verdict;
    if (!measured || !measured->ratio)
        return OptimizationVerdict::NotMeasured;
    if (measured->verdict == Verdict::OneRunOnly || measured->verdict == Verdict::TooFewRuns)
        return OptimizationVerdict::NotMeasured;
    if (!compare::differs(*measured))
        return OptimizationVerdict::NoEffect;
    if (*measured->ratio > 1)
        return OptimizationVerdict::Slower;
    if (!claim || !claim->hasRange())
        return OptimizationVerdict::Faster;
    // In the claim's favour: what the interval leaves possible counts.
    const double most = 1 - (measured->interval ? measured->interval->lo : *measured->ratio);
    return most >= claim->least ? OptimizationVerdict::Confirmed : OptimizationVerdict::SmallerThanClaimed;
}

void rank(OptimizationTable& table) {
    const auto key = [](const OptimizationRow& row) {
        const bool measured = row.measured && row.measured->ratio;
        const auto predicted = row.prediction && row.prediction->ratio ? row.prediction->ratio->lo : 1.0;
        return std::tuple(!measured, measured ? *row.measured->ratio : 0.0, row.guided,
                          row.applicability != Applicability::Applicable, predicted);
    };
    std::ranges::stable_sort(table.rows, {}, key);
}

} // namespace rt0
