#include "report/comparetables.h"

#include "base/format.h"
#include "timeline/recordedstart.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <string_view>

namespace rt0 {
namespace {

using namespace compare;

std::string duration(double ns) {
    return formatDuration(Nanoseconds(std::llround(ns)));
}

std::string signedDuration(double ns) {
    return (ns < 0 ? "-" : "+") + duration(std::abs(ns));
}

std::string controlText(const Difference& difference) {
    return difference.controlRatio ? percentText(*difference.controlRatio) : "";
}

const char* presenceText(const PackageDifference& package) {
    switch (package.presence) {
    case Presence::Added:
        return "added";
    case Presence::Removed:
        return "removed";
    case Presence::Both:
        break;
    }
    return package.moved ? "moved" : "";
}

bool bindsAtStart(const Side& side, const BuildFacts& facts) {
    const auto bound = facts.link.find("binds at start");
    if (bound != facts.link.end() && bound->second == "yes")
        return true;
    return std::ranges::any_of(side.recorded()->launch->environment, [](const std::string& setting) {
        return setting.starts_with("LD_BIND_NOW=") &&
               setting.size() > std::string_view("LD_BIND_NOW=").size();
    });
}

class Page {
public:
    Page(const Comparison& comparison, const CompareReportOptions& options)
        : m_comparison(comparison), m_options(options) {}

    ComparePage make() {
        addHeadline();
        addOtherMetrics();
        addPackageSentences();
        addBuildSentence();
        for (const Diagnostic& warning : m_comparison.warnings)
            m_page.warnings.push_back(warning.hint.empty() ? warning.message
                                                           : warning.message + "; " + warning.hint);
        addMetrics();
        addPhases();
        addLinking();
        addPackages();
        addCounted();
        addBuild();
        return std::move(m_page);
    }

private:
    std::vector<TextColumn> columns(const char* what) const {
        std::vector<TextColumn> columns{{what},
                                        {m_comparison.before.label, Align::Right},
                                        {m_comparison.after.label, Align::Right},
                                        {"difference", Align::Right}};
        if (m_comparison.control)
            columns.push_back({"control", Align::Right});
        return columns;
    }

    std::vector<std::string> row(std::string name, const Difference& difference) const {
        std::vector<std::string> cells{std::move(name), measuredText(difference.before, difference.unit),
                                       measuredText(difference.after, difference.unit),
                                       differenceText(difference)};
        if (m_comparison.control)
            cells.push_back(controlText(difference));
        return cells;
    }

    void addHeadline() {
        const MetricDifference* const headline = m_comparison.headline();
        if (headline == nullptr) {
            m_page.sentences.emplace_back("Neither side says how long the start took.");
            return;
        }
        const Difference& value = headline->value;
        std::string text = fmt::format("{}: {} {}, {} {}", headline->name, m_comparison.before.label,
                                       measuredText(value.before, value.unit), m_comparison.after.label,
                                       measuredText(value.after, value.unit));
        switch (value.verdict) {
        case Verdict::Differs:
            text += fmt::format(": {} is {} than {}, {}.", m_comparison.after.label,
                                value.delta() < 0 ? "faster" : "slower", m_comparison.before.label,
                                differenceText(value));
            break;
        case Verdict::OneRunOnly:
            text += fmt::format(": {} of 1 run each, not significant by itself.", percentText(*value.ratio));
            break;
        case Verdict::Unsettled:
            text += ": more than chance by the test, but the interval of the ratio includes 1 (~).";
            break;
        case Verdict::WithinControl:
            text += ": no larger a difference than two equal copies show here (~).";
            break;
        case Verdict::TooFewRuns:
            text += ": too few runs to tell.";
            break;
        default:
            text += ": no significant difference (~).";
        }
        if (value.controlRatio)
            text += fmt::format(" Two equal copies of {} differ by {} here.", m_comparison.before.label,
                                percentText(*value.controlRatio));
        m_page.sentences.push_back(std::move(text));
    }

    /// Where the headline is drowned in noise, CPU time and allocations may still tell.
    void addOtherMetrics() {
        const MetricDifference* const headline = m_comparison.headline();
        std::string text;
        for (const MetricDifference& metric : m_comparison.metrics)
            if (&metric != headline && metric.id < MetricId::InitCount && differs(metric.value))
                text += fmt::format("{}{} {}", text.empty() ? "" : ", ", metric.name,
                                    metric.value.ratio ? percentText(*metric.value.ratio) : "differs");
        if (!text.empty())
            m_page.sentences.push_back("Significant as well: " + text + ".");
    }

    void addPackageSentences() {
        if (m_comparison.packages.empty())
            return;
        std::array<std::size_t, 3> count{};
        std::array<double, 3> time{};
        std::size_t moved = 0;
        std::size_t slower = 0;
        std::size_t faster = 0;
        for (const PackageDifference& package : m_comparison.packages) {
            const auto presence = static_cast<std::size_t>(package.presence);
            ++count[presence];
            time[presence] += package.time.delta();
            moved += package.moved ? 1 : 0;
            if (package.presence == Presence::Both && differs(package.time))
                ++(package.time.delta() > 0 ? slower : faster);
        }
        std::string text = fmt::format(
            "Package inits: {} in both, {} added ({}), {} removed ({}), {} moved in the order.", count[0],
            count[1], signedDuration(time[1]), count[2], signedDuration(time[2]), moved);
        text += fmt::format(" Of those in both {} are significantly slower and {} faster; together they "
                            "changed by {} (sum of medians).",
                            slower, faster, signedDuration(time[0]));
        m_page.sentences.push_back(std::move(text));
    }

    void addBuildSentence() {
        if (m_comparison.buildChanges.empty())
            return;
        std::string text = "Builds differ:";
        std::size_t modules = 0;
        const char* separator = " ";
        for (const BuildChange& change : m_comparison.buildChanges) {
            if (change.kind == BuildChange::Kind::Module) {
                ++modules;
            } else {
                text += fmt::format("{}{} {} → {}", separator, change.name,
                                    elided(change.before.empty() ? "none" : change.before, 32),
                                    elided(change.after.empty() ? "none" : change.after, 32));
                separator = "; ";
            }
        }
        if (modules > 0)
            text += fmt::format("{}{} modules have another version", separator, modules);
        m_page.sentences.push_back(text + ".");
    }

    static bool ofFile(MetricId id) { return id >= MetricId::Relocations; }
    static bool ofLinking(MetricId id) {
        return (id >= MetricId::LoaderCycles && id <= MetricId::BindingCycles) ||
               (id >= MetricId::Relocations && id <= MetricId::JumpSlots);
    }

    void addMetrics() {
        CompareSection section{"The start as a whole", columns(""), {}, {}};
        for (const MetricDifference& metric : m_comparison.metrics)
            if (!ofLinking(metric.id) && !ofFile(metric.id))
                section.rows.push_back(row(metric.name, metric.value));
        m_page.sections.push_back(std::move(section));
        CompareSection file{"The program's file", columns(""), {}, {}};
        for (const MetricDifference& metric : m_comparison.metrics)
            if (ofFile(metric.id) && !ofLinking(metric.id))
                file.rows.push_back(row(metric.name, metric.value));
        if (!file.rows.empty())
            m_page.sections.push_back(std::move(file));
    }

    void addPhases() {
        CompareSection section{"Phases", columns("phase"), {}, {}};
        for (const PhaseDifference& phase : m_comparison.phases) {
            section.rows.push_back(row(phase.name, phase.time));
            for (const PartDifference& part : phase.parts)
                if (differs(part.time))
                    section.rows.push_back(row("  " + part.name, part.time));
        }
        if (!section.rows.empty())
            section.notes.emplace_back("Of the steps inside phases only those that differ are listed.");
        m_page.sections.push_back(std::move(section));
    }

    /// What the dynamic linker has to do, and what that takes.
    void addLinking() {
        CompareSection section{"Dynamic linking", columns(""), {}, {}};
        const auto loader = std::ranges::find(m_comparison.phases, PhaseId::Loader, &PhaseDifference::id);
        if (loader != m_comparison.phases.end())
            section.rows.push_back(row("loader phase", loader->time));
        for (const MetricDifference& metric : m_comparison.metrics)
            if (ofLinking(metric.id))
                section.rows.push_back(row(metric.name, metric.value));
        if (section.rows.empty())
            return;
        section.notes.push_back(linkingText(m_comparison, &Difference::before));
        section.notes.push_back(linkingText(m_comparison, &Difference::after));
        m_page.sections.push_back(std::move(section));
    }

    std::string explanation(const PackageDifference& package) const {
        if (package.explanations.empty())
            return "";
        const BuildChange& change = m_comparison.buildChanges[package.explanations.front()];
        return fmt::format("{} {} → {}", change.name, change.before.empty() ? "none" : change.before,
                           change.after.empty() ? "none" : change.after);
    }

    void addPackages() {
        const auto changed = changedByTime(m_comparison);
        CompareSection section{"Package inits that differ in time", columns("package"), {}, {}};
        section.columns.push_back({""});
        const bool explained = std::ranges::any_of(
            changed, [](const PackageDifference* one) { return !one->explanations.empty(); });
        if (explained)
            section.columns.push_back({"why, perhaps"});
        const std::size_t shown =
            m_options.top == 0 ? changed.size() : std::min(m_options.top, changed.size());
        for (std::size_t i = 0; i < shown; ++i) {
            auto cells = row(changed[i]->importPath, changed[i]->time);
            cells.emplace_back(changed[i]->presence == Presence::Both ? presenceText(*changed[i]) : "");
            if (explained)
                cells.push_back(explanation(*changed[i]));
            section.rows.push_back(std::move(cells));
        }
        if (shown < changed.size())
            section.notes.push_back(
                fmt::format("{} more differ; --top 0 lists all.", changed.size() - shown));
        if (changed.empty())
            section.notes.emplace_back("None.");
        m_page.sections.push_back(std::move(section));
    }

    /// Allocations hardly vary, so that they tell more than times do.
    void addCounted() {
        std::vector<const PackageDifference*> counted;
        for (const PackageDifference& package : m_comparison.packages)
            if (package.presence == Presence::Both && (differs(package.bytes) || differs(package.allocs)))
                counted.push_back(&package);
        if (counted.empty())
            return;
        std::ranges::stable_sort(counted, std::ranges::greater{},
                                 [](const PackageDifference* one) { return std::abs(one->bytes.delta()); });
        CompareSection section{"Package inits that allocate differently", columns("package"), {}, {}};
        constexpr std::size_t kShown = 10;
        const std::size_t most = m_options.top == 0 ? counted.size() : std::min(m_options.top, kShown);
        for (std::size_t i = 0; i < std::min(most, counted.size()); ++i)
            section.rows.push_back(row(counted[i]->importPath, counted[i]->bytes));
        if (counted.size() > section.rows.size())
            section.notes.push_back(fmt::format("{} more allocate differently; --top 0 lists all.",
                                                counted.size() - section.rows.size()));
        m_page.sections.push_back(std::move(section));
    }

    void addBuild() {
        if (m_comparison.buildChanges.empty())
            return;
        CompareSection section{"Builds",
                               {{""},
                                {m_comparison.before.label},
                                {m_comparison.after.label},
                                {"packages that differ", Align::Right}},
                               {},
                               {}};
        for (const BuildChange& change : m_comparison.buildChanges)
            section.rows.push_back({change.name, change.before, change.after,
                                    change.packages > 0 ? formatCount(change.packages) : ""});
        m_page.sections.push_back(std::move(section));
    }

    const Comparison& m_comparison;
    const CompareReportOptions& m_options;
    ComparePage m_page;
};

/// What the first call through a PLT entry takes beyond later ones.
std::string callsText(const Comparison& comparison, Measured Difference::*which, bool boundAtStart) {
    if (boundAtStart)
        return "No call through a PLT entry is a first one.";
    const MetricDifference* const binding = comparison.metric(MetricId::BindingCycles);
    if (binding == nullptr || !(binding->value.*which).known())
        return "First and later calls through a PLT entry: not measured.";
    const Measured& cycles = binding->value.*which;
    return fmt::format(
        "The first call through a PLT entry takes {:.0f} cycles more than later ones, to bind it "
        "(median of {} pairs of starts with and without LD_BIND_NOW; entering the resolver is "
        "not counted).",
        cycles.median, cycles.samples.size());
}

} // namespace

std::string linkingText(const Comparison& comparison, Measured Difference::*which) {
    const bool isBefore = which == &Difference::before;
    const Side& side = isBefore ? comparison.before : comparison.after;
    const auto& facts = isBefore ? comparison.buildBefore : comparison.buildAfter;
    if (facts && !facts->dynamic)
        return side.label + ": static, without a loader.";
    std::string text = side.label + ": dynamic";
    if (facts)
        text += bindsAtStart(side, *facts) ? ", JUMP_SLOTs are bound at start"
                                           : ", JUMP_SLOTs are bound lazily, at their first call";
    const auto loader = std::ranges::find(comparison.phases, PhaseId::Loader, &PhaseDifference::id);
    const MetricDifference* const toMain = comparison.metric(MetricId::ToMain);
    if (loader != comparison.phases.end() && toMain != nullptr && (loader->time.*which).known() &&
        (toMain->value.*which).median > 0)
        text += fmt::format("; the loader takes {} of the time to main.main",
                            formatShare((loader->time.*which).median / (toMain->value.*which).median));
    const auto& statistics = side.startup->loader;
    if (statistics && statistics->relocationCycles && statistics->totalCycles.value_or(0) > 0)
        text += fmt::format("; relocations take {} of its cycles (1 run with LD_DEBUG)",
                            formatShare(static_cast<double>(*statistics->relocationCycles) /
                                        static_cast<double>(*statistics->totalCycles)));
    return text + ". " + callsText(comparison, which, facts && bindsAtStart(side, *facts));
}

ComparePage pairPage(const Comparison& comparison, const CompareReportOptions& options) {
    return Page(comparison, options).make();
}

ComparePage comparePage(const Trend& trend, const CompareReportOptions& options) {
    if (trend.againstFirst.size() == 1)
        return pairPage(trend.againstFirst.front(), options);
    return trendPage(trend, options);
}

} // namespace rt0
