#include "graph/graphdetails.h"

#include "analysis/initgraph/chains.h"
#include "base/format.h"
#include "details/facts.h"
#include "text.h"

#include <QCoreApplication>
#include <algorithm>

namespace rt0::ui {
namespace {

constexpr std::size_t kNeighbours = 12;

QString tr(const char* text) {
    return QCoreApplication::translate("Graph", text);
}

QString linkTo(const SceneSource& source, PackageIndex package) {
    return QStringLiteral("<a href='package:%1'>%2</a>")
        .arg(package)
        .arg(toQString(source.graph()[package].importPath).toHtmlEscaped());
}

QString shareText(const SceneSource& source, const initgraph::InitCost& cost, BlameBy by) {
    return toQString(formatShare(source.share(cost, by)));
}

void addCost(Facts& facts, const SceneSource& source, const initgraph::InitCost& cost) {
    facts.row(tr("Time"), tr("%1 (%2)").arg(boundsText(cost.time), shareText(source, cost, BlameBy::Time)))
        .row(tr("Allocations"),
             tr("%1 (%2)").arg(countText(cost.allocs), shareText(source, cost, BlameBy::Allocs)))
        .row(tr("Bytes"), tr("%1 (%2)").arg(bytesText(cost.bytes), shareText(source, cost, BlameBy::Bytes)));
}

/// `title`: on which condition it would go.
void addRetained(Facts& facts, const SceneSource& source, const QString& title,
                 const initgraph::InitCost& retained) {
    if (!initgraph::tellsRetained(source.graph())) {
        facts.note(toQString(initgraph::kRetainedUnknown));
        return;
    }
    facts.heading(title)
        .row(tr("Packages that go"), countText(retained.packages))
        .row(tr("Inits that go"), countText(retained.inits));
    if (retained.inits > 0)
        addCost(facts, source, retained);
}

QString chainHtml(const SceneSource& source, const initgraph::ImportChain& chain) {
    QStringList names;
    for (const PackageIndex package : chain)
        names << linkTo(source, package);
    return QStringLiteral("<p>%1</p>").arg(names.join(QStringLiteral("<br>&nbsp;→ ")));
}

void addChain(Facts& facts, const SceneSource& source, const initgraph::ImportChain& chain) {
    facts.heading(tr("Why it is linked"));
    if (chain.empty())
        facts.note(tr("By what was not found in the program's code."));
    else
        facts.block(chainHtml(source, chain));
}

void addWhy(Facts& facts, const SceneSource& source, PackageIndex package) {
    const PackageGraph& graph = source.graph();
    if (package == graph.root())
        return;
    addChain(facts, source, initgraph::shortestChain(graph, graph.root(), package));
    if (!initgraph::tellsRetained(graph))
        return;
    const initgraph::Node dominator = source.dominators().parent[package];
    if (dominator != initgraph::kNoNode && dominator != graph.root())
        facts.block(
            QStringLiteral("<p>%1</p>").arg(tr("Every chain passes %1.").arg(linkTo(source, dominator))));
}

/// With `cost` of each, by which they are sorted.
template <typename Cost>
void addPackages(Facts& facts, const SceneSource& source, const QString& title,
                 std::span<const PackageIndex> packages, const Cost& cost) {
    std::vector<PackageIndex> sorted(packages.begin(), packages.end());
    std::ranges::stable_sort(sorted, [&](PackageIndex a, PackageIndex b) {
        return source.share(cost(a), BlameBy::Time) > source.share(cost(b), BlameBy::Time);
    });
    facts.heading(QStringLiteral("%1: %2").arg(title, countText(sorted.size())));
    for (std::size_t i = 0; i < std::min(kNeighbours, sorted.size()); ++i) {
        const initgraph::InitCost& shown = cost(sorted[i]);
        facts.block(QStringLiteral("<div>%1 <small>%2</small></div>")
                        .arg(linkTo(source, sorted[i]),
                             shown.inits > 0 ? boundsText(shown.time).toHtmlEscaped() : QString()));
    }
    if (sorted.size() > kNeighbours)
        facts.note(tr("and %1 that cost less").arg(countText(sorted.size() - kNeighbours)));
}

void addNeighbours(Facts& facts, const SceneSource& source, const QString& title,
                   std::span<const PackageIndex> packages) {
    addPackages(
        facts, source, title,
        packages, [&](PackageIndex package) -> const auto& { return source.retained(package); });
}

void addOwn(Facts& facts, const SceneSource& source, const QString& title,
            std::span<const PackageIndex> packages) {
    addPackages(
        facts, source, title,
        packages, [&](PackageIndex package) -> const auto& { return source.own(package); });
}

QString moduleText(const initgraph::ModuleNode& module) {
    QString text = toQString(module.name);
    if (!module.version.empty())
        text += QLatin1Char(' ') + toQString(module.version);
    return module.guessed ? tr("%1 (guessed from the path)").arg(text) : text;
}

} // namespace

QString graphSourceText(const PackageGraph& graph) {
    switch (graph.source()) {
    case GraphSource::None:
        break;
    case GraphSource::GoList:
        return tr("Imports: as go list names them.");
    case GraphSource::BinaryExact:
        return tr("Imports: from the binary, exact, but only of packages that take part in initialising.");
    case GraphSource::BinaryInferred:
        return tr("The graph is inferred from the binary: which package depends on which. Whether it imports "
                  "it itself is not "
                  "certain, and imports that left no trace in code are missing.");
    }
    return {};
}

QString graphDetailsHtml(const SceneSource& source, PackageIndex package, bool first) {
    const PackageGraph& graph = source.graph();
    const bool hasInit = source.orderOf(package) > 0;
    Facts facts(hasInit && !first ? tr("In the import graph") : toQString(graph[package].importPath));
    if (!hasInit)
        facts.note(tr("Has no init: nothing of it runs before main.main."));
    const auto& modules = source.modules();
    facts.row(tr("Module"), moduleText(modules.modules[modules.moduleOf[package]]));
    if (package != graph.root())
        addRetained(facts, source, tr("If nothing imported it"), source.retained(package));
    addWhy(facts, source, package);
    if (package != graph.root() && initgraph::tellsRetained(graph) && source.retained(package).packages > 1)
        addOwn(facts, source, tr("What goes with it, own init"), initgraph::freedBy(graph, {&package, 1}));
    const bool inferred = graph.inferred();
    addNeighbours(facts, source, inferred ? tr("Depends on") : tr("Imports"), graph.imports(package));
    addNeighbours(facts, source, inferred ? tr("Used by") : tr("Imported by"), graph.importers(package));
    facts.note(graphSourceText(graph));
    return facts.html();
}

QString moduleDetailsHtml(const SceneSource& source, std::uint32_t number) {
    const initgraph::ModuleNode& module = source.modules().modules[number];
    Facts facts(tr("Module %1").arg(moduleText(module)));
    facts.row(tr("Packages linked"), countText(module.packages.size()))
        .row(tr("Inits of its own"), countText(module.self.inits));
    if (module.self.inits > 0)
        addCost(facts, source, module.self);
    if (!module.main) {
        addRetained(facts, source, tr("If no other module imported it"), module.retained);
        addChain(facts, source,
                 initgraph::shortestChain(source.graph(), source.graph().root(), module.packages));
    }
    if (module.main || !initgraph::tellsRetained(source.graph()))
        addOwn(facts, source, tr("Its packages, own init"), module.packages);
    else
        addOwn(facts, source, tr("What goes with it, own init"),
               initgraph::freedByModule(source.graph(), module));
    facts.note(graphSourceText(source.graph()));
    return facts.html();
}

std::optional<PackageIndex> packageOfLink(const SceneSource& source, const QString& link) {
    bool number = false;
    const PackageIndex package = link.section(QLatin1Char(':'), 1).toUInt(&number);
    if (!number || !link.startsWith(QLatin1String("package:")) || package >= source.graph().size())
        return std::nullopt;
    return package;
}

} // namespace rt0::ui
