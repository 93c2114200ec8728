#include "session.h"

#include "text.h"
#include "timeline/exectrace.h"

#include <algorithm>

namespace rt0::ui {
namespace {

constexpr std::size_t kHistory = 200;
constexpr qint64 kSameGesture_ms = 1000;

} // namespace

void Session::setDocument(std::shared_ptr<const LoadedDocument> loaded) {
    m_loaded = std::move(loaded);
    m_startup = m_loaded->document.main;
    m_graphs = m_loaded->graphs;
    reset();
}

void Session::setStartup(std::size_t index) {
    if (empty() || index == m_startup || index >= document().startups.size())
        return;
    m_startup = index;
    reset();
}

void Session::reset() {
    m_undo.clear();
    m_redo.clear();
    m_lastChange = Change::None;
    m_filter.clear();
    m_passes.clear();
    m_view = View{lanes().home, {}, {}};
    chooseGraph();
    emit startupChanged();
    emit graphChanged();
    emit filterChanged();
    emit visibleChanged();
    emit rangeChanged();
    emit selectionChanged();
    emit historyChanged();
}

void Session::chooseGraph() {
    m_graph = m_startup < m_graphs.size() ? m_graphs[m_startup] : nullptr;
}

void Session::setGraphs(std::vector<std::shared_ptr<const SceneSource>> graphs) {
    m_graphs = std::move(graphs);
    // The history may hold packages of the former graph.
    const auto forget = [](View& view) {
        if (view.selection.kind == Selection::Kind::Package)
            view.selection = {};
    };
    std::ranges::for_each(m_undo, forget);
    std::ranges::for_each(m_redo, forget);
    View next = m_view;
    forget(next);
    chooseGraph();
    apply(next);
    emit graphChanged();
}

std::optional<PackageIndex> Session::selectedPackage() const {
    const Selection& selection = m_view.selection;
    if (!m_graph)
        return std::nullopt;
    if (selection.kind == Selection::Kind::Package)
        return static_cast<PackageIndex>(selection.index);
    const auto& packages = m_graph->program().packageOfInit;
    if (selection.kind != Selection::Kind::Init || selection.index >= packages.size() ||
        packages[selection.index] == kNoPackage)
        return std::nullopt;
    return packages[selection.index];
}

void Session::selectPackage(PackageIndex package) {
    select(selectionOf(package));
}

void Session::selectModule(std::uint32_t module) {
    const auto& packages = m_graph->modules().modules[module].packages;
    Selection selection = selectionOf(*std::ranges::max_element(packages, {}, [this](PackageIndex package) {
        return m_graph->share(m_graph->own(package), BlameBy::Time);
    }));
    selection.module = module;
    select(selection);
}

Selection Session::selectionOf(PackageIndex package) const {
    const std::uint32_t init = m_graph->program().initOfPackage[package];
    return init == kNoInit ? Selection{Selection::Kind::Package, package}
                           : Selection{Selection::Kind::Init, init};
}

/// Keeps what is shown near the start-up: at most eight times as wide, and touching it.
TimeRange Session::bounded(TimeRange visible) const {
    const TimeRange home = lanes().home;
    const Nanoseconds widest = 8 * home.length();
    if (visible.length() > widest)
        visible = {visible.begin + (visible.length() - widest) / 2,
                   visible.begin + (visible.length() + widest) / 2};
    const Nanoseconds length = visible.length();
    const Nanoseconds begin = std::clamp(visible.begin, home.begin - length, home.end);
    return {begin, begin + length};
}

void Session::setVisible(const TimeRange& visible, Step step) {
    if (empty() || visible.empty())
        return;
    View next = m_view;
    next.visible = bounded(visible);
    change(next, Change::Visible, step);
}

void Session::showAll() {
    if (!empty())
        setVisible(lanes().home);
}

void Session::select(const Selection& selection) {
    View next = m_view;
    next.selection = selection;
    change(next, Change::Selection, Step::New);
}

void Session::setRange(const std::optional<TimeRange>& range, Step step) {
    View next = m_view;
    next.range = range;
    change(next, Change::Range, step);
}

void Session::setFilter(const QString& filter) {
    if (filter == m_filter)
        return;
    m_filter = filter;
    m_passes.clear();
    if (!filter.isEmpty() && !empty())
        for (const PackageInit& init : startup().inits)
            m_passes.push_back(toQString(init.importPath).contains(filter, Qt::CaseInsensitive));
    emit filterChanged();
}

void Session::change(const View& next, Change kind, Step step) {
    if (empty() || next == m_view)
        return;
    const bool continues = step == Step::Continued && kind == m_lastChange && m_sinceLastChange.isValid() &&
                           m_sinceLastChange.elapsed() < kSameGesture_ms;
    m_lastChange = kind;
    m_sinceLastChange.start();
    if (!continues) {
        if (m_undo.size() == kHistory)
            m_undo.erase(m_undo.begin());
        m_undo.push_back(m_view);
    }
    m_redo.clear();
    apply(next);
}

void Session::apply(const View& next) {
    const View before = m_view;
    m_view = next;
    if (before.visible != m_view.visible)
        emit visibleChanged();
    if (before.selection != m_view.selection)
        emit selectionChanged();
    if (before.range != m_view.range)
        emit rangeChanged();
    emit historyChanged();
}

void Session::undo() {
    if (!canUndo())
        return;
    m_lastChange = Change::None;
    m_redo.push_back(m_view);
    const View next = m_undo.back();
    m_undo.pop_back();
    apply(next);
}

void Session::redo() {
    if (!canRedo())
        return;
    m_undo.push_back(m_view);
    const View next = m_redo.back();
    m_redo.pop_back();
    apply(next);
}

std::optional<TimeRange> Session::selectedTime() const {
    const std::size_t i = m_view.selection.index;
    switch (m_view.selection.kind) {
    case Selection::Kind::None:
    case Selection::Kind::Package:
        return std::nullopt;
    case Selection::Kind::Init:
        return startup().inits[i].drawn;
    case Selection::Kind::Gc:
        return startup().gcCycles[i].drawn;
    case Selection::Kind::Phase: {
        const Phase& phase = startup().phases[i];
        return phase.measured ? std::optional(phase.drawn) : std::nullopt;
    }
    case Selection::Kind::TraceSpan:
        return lanes().sources[kTraceSource].timeOf(static_cast<SpanId>(i));
    case Selection::Kind::ThreadSpan:
        return lanes().sources[kThreadSource].timeOf(static_cast<SpanId>(i));
    case Selection::Kind::GroupRun:
        return lanes().sources[kStartupSource].timeOf(static_cast<SpanId>(i));
    default:
        return lanes().sources[kTraceSource].fromSource(traceTime(m_view.selection));
    }
}

/// When what is neither a span nor of the logs happened, by the trace's clock.
TimeRange Session::traceTime(const Selection& selection) const {
    const ExecTrace& trace = *startup().trace;
    const auto moment = [](Nanoseconds time) { return TimeRange{time, time + Nanoseconds(1)}; };
    switch (selection.kind) {
    case Selection::Kind::Goroutine:
        return trace.goroutines[selection.index].life;
    case Selection::Kind::TraceRange:
        return trace.ranges[selection.index].time;
    case Selection::Kind::TraceTask:
        return trace.tasks[selection.index].time;
    case Selection::Kind::TraceRegion:
        return trace.regions[selection.index].time;
    case Selection::Kind::TraceLog:
        return moment(trace.logs[selection.index].time);
    case Selection::Kind::TraceSample:
        return moment(trace.samples[selection.index].time);
    default:
        return {};
    }
}

std::size_t Session::passing() const {
    if (m_passes.empty())
        return startup().inits.size();
    return static_cast<std::size_t>(std::count(m_passes.begin(), m_passes.end(), true));
}

} // namespace rt0::ui
