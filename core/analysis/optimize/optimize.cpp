#include "analysis/optimize/optimize.h"

#include "analysis/compare/family.h"
#include "analysis/compare/measured.h"
#include "analysis/optimize/assess.h"
#include "analysis/optimize/outputcheck.h"
#include "timeline/launchstartup.h"
#include "timeline/recordedstart.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fmt/format.h>
#include <list>

namespace rt0 {
namespace {

using compare::Difference;
using compare::Measured;
using compare::MetricId;

constexpr const char* kBest = "best";

/// A row and what it is measured as.
struct Trial {
    OptimizationRow* row = nullptr;
    BuiltProgram built;
};

bool collectorGroup(OptimizationSubject subject) {
    return subject == OptimizationSubject::GcOff || subject == OptimizationSubject::GcUntilMain;
}

bool isFaster(const OptimizationRow& row) {
    return row.verdict == OptimizationVerdict::Faster || row.verdict == OptimizationVerdict::Confirmed ||
           row.verdict == OptimizationVerdict::SmallerThanClaimed;
}

bool keepsOutput(const OptimizationRow& row) {
    return !row.output || row.output->result != OutputCheck::Result::Changed;
}

/// The time of whole starts: to ready where that was asked for, else to main.main.
Measured startTimeOf(const Launch& launch) {
    Rt0File file;
    file.launch = launch;
    const Document document = documentOf(std::move(file), {});
    if (document.startups.empty())
        return {};
    const Startup& startup = document.startups.front();
    return compare::metricOf(startup,
                             launch.until == LaunchUntil::MainMain ? MetricId::ToMain : MetricId::ToReady);
}

class Optimizer {
public:
    Optimizer(OptimizationLab& lab, const OptimizeOptions& options, const std::stop_token& stop)
        : m_lab(lab), m_options(options), m_stop(stop) {
        m_compare.alpha = options.alpha;
    }

    Result<OptimizationTable> run(const OptimizationCatalogue& catalogue) {
        if (auto described = describe(catalogue); !described)
            return tl::unexpected(described.error());
        if (const std::string unknown = unknownVariant(); !unknown.empty())
            return tl::unexpected(Error{fmt::format("there is no variant \"{}\"", unknown), {}, knownIds()});
        choose();
        std::list<Trial> trials = build();
        if (!trials.empty())
            if (auto measured = measure(trials); !measured)
                return tl::unexpected(measured.error());
        if (wanted(kBest) && m_lab.hasSource())
            if (auto combined = combine(); !combined)
                return tl::unexpected(combined.error());
        if (m_stop.stop_requested())
            return tl::unexpected(Error{"cancelled", {}, {}});
        rank(m_table);
        return std::move(m_table);
    }

private:
    Result<void> describe(const OptimizationCatalogue& catalogue);
    bool wanted(const std::string& id) const;
    std::string unknownVariant() const;
    std::string knownIds() const;
    void choose();
    std::list<Trial> build();
    Result<void> measure(std::list<Trial>& trials);
    Result<RecordedComparison> started(std::list<Trial>& trials);
    void take(const Trial& trial, const Launch& launch, const RecordedComparison& recorded);
    void decide(std::list<Trial>& trials);
    Result<void> combine();
    Result<bool> tryAdding(std::vector<const OptimizationRow*>& set, const OptimizationRow& next,
                           OptimizationRow& best);
    bool sensible(const std::vector<const OptimizationRow*>& set, const OptimizationRow& next) const;

    OptimizationLab& m_lab;
    const OptimizeOptions& m_options;
    const std::stop_token& m_stop;
    compare::CompareOptions m_compare;
    std::shared_ptr<const Document> m_document; ///< of the program as it is
    OptimizationTable m_table;
};

Nanoseconds wholeStart(const Startup& startup) {
    const RecordedStart& recorded = *startup.recorded;
    const RunStatistics& whole = recorded.launch->until == LaunchUntil::MainMain
                                     ? (recorded.bareToMain.runs > 0 ? recorded.bareToMain : recorded.toMain)
                                     : recorded.bareToReady;
    return whole.runs > 0 ? whole.median : Nanoseconds(0);
}

Error notMeasurable(const Startup* startup) {
    Error error{"the start of the program could not be measured as it is", {}, {}};
    if (startup != nullptr && startup->recorded && !startup->recorded->launch->warnings.empty())
        error.what += ": " + startup->recorded->launch->warnings.front().message;
    error.hint = "try it with rt0scope record first";
    return error;
}

Result<void> Optimizer::describe(const OptimizationCatalogue& catalogue) {
    ProgramFacts facts;
    auto binary = BinaryFacts::of(m_lab.base().program);
    if (!binary)
        return tl::unexpected(binary.error());
    facts.binary = std::move(*binary);
    facts.source = m_lab.hasSource();
    auto recorded = m_lab.recordBase();
    if (!recorded)
        return tl::unexpected(recorded.error());
    m_document = std::move(*recorded);
    const Startup* const startup = m_document->startups.empty() ? nullptr : &m_document->startups.front();
    if (startup == nullptr || !startup->recorded)
        return tl::unexpected(notMeasurable(nullptr));
    facts.total = wholeStart(*startup);
    if (facts.total.count() <= 0)
        return tl::unexpected(notMeasurable(startup));
    facts.startup = std::shared_ptr<const Startup>(m_document, startup);
    // The recording keeps the start that it logged, with its perturbed times, behind the others.
    if (startup->recorded->logRun && m_document->startups.size() > 1)
        facts.logged = std::shared_ptr<const Startup>(m_document, &m_document->startups.back());
    if (startup->graph)
        facts.inits = std::make_shared<initgraph::InitGraph>(initgraph::analyse(*startup->graph, *startup));
    facts.blankImports = m_lab.blankImports();
    m_table.program = m_lab.name();
    m_table.goVersion = facts.binary.goVersion;
    m_table.build = rt0::describe(facts.binary);
    m_table.bytes = m_lab.base().bytes;
    m_table.metric = startup->recorded->launch->until == LaunchUntil::MainMain ? "to main.main" : "to ready";
    m_table.notes = m_lab.notes();
    m_table.rows = assess(catalogue, facts);
    return {};
}

/// Named by its id, or by the id's part before ':'.
bool named(const std::string& id, const std::string& name) {
    return id == name || (id.starts_with(name) && id[name.size()] == ':');
}

bool Optimizer::wanted(const std::string& id) const {
    return m_options.variants.empty() ||
           std::ranges::any_of(m_options.variants, [&](const std::string& name) { return named(id, name); });
}

std::string Optimizer::unknownVariant() const {
    for (const std::string& name : m_options.variants) {
        const bool known = name == kBest || name == "none" ||
                           std::ranges::any_of(
                               m_table.rows, [&](const OptimizationRow& row) { return named(row.id, name); });
        if (!known)
            return name;
    }
    return {};
}

std::string Optimizer::knownIds() const {
    std::string ids = "there are ";
    for (const OptimizationRow& row : m_table.rows)
        ids += row.id + ", ";
    return ids + "best, none";
}

/// What is left out says why.
void Optimizer::choose() {
    std::vector<OptimizationRow*> imports;
    for (OptimizationRow& row : m_table.rows) {
        if (row.guided)
            row.whyNotMeasured = "guided: write it, build it and compare the two programs";
        else if (row.applicability == Applicability::NeedsSource)
            row.whyNotMeasured = "needs the source: name the folder of the package instead of the program";
        else if (!wanted(row.id))
            row.whyNotMeasured = "not asked for";
        else if (row.applicability == Applicability::NotApplicable && m_options.variants.empty())
            row.whyNotMeasured = "does not apply";
        else if (row.change == VariantSpec{})
            row.whyNotMeasured = "there is nothing to change";
        else if (row.subject == OptimizationSubject::BlankImport)
            imports.push_back(&row);
    }
    const auto remains = [](const OptimizationRow* row) {
        return row->prediction && row->prediction->ratio ? row->prediction->ratio->lo : 1.0;
    };
    std::ranges::stable_sort(imports, {}, remains);
    for (std::size_t i = m_options.blankImports; i < imports.size(); ++i)
        imports[i]->whyNotMeasured = fmt::format(
            "not among the {} most promising ones; name it to measure it", m_options.blankImports);
}

std::list<Trial> Optimizer::build() {
    std::list<Trial> trials;
    for (OptimizationRow& row : m_table.rows) {
        if (!row.whyNotMeasured.empty() || m_stop.stop_requested())
            continue;
        auto built = m_lab.build(row.change, row.id);
        if (!built) {
            row.buildFailure = built.error().message();
            row.whyNotMeasured = "it could not be built";
            continue;
        }
        if (row.change.needsBuild()) {
            row.sizeChange =
                static_cast<std::int64_t>(built->bytes) - static_cast<std::int64_t>(m_lab.base().bytes);
            if (row.change.mainFiles.empty() && row.change.withoutImports.empty())
                row.buildCommand = built->command;
        }
        trials.push_back({&row, std::move(*built)});
    }
    return trials;
}

/// A variant that cannot even be started costs its own row, not the others.
Result<RecordedComparison> Optimizer::started(std::list<Trial>& trials) {
    while (!trials.empty()) {
        std::vector<ComparedProgram> programs{{"as it is", {m_lab.base().program}, {}}};
        for (const Trial& trial : trials)
            programs.push_back({trial.row->id, {trial.built.program}, trial.row->change.runEnvironment});
        auto recorded = m_lab.measure(programs);
        if (recorded || m_stop.stop_requested())
            return recorded;
        const auto failed = std::ranges::find_if(trials, [&](const Trial& trial) {
            return trial.built.program == recorded.error().where &&
                   trial.built.program != m_lab.base().program;
        });
        if (failed == trials.end())
            return recorded;
        failed->row->whyNotMeasured = recorded.error().message();
        trials.erase(failed);
    }
    return RecordedComparison{};
}

void Optimizer::take(const Trial& trial, const Launch& launch, const RecordedComparison& recorded) {
    OptimizationRow& row = *trial.row;
    Difference difference;
    difference.before = startTimeOf(recorded.sides.front());
    difference.after = startTimeOf(launch);
    if (recorded.control)
        difference.control = startTimeOf(*recorded.control);
    if (!difference.after.known())
        row.whyNotMeasured = launch.warnings.empty() ? "it did not come to the end of its start"
                                                     : launch.warnings.front().message;
    else
        row.measured = std::move(difference);
    row.output = checkOutput(recorded.sides.front(), recorded.control ? &*recorded.control : nullptr, launch);
}

void Optimizer::decide(std::list<Trial>& trials) {
    compare::Family family(m_compare, 1);
    for (const Trial& trial : trials)
        if (trial.row->measured)
            family.add(*trial.row->measured);
    family.decide();
    for (const Trial& trial : trials)
        trial.row->verdict = verdictOf(trial.row->measured, trial.row->claim);
}

Result<void> Optimizer::measure(std::list<Trial>& trials) {
    const auto recorded = started(trials);
    if (!recorded)
        return tl::unexpected(recorded.error());
    if (recorded->sides.empty())
        return {};
    m_table.base = startTimeOf(recorded->sides.front());
    m_table.runs = m_table.base->samples.size();
    std::size_t side = 1;
    for (const Trial& trial : trials)
        take(trial, recorded->sides[side++], *recorded);
    decide(trials);
    if (recorded->control) {
        Difference control;
        control.before = *m_table.base;
        control.after = startTimeOf(*recorded->control);
        compare::Family alone(m_compare, 1);
        alone.add(control);
        alone.decide();
        m_table.control = std::move(control);
    }
    for (const Trial& trial : trials) {
        std::error_code ignored;
        if (trial.built.program != m_lab.base().program)
            std::filesystem::remove(trial.built.program, ignored);
    }
    return {};
}

bool Optimizer::sensible(const std::vector<const OptimizationRow*>& set, const OptimizationRow& next) const {
    VariantSpec together;
    bool collector = false;
    for (const OptimizationRow* const part : set) {
        together = combined(together, part->change);
        collector = collector || collectorGroup(part->subject);
    }
    return compatible(together, next.change) && combined(together, next.change) != together &&
           !(collector && collectorGroup(next.subject));
}

/// True: with it, the set is faster.
Result<bool> Optimizer::tryAdding(std::vector<const OptimizationRow*>& set, const OptimizationRow& next,
                                  OptimizationRow& best) {
    OptimizationRow before = combinationOf(set);
    set.push_back(&next);
    OptimizationRow after = combinationOf(set);
    before.id = "without " + next.id;
    std::list<Trial> trials;
    for (OptimizationRow* const row : {&before, &after}) {
        auto built = m_lab.build(row->change, row->title);
        if (!built) {
            m_table.notes.push_back(
                fmt::format("{} could not be built: {}", row->title, built.error().message()));
            return m_stop.stop_requested() ? Result<bool>(tl::unexpect, built.error()) : false;
        }
        row->sizeChange = row->change.needsBuild()
                              ? std::optional(static_cast<std::int64_t>(built->bytes) -
                                              static_cast<std::int64_t>(m_lab.base().bytes))
                              : std::nullopt;
        trials.push_back({row, std::move(*built)});
    }
    const auto recorded = started(trials);
    if (!recorded)
        return tl::unexpected(recorded.error());
    if (trials.size() != 2)
        return false;
    take(trials.front(), recorded->sides[1], *recorded);
    take(trials.back(), recorded->sides[2], *recorded);
    decide(trials);
    if (!before.measured || !after.measured)
        return false;
    Difference step;
    step.before = before.measured->after;
    step.after = after.measured->after;
    compare::Family alone(m_compare, 1);
    alone.add(step);
    alone.decide();
    const double chance = std::abs(after.measured->controlRatio.value_or(1) - 1);
    const bool faster = compare::differs(step) && *step.ratio < 1 && 1 - *step.ratio > chance;
    if (faster && keepsOutput(after) && isFaster(after)) {
        best = std::move(after);
        return true;
    }
    return false;
}

/// Begins with the best single change and keeps whatever makes it faster still.
Result<void> Optimizer::combine() {
    std::vector<const OptimizationRow*> faster;
    for (const OptimizationRow& row : m_table.rows)
        if (isFaster(row) && keepsOutput(row))
            faster.push_back(&row);
    if (faster.size() < 2)
        return {};
    std::ranges::stable_sort(faster, {}, [](const OptimizationRow* row) { return *row->measured->ratio; });
    std::vector<const OptimizationRow*> set{faster.front()};
    OptimizationRow best;
    std::size_t steps = 0;
    for (std::size_t i = 1; i < faster.size() && steps < m_options.steps; ++i) {
        if (!sensible(set, *faster[i]))
            continue;
        ++steps;
        std::vector<const OptimizationRow*> larger = set;
        const auto helped = tryAdding(larger, *faster[i], best);
        if (!helped)
            return tl::unexpected(helped.error());
        if (*helped)
            set = std::move(larger);
    }
    if (set.size() > 1)
        m_table.rows.push_back(std::move(best));
    else if (steps > 0)
        m_table.notes.push_back(fmt::format("no other change makes {} faster still", set.front()->id));
    return {};
}

} // namespace

Result<OptimizationTable> optimize(OptimizationLab& lab, const OptimizationCatalogue& catalogue,
                                   const OptimizeOptions& options, const std::stop_token& stop) {
    return Optimizer(lab, options, stop).run(catalogue);
}

} // namespace rt0
