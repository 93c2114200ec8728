#include "report/comparetables.h"

#include <algorithm>
#include <cmath>

namespace rt0 {

using namespace compare;

std::vector<const PackageDifference*> changedByTime(const Comparison& comparison) {
    std::vector<const PackageDifference*> changed;
    for (const PackageDifference& package : comparison.packages)
        if (package.presence != Presence::Both || differs(package.time) ||
            package.time.verdict == Verdict::OneRunOnly)
            changed.push_back(&package);
    std::ranges::stable_sort(changed, std::ranges::greater{},
                             [](const PackageDifference* one) { return std::abs(one->time.delta()); });
    return changed;
}

namespace {

/// A number over all sides: the first one's, then each other one's with what it is against the first.
class TrendPage {
public:
    TrendPage(const Trend& trend, const CompareReportOptions& options) : m_trend(trend), m_options(options) {}

    ComparePage make() {
        ComparePage page;
        for (const Comparison& comparison : m_trend.againstFirst) {
            ComparePage pair = pairPage(comparison, m_options);
            page.sentences.push_back(pair.sentences.front());
            for (std::string& warning : pair.warnings)
                if (std::ranges::find(page.warnings, warning) == page.warnings.end())
                    page.warnings.push_back(std::move(warning));
        }
        page.sections.push_back(metrics());
        page.sections.push_back(phases());
        page.sections.push_back(packages());
        CompareSection linking{"Dynamic linking", {}, {}, {}};
        linking.notes.push_back(linkingText(m_trend.againstFirst.front(), &Difference::before));
        for (const Comparison& comparison : m_trend.againstFirst)
            linking.notes.push_back(linkingText(comparison, &Difference::after));
        page.sections.push_back(std::move(linking));
        return page;
    }

private:
    CompareSection section(const char* title) const {
        CompareSection section{title, {{""}}, {}, {}};
        for (const Side& side : m_trend.sides)
            section.columns.push_back({side.label, Align::Right});
        section.notes.emplace_back("Each against the first.");
        return section;
    }

    static std::string cell(const Difference& difference) {
        const std::string value = measuredText(difference.after, difference.unit);
        if (difference.verdict == Verdict::Differs && difference.ratio)
            return value + " " + percentText(*difference.ratio);
        const bool maybe = difference.verdict == Verdict::Same || difference.verdict == Verdict::Unsettled ||
                           difference.verdict == Verdict::WithinControl;
        return maybe ? value + " ~" : value;
    }

    template <typename Row>
    static void append(CompareSection& section, const std::string& name, const Row& firstOf,
                       const std::vector<const Difference*>& others) {
        std::vector<std::string> cells{name, firstOf};
        for (const Difference* other : others)
            cells.push_back(other == nullptr ? "" : cell(*other));
        section.rows.push_back(std::move(cells));
    }

    CompareSection metrics() const {
        CompareSection table = section("The start as a whole");
        for (const MetricDifference& first : m_trend.againstFirst.front().metrics) {
            std::vector<const Difference*> others;
            for (const Comparison& comparison : m_trend.againstFirst) {
                const MetricDifference* const metric = comparison.metric(first.id);
                others.push_back(metric == nullptr ? nullptr : &metric->value);
            }
            append(table, first.name, measuredText(first.value.before, first.value.unit), others);
        }
        return table;
    }

    CompareSection phases() const {
        CompareSection table = section("Phases");
        for (const PhaseDifference& first : m_trend.againstFirst.front().phases) {
            std::vector<const Difference*> others;
            for (const Comparison& comparison : m_trend.againstFirst) {
                const auto phase = std::ranges::find(comparison.phases, first.id, &PhaseDifference::id);
                others.push_back(phase == comparison.phases.end() ? nullptr : &phase->time);
            }
            append(table, first.name, measuredText(first.time.before, first.time.unit), others);
        }
        return table;
    }

    /// Those that differ in any of them.
    CompareSection packages() const {
        CompareSection table = section("Package inits that differ in time");
        std::vector<std::string> names;
        for (const Comparison& comparison : m_trend.againstFirst)
            for (const PackageDifference* package : changedByTime(comparison))
                if (std::ranges::find(names, package->importPath) == names.end() &&
                    (m_options.top == 0 || names.size() < m_options.top))
                    names.push_back(package->importPath);
        for (const std::string& name : names) {
            std::vector<const Difference*> others;
            std::string first;
            for (const Comparison& comparison : m_trend.againstFirst) {
                const auto found =
                    std::ranges::find(comparison.packages, name, &PackageDifference::importPath);
                others.push_back(found == comparison.packages.end() ? nullptr : &found->time);
                if (found != comparison.packages.end() && first.empty())
                    first = measuredText(found->time.before, Unit::Nanoseconds);
            }
            append(table, name, first, others);
        }
        return table;
    }

    const Trend& m_trend;
    const CompareReportOptions& m_options;
};

} // namespace

ComparePage trendPage(const Trend& trend, const CompareReportOptions& options) {
    return TrendPage(trend, options).make();
}

} // namespace rt0
