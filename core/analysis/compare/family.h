#pragma once

#include "analysis/compare/compare.h"

#include <vector>

namespace rt0::compare {

/// Numbers that are tested beside each other, and so are corrected for being many. `share` is the part of
/// alpha that the family may spend: with shares that add up to 1 over all families, the chance of calling
/// anything different when nothing is stays at alpha.
class Family {
public:
    Family(const CompareOptions& options, double share) : m_options(options), m_share(share) {}

    /// `difference` has its measured sides; it must stay where it is until decide() is done.
    void add(Difference& difference);
    /// Fills in ratios, intervals, p-values and verdicts.
    void decide();
    /// How many are tested.
    std::size_t tests() const { return m_tested.size(); }
    double share() const { return m_share; }

private:
    void judge(Difference& difference) const;

    const CompareOptions& m_options;
    double m_share;
    std::vector<Difference*> m_tested;
};

} // namespace rt0::compare
