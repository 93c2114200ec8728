#include "analysis/graphscene/scenebuilder.h"

#include "analysis/graphscene/sceneparts.h"
#include "base/format.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace rt0 {

SceneSource::SceneSource(std::shared_ptr<const ProgramGraph> program, const Startup& startup)
    : m_program(std::move(program)),
      m_imports(initgraph::importsOf(graph())),
      m_dominators(initgraph::dominatorsOf(m_imports, graph().root())),
      m_own(initgraph::selfCosts(*m_program, startup)),
      m_retained(initgraph::retainedCosts(graph(), m_dominators, m_own)),
      m_modules(initgraph::moduleGraphOf(graph(), m_own)) {
    for (const initgraph::InitCost& cost : m_own)
        m_total += cost;
}

std::uint32_t SceneSource::orderOf(PackageIndex package) const {
    const std::uint32_t init = m_program->initOfPackage[package];
    return init == kNoInit ? 0 : init + 1;
}

double SceneSource::share(const initgraph::InitCost& cost, BlameBy by) const {
    return shareOf(cost.totals(), m_total.totals(), by);
}

namespace {

/// A label has room for three digits: sums of times that are known better are not told as intervals.
std::string labelOf(const TimeBounds& time) {
    return time.width() < time.lo / 1'000 ? formatDuration(time.middle()) : formatBounds(time);
}

} // namespace

std::string costText(const SceneSource& source, const initgraph::InitCost& cost, BlameBy by) {
    const std::string share = formatShare(source.share(cost, by));
    switch (by) {
    case BlameBy::Time:
        return fmt::format("{} · {}", labelOf(cost.time), share);
    case BlameBy::Bytes:
        return fmt::format("{} · {}", formatBytes(cost.bytes), share);
    case BlameBy::Allocs:
        break;
    }
    return fmt::format("{} allocs · {}", formatCount(cost.allocs), share);
}

SceneKind shownKind(const PackageGraph& graph, SceneKind kind) {
    return kind == SceneKind::Dominators && !initgraph::tellsRetained(graph) ? SceneKind::Costliest : kind;
}

bool boundedByRoom(const SceneOptions& options) {
    const bool always = options.kind == SceneKind::Focus || options.kind == SceneKind::Why;
    const bool byHand = options.atLeast > 0 || !options.opened.empty() || !options.closed.empty();
    return always || (options.kind != SceneKind::Everything && !byHand);
}

GraphScene makeScene(const SceneSource& source, const SceneOptions& options) {
    GraphScene scene;
    if (source.graph().empty())
        return scene;
    switch (shownKind(source.graph(), options.kind)) {
    case SceneKind::Dominators:
        scene = scenes::dominatorScene(source, options);
        break;
    case SceneKind::Costliest:
        scene = scenes::costliestScene(source, options);
        break;
    case SceneKind::Inside:
        scene = scenes::insideScene(source, options);
        break;
    case SceneKind::Modules:
        scene = scenes::moduleScene(source, options);
        break;
    case SceneKind::Focus:
        scene = scenes::focusScene(source, options);
        break;
    case SceneKind::Why:
        scene = scenes::whyScene(source, options);
        break;
    case SceneKind::Everything:
        scene = scenes::wholeScene(source, options);
        break;
    }
    scene.title = source.graph()[source.graph().root()].importPath;
    scene.inferred = source.graph().inferred();
    scenes::nameNodes(source, scene);
    scenes::measureHeat(source, scene, options.by);
    return scene;
}

} // namespace rt0
