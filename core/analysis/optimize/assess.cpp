#include "analysis/optimize/assess.h"

#include "analysis/optimize/assessment.h"
#include "base/format.h"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <set>

namespace rt0 {
namespace optimize {

StartFacts::StartFacts(const ProgramFacts& facts) : program(facts) {
    if (!facts.logged)
        return;
    gc = gcAdvice(gcTimeline(*facts.logged), *facts.logged);
    gcKnown = true; // a log without a cycle says that there was none
}

std::optional<compare::Interval> StartFacts::without(const TimeBounds& saved) const {
    if (program.total.count() <= 0)
        return std::nullopt;
    const auto remains = [&](Nanoseconds gone) {
        return std::max(0.0,
                        1 - static_cast<double>(gone.count()) / static_cast<double>(program.total.count()));
    };
    return compare::Interval{remains(saved.hi), remains(saved.lo)};
}

std::string StartFacts::ofTotal(const TimeBounds& part) const {
    return program.total.count() <= 0
               ? formatBounds(part)
               : fmt::format("{} of {}", formatBounds(part), formatDuration(program.total));
}

} // namespace optimize

namespace {

using optimize::StartFacts;

constexpr const char* kMemoryLimit = "{memory_limit}";

void notApplicable(OptimizationRow& row, std::string why) {
    row.applicability = Applicability::NotApplicable;
    row.evidence.push_back(std::move(why));
}

void assessStrip(OptimizationRow& row, const StartFacts& start) {
    const BinaryFacts& binary = start.program.binary;
    const std::uint64_t bytes = binary.sizes.symbolTable + binary.sizes.dwarf;
    if (!binary.link.hasSymbolTable && !binary.link.hasDwarf)
        return notApplicable(row, "the program has neither symbol table nor DWARF");
    row.evidence.push_back(fmt::format("symbol table and DWARF are {} of the file's {}", formatBytes(bytes),
                                       formatBytes(binary.sizes.file)));
    row.prediction =
        OptimizationPrediction{compare::Interval{1, 1}, "saves no time",
                               "symbol table and DWARF are in no loaded segment: a start never reads them"};
}

/// What a phase took in the runs with probes.
TimeBounds boundsOf(const Phase& phase) {
    return phase.overRuns.runs > 0 ? TimeBounds{phase.overRuns.min, phase.overRuns.max + Nanoseconds(1)}
                                   : phase.duration;
}

void assessStatic(OptimizationRow& row, const StartFacts& start) {
    const BinaryFacts& binary = start.program.binary;
    if (binary.link.isStatic())
        return notApplicable(row, "the program is static already");
    row.evidence.push_back(
        fmt::format("{} loads {}", binary.link.interpreter, fmt::join(binary.link.needed, ", ")));
    if (start.startup() != nullptr && start.startup()->graph)
        for (const GoPackage& package : start.startup()->graph->packages.packages())
            if (package.cgo && !package.standard)
                row.evidence.push_back(package.importPath + " has C code: it may not build without cgo");
    if (start.startup() == nullptr || !start.startup()->phase(PhaseId::Loader).measured)
        return;
    const TimeBounds loader = boundsOf(start.startup()->phase(PhaseId::Loader));
    row.prediction = OptimizationPrediction{
        start.without(loader), "saves " + start.ofTotal(loader),
        "the loader's phase goes; what the C library and cgo do later is not counted", true};
}

void assessExe(OptimizationRow& row, const StartFacts& start) {
    const BinaryFacts& binary = start.program.binary;
    if (!binary.link.isPie)
        return notApplicable(row, "the program is no PIE");
    row.evidence.push_back(
        fmt::format("{} relative relocations are applied at start", formatCount(binary.relativeRelocations)));
    const Startup* const startup = start.startup();
    if (startup == nullptr || !startup->loader || !startup->phase(PhaseId::Loader).measured ||
        binary.relocations == 0)
        return;
    const double total = static_cast<double>(startup->loader->totalCycles.value_or(0));
    const double relocating = static_cast<double>(startup->loader->relocationCycles.value_or(0));
    if (total <= 0 || relocating > total)
        return;
    const TimeBounds loader = boundsOf(startup->phase(PhaseId::Loader));
    const auto part = [&](Nanoseconds time) {
        return Nanoseconds(static_cast<std::int64_t>(static_cast<double>(time.count()) * relocating / total));
    };
    const TimeBounds saved{Nanoseconds(0), part(loader.hi)};
    row.prediction = OptimizationPrediction{
        start.without(saved), "saves at most " + start.ofTotal({part(loader.lo), part(loader.hi)}),
        fmt::format("relocating is {} of the loader's cycles (LD_DEBUG=statistics); symbols stay to be bound",
                    formatShare(relocating / total))};
}

void assessPie(OptimizationRow& row, const StartFacts& start) {
    if (start.program.binary.link.isPie)
        return notApplicable(row, "the program is a PIE already");
    row.evidence.emplace_back(
        "the program is no PIE: this tells what it would cost, not what it would bring");
    row.prediction = OptimizationPrediction{
        std::nullopt, "slower", "every pointer in the data becomes a relocation that is applied at start"};
}

std::string collections(std::size_t count) {
    return count == 1 ? "1 collection" : fmt::format("{} collections", count);
}

void assessGc(OptimizationRow& row, const StartFacts& start) {
    if (!start.gcKnown)
        return row.evidence.push_back("whether the collector ran was not recorded");
    if (start.gc.cycles == 0)
        return notApplicable(row, "no collection began before main.main");
    row.evidence.push_back(
        fmt::format("{} began before main.main: the world stood still for {}, marking ran beside for {}",
                    collections(start.gc.cycles), formatBounds(start.gc.stw), formatBounds(start.gc.mark)));
    const TimeBounds saved{start.gc.stw.lo, start.gc.stw.hi + start.gc.mark.hi};
    row.prediction = OptimizationPrediction{
        start.without(saved), "saves " + start.ofTotal(saved),
        "the stops of these collections, up to all of the time in which they ran (gctrace); what they slow "
        "down beside (starting the workers, sweeping, write barriers, caches) is not counted",
        true};
}

void assessGcWarmup(OptimizationRow& row, const StartFacts& start) {
    if (!start.gcKnown)
        return row.evidence.push_back("whether the collector ran was not recorded");
    row.evidence.push_back(start.gc.cycles == 0
                               ? std::string("no collection began before main.main: this adds one")
                               : fmt::format("{} began before main.main anyway: this adds one more",
                                             collections(start.gc.cycles)));
    row.prediction =
        OptimizationPrediction{std::nullopt, "slower", "a collection that nothing asked for is waited for"};
}

void assessBindNow(OptimizationRow& row, const StartFacts& start) {
    const BinaryFacts& binary = start.program.binary;
    if (binary.link.isStatic())
        return notApplicable(row, "the program is static: there is nothing to bind");
    if (binary.link.bindNow)
        return notApplicable(row, "the program is linked to bind everything at start");
    row.evidence.push_back(
        fmt::format("{} C functions are bound at their first call", formatCount(binary.jumpSlots)));
    row.prediction = OptimizationPrediction{std::nullopt, "slower",
                                            "all of them are looked up before main.main, also unused ones"};
}

void assessEntry(OptimizationRow& row, const StartFacts& start) {
    switch (row.subject) {
    case OptimizationSubject::Strip:
        return assessStrip(row, start);
    case OptimizationSubject::Static:
        return assessStatic(row, start);
    case OptimizationSubject::GcWarmup:
        return assessGcWarmup(row, start);
    case OptimizationSubject::Exe:
        return assessExe(row, start);
    case OptimizationSubject::Pie:
        return assessPie(row, start);
    case OptimizationSubject::GcOff:
    case OptimizationSubject::GcUntilMain:
        return assessGc(row, start);
    case OptimizationSubject::BindNow:
        return assessBindNow(row, start);
    case OptimizationSubject::LazyInit:
        return optimize::assessLazyInit(row, start);
    case OptimizationSubject::Registration:
        return optimize::assessRegistration(row, start);
    case OptimizationSubject::Plugin:
        return optimize::assessPlugin(row, start);
    case OptimizationSubject::Linkname:
        return optimize::assessLinkname(row, start);
    case OptimizationSubject::BlankImport:
    case OptimizationSubject::Other:
        break;
    }
}

/// The collector's limit that suits this start, in the texts and settings that name it.
void fillIn(std::string& text, const StartFacts& start) {
    constexpr std::uint64_t kDefault = 512;
    const std::uint64_t limit = start.gc.memoryLimit > 0 ? start.gc.memoryLimit >> 20U : kDefault;
    for (std::size_t at = text.find(kMemoryLimit); at != std::string::npos; at = text.find(kMemoryLimit, at))
        text.replace(at, std::string_view(kMemoryLimit).size(), fmt::format("{}MiB", limit));
}

OptimizationRow rowOf(const Optimization& entry, const StartFacts& start) {
    OptimizationRow row;
    row.id = entry.id;
    row.title = entry.title;
    row.subject = entry.subject;
    row.guided = entry.guided;
    row.change = entry.change;
    row.claim = entry.claim;
    row.known = entry.known;
    row.risk = entry.risk;
    row.apply = entry.apply;
    row.recipe = entry.recipe;
    for (std::string& setting : row.change.runEnvironment)
        fillIn(setting, start);
    for (std::string& step : row.apply)
        fillIn(step, start);
    return row;
}

/// With its edge in the import graph, where that is known.
std::optional<ImportEdge> edgeOf(const PackageGraph& packages, const BlankImport& import) {
    const auto importer = packages.find(import.importer);
    if (!importer)
        return std::nullopt;
    const std::string vendored = "/vendor/" + import.imported;
    for (const PackageIndex imported : packages.imports(*importer)) {
        const std::string& path = packages[imported].importPath;
        if (path == import.imported || path.ends_with(vendored))
            return ImportEdge{*importer, imported};
    }
    return std::nullopt;
}

/// What goes when these imports go.
void assessRemoval(OptimizationRow& row, const std::vector<BlankImport>& imports, const StartFacts& start) {
    const Startup* const startup = start.startup();
    if (!start.program.inits || startup == nullptr || !startup->graph)
        return;
    const PackageGraph& packages = startup->graph->packages;
    std::vector<ImportEdge> cut;
    for (const BlankImport& import : imports)
        if (const auto edge = edgeOf(packages, import))
            cut.push_back(*edge);
    const auto freed = initgraph::freedBy(packages, {}, cut);
    if (freed.empty())
        return notApplicable(row, "something else imports it, too: nothing would go");
    const initgraph::InitCost cost = initgraph::sumOf(start.program.inits->self, freed);
    row.evidence.push_back(fmt::format("{} packages go with it; their {} inits take {} and allocate {}",
                                       formatCount(cost.packages), formatCount(cost.inits),
                                       formatBounds(cost.time), formatBytes(cost.bytes)));
    row.prediction = OptimizationPrediction{
        start.without(cost.time), "saves " + start.ofTotal(cost.time),
        "the inits of all packages that then nothing imports, as they ran in one start (retained cost in the "
        "import graph); what a smaller program saves besides is not counted, and a collection that began in "
        "them may only begin elsewhere"};
}

OptimizationRow withoutImports(const Optimization& entry, std::vector<BlankImport> imports,
                               const StartFacts& start) {
    OptimizationRow row = rowOf(entry, start);
    row.change.withoutImports = std::move(imports);
    return row;
}

template <typename Predicate>
std::vector<BlankImport> importsWhere(const std::vector<BlankImport>& imports, Predicate wanted) {
    std::vector<BlankImport> found;
    std::ranges::copy_if(imports, std::back_inserter(found), wanted);
    return found;
}

/// Without one package, whoever imports it.
OptimizationRow withoutOne(const Optimization& entry, const BlankImport& import, const StartFacts& start) {
    const auto same = [&](const BlankImport& other) { return other.imported == import.imported; };
    OptimizationRow row = withoutImports(entry, importsWhere(start.program.blankImports, same), start);
    row.id += ":" + import.imported;
    row.title += " " + import.imported;
    for (const BlankImport& one : row.change.withoutImports)
        row.evidence.push_back(
            fmt::format("{} of {} imports it for what its init does", one.place, one.importer));
    assessRemoval(row, row.change.withoutImports, start);
    return row;
}

/// Without all that one package imports so.
OptimizationRow withoutAllOf(const Optimization& entry, const std::string& importer,
                             const StartFacts& start) {
    const auto same = [&](const BlankImport& other) { return other.importer == importer; };
    OptimizationRow row = withoutImports(entry, importsWhere(start.program.blankImports, same), start);
    const std::size_t count = row.change.withoutImports.size();
    row.id += ":all-of:" + importer;
    row.title += fmt::format(" all {} of {}", count, importer);
    row.evidence.push_back(fmt::format("{} imports {} packages for what their inits do", importer, count));
    assessRemoval(row, row.change.withoutImports, start);
    return row;
}

/// One for each, then one for all of a package that has several.
void addBlankImports(const Optimization& entry, const StartFacts& start, std::vector<OptimizationRow>& rows) {
    std::set<std::string> imported;
    std::map<std::string, int> importers;
    for (const BlankImport& import : start.program.blankImports) {
        ++importers[import.importer];
        if (imported.insert(import.imported).second)
            rows.push_back(withoutOne(entry, import, start));
    }
    for (const auto& [importer, count] : importers)
        if (count > 1)
            rows.push_back(withoutAllOf(entry, importer, start));
    if (!start.program.blankImports.empty())
        return;
    OptimizationRow row = rowOf(entry, start);
    row.title += " a package";
    row.applicability = start.program.source ? Applicability::NotApplicable : Applicability::NeedsSource;
    row.evidence.emplace_back(start.program.source
                                  ? "neither the program nor its module's packages have blank imports"
                                  : "which imports are blank stands in the source only");
    rows.push_back(std::move(row));
}

} // namespace

std::vector<OptimizationRow> assess(const OptimizationCatalogue& catalogue, const ProgramFacts& facts) {
    const StartFacts start(facts);
    std::vector<OptimizationRow> rows;
    for (const Optimization& entry : catalogue.entries) {
        if (entry.subject == OptimizationSubject::BlankImport) {
            addBlankImports(entry, start, rows);
            continue;
        }
        OptimizationRow row = rowOf(entry, start);
        assessEntry(row, start);
        if (!facts.source && row.change.needsBuild() && row.applicability == Applicability::Applicable)
            row.applicability = Applicability::NeedsSource;
        rows.push_back(std::move(row));
    }
    return rows;
}

OptimizationTable tableOf(const OptimizationCatalogue& catalogue) {
    OptimizationTable table;
    const ProgramFacts nothing;
    for (const Optimization& entry : catalogue.entries) {
        OptimizationRow row = rowOf(entry, StartFacts(nothing));
        row.applicability = Applicability::Unknown;
        if (entry.subject == OptimizationSubject::BlankImport)
            row.title += " a package";
        table.rows.push_back(std::move(row));
    }
    return table;
}

OptimizationRow combinationOf(const std::vector<const OptimizationRow*>& parts) {
    OptimizationRow row;
    row.id = "best";
    double product = 1;
    for (const OptimizationRow* const part : parts) {
        row.parts.push_back(part->id);
        row.title += (row.title.empty() ? "" : " + ") + part->id;
        row.change = combined(row.change, part->change);
        row.apply.insert(row.apply.end(), part->apply.begin(), part->apply.end());
        if (!part->risk.empty())
            row.risk += (row.risk.empty() ? "" : "; ") + part->risk;
        if (part->measured && part->measured->ratio)
            product *= *part->measured->ratio;
    }
    row.evidence.push_back(
        fmt::format("each of {} changes was faster on top of those before it", parts.size()));
    row.prediction =
        OptimizationPrediction{compare::Interval{product, product}, fmt::format("× {:.2f}", product),
                               "the product of what was measured of each: as if none took from the other"};
    return row;
}

} // namespace rt0
