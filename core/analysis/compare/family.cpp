#include "analysis/compare/family.h"

#include <algorithm>
#include <cmath>

namespace rt0::compare {
namespace {

void fillRatios(Difference& difference, const BootstrapOptions& bootstrap) {
    const double base = difference.before.median;
    if (!(base > 0))
        return;
    difference.ratio = difference.after.median / base;
    if (difference.control.known())
        difference.controlRatio = difference.control.median / base;
    difference.interval = bootstrapRatio(difference.before.samples, difference.after.samples, bootstrap);
}

bool withinControl(const Difference& difference) {
    return difference.control.known() &&
           std::abs(difference.delta()) <= std::abs(difference.control.median - difference.before.median);
}

/// Nothing when a test has to tell.
std::optional<Verdict> verdictWithoutTest(const Difference& difference) {
    if (!difference.bothKnown())
        return Verdict::NotCompared;
    if (difference.before.basis == Basis::Exact && difference.after.basis == Basis::Exact)
        return difference.delta() == 0 ? Verdict::Equal : Verdict::Differs;
    if (difference.before.samples.size() < 2 || difference.after.samples.size() < 2)
        return Verdict::OneRunOnly;
    return std::nullopt;
}

} // namespace

void Family::add(Difference& difference) {
    if (difference.bothKnown())
        fillRatios(difference, m_options.bootstrap);
    if (const auto verdict = verdictWithoutTest(difference)) {
        difference.verdict = *verdict;
        return;
    }
    const UTest test = mannWhitney(difference.before.samples, difference.after.samples);
    difference.p = test.p;
    if (test.allEqual)
        difference.verdict = Verdict::Equal;
    else
        m_tested.push_back(&difference);
}

void Family::decide() {
    std::vector<double> p;
    p.reserve(m_tested.size());
    for (const Difference* difference : m_tested)
        p.push_back(*difference->p);
    const std::vector<double> adjusted = benjaminiHochberg(p);
    for (std::size_t i = 0; i < m_tested.size(); ++i) {
        m_tested[i]->adjustedP = std::min(1.0, adjusted[i] / m_share);
        judge(*m_tested[i]);
    }
}

void Family::judge(Difference& difference) const {
    const double least = smallestP(difference.before.samples.size(), difference.after.samples.size());
    if (least / m_share > m_options.alpha)
        difference.verdict = Verdict::TooFewRuns;
    else if (*difference.adjustedP > m_options.alpha)
        difference.verdict = Verdict::Same;
    else if (difference.interval && difference.interval->contains(1))
        difference.verdict = Verdict::Unsettled;
    else if (m_options.heedControl && withinControl(difference))
        difference.verdict = Verdict::WithinControl;
    else
        difference.verdict = Verdict::Differs;
}

} // namespace rt0::compare
