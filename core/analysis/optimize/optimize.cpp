#include "analysis/optimize/optimize.h"

#include "analysis/optimize/assess.h"
#include "analysis/optimize/rebuilt.h"
#include "analysis/optimize/trial.h"
#include "timeline/recordedstart.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fmt/format.h>
#include <list>
#include <utility>

namespace rt0 {
namespace {

using compare::Difference;
using trials::Trial;

constexpr const char* kBest = "best";

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

class Optimizer {
public:
    Optimizer(OptimizationLab& lab, const OptimizeOptions& options, const std::stop_token& stop)
        : m_lab(lab), m_options(options), m_stop(stop) {}

    Result<OptimizationTable> run(const OptimizationCatalogue& catalogue) {
        if (auto described = describe(catalogue); !described)
            return tl::unexpected(described.error());
        if (const std::string unknown = unknownVariant(); !unknown.empty())
            return tl::unexpected(Error{fmt::format("there is no variant \"{}\"", unknown), {}, knownIds()});
        for (const auto& [id, program] : m_options.rebuilt)
            if (const OptimizationRow* row = m_table.find(id); row == nullptr || !row->guided)
                return tl::unexpected(notGuided(id, row != nullptr));
        choose();
        tellSoFar();
        std::list<Trial> trials = build();
        tellSoFar();
        if (!trials.empty())
            if (auto measured = measure(trials); !measured)
                return tl::unexpected(measured.error());
        tellSoFar();
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
    Error notGuided(const std::string& id, bool known) const;
    std::string rebuiltFor(const OptimizationRow& row) const;
    void tellSoFar() const;
    void choose();
    std::list<Trial> build();
    Result<void> measure(std::list<Trial>& trials);
    Result<void> combine();
    Result<bool> tryAdding(std::vector<const OptimizationRow*>& set, const OptimizationRow& next,
                           OptimizationRow& best);
    bool sensible(const std::vector<const OptimizationRow*>& set, const OptimizationRow& next) const;

    OptimizationLab& m_lab;
    const OptimizeOptions& m_options;
    const std::stop_token& m_stop;
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
    auto recorded = m_lab.recordBase(m_stop);
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

Error Optimizer::notGuided(const std::string& id, bool known) const {
    Error error{known ? fmt::format("\"{}\" is built by itself: there is nothing to rebuild by hand", id)
                      : fmt::format("there is no variant \"{}\"", id),
                {},
                "rebuilt programs are taken for "};
    const char* separator = "";
    for (const OptimizationRow& row : m_table.rows)
        if (row.guided)
            error.hint += std::exchange(separator, ", ") + row.id;
    return error;
}

/// The program that the user rebuilt with this change; empty: none.
std::string Optimizer::rebuiltFor(const OptimizationRow& row) const {
    const auto found = m_options.rebuilt.find(row.id);
    return found == m_options.rebuilt.end() ? std::string() : found->second;
}

void Optimizer::tellSoFar() const {
    if (!m_options.soFar)
        return;
    OptimizationTable table = m_table;
    rank(table);
    m_options.soFar(table);
}

/// What is left out says why.
void Optimizer::choose() {
    std::vector<OptimizationRow*> imports;
    for (OptimizationRow& row : m_table.rows) {
        if (row.guided && !rebuiltFor(row).empty())
            continue;
        if (row.guided)
            row.whyNotMeasured = "guided: write it, build it, and measure the rebuilt program (--rebuilt)";
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
        const std::string rebuilt = rebuiltFor(row);
        auto built =
            rebuilt.empty() ? m_lab.build(row.change, row.id, m_stop) : takeRebuilt(m_lab, row, rebuilt);
        if (!built && !rebuilt.empty()) {
            row.whyNotMeasured = built.error().message();
            continue;
        }
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
        const bool ours = rebuilt.empty() && built->program != m_lab.base().program;
        trials.push_back({&row, std::move(*built), ours});
    }
    return trials;
}

Result<void> Optimizer::measure(std::list<Trial>& trials) {
    const auto recorded = trials::start(m_lab, trials, !m_options.rebuilt.empty(), m_stop);
    if (!recorded)
        return tl::unexpected(recorded.error());
    if (recorded->sides.empty())
        return {};
    m_table.base = trials::startTimeOf(recorded->sides.front());
    m_table.runs = m_table.base->samples.size();
    trials::take(trials, *recorded, m_options.alpha);
    if (recorded->control) {
        Difference control;
        control.before = *m_table.base;
        control.after = trials::startTimeOf(*recorded->control);
        trials::decideAlone(control, m_options.alpha);
        m_table.control = std::move(control);
    }
    for (const Trial& trial : trials) {
        std::error_code ignored;
        if (trial.ours)
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
        auto built = m_lab.build(row->change, row->title, m_stop);
        if (!built) {
            m_table.notes.push_back(
                fmt::format("{} could not be built: {}", row->title, built.error().message()));
            return m_stop.stop_requested() ? Result<bool>(tl::unexpect, built.error()) : false;
        }
        row->sizeChange = row->change.needsBuild()
                              ? std::optional(static_cast<std::int64_t>(built->bytes) -
                                              static_cast<std::int64_t>(m_lab.base().bytes))
                              : std::nullopt;
        const bool ours = built->program != m_lab.base().program;
        trials.push_back({row, std::move(*built), ours});
    }
    const auto recorded = trials::start(m_lab, trials, false, m_stop);
    if (!recorded)
        return tl::unexpected(recorded.error());
    if (trials.size() != 2)
        return false;
    trials::take(trials, *recorded, m_options.alpha);
    if (!before.measured || !after.measured)
        return false;
    Difference step;
    step.before = before.measured->after;
    step.after = after.measured->after;
    trials::decideAlone(step, m_options.alpha);
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
        if (!row.guided && isFaster(row) && keepsOutput(row)) // what was written by hand cannot be built upon
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
