#pragma once

#include "analysis/gctimeline.h"
#include "analysis/graphscene/scenebuilder.h"
#include "analysis/lanes.h"
#include "timeline/startup.h"

#include <QElapsedTimer>
#include <QObject>
#include <QString>
#include <memory>
#include <optional>
#include <vector>

namespace rt0::ui {

/// What the user has picked; shown by every view.
struct Selection {
    enum class Kind {
        None,
        Init,
        Gc,
        Phase,
        Package, ///< of the import graph, by PackageIndex; one without an init
        // Of the execution trace:
        TraceSpan,  ///< a SpanId of ExecTrace::spans: a state of a goroutine, what ran on a P
        ThreadSpan, ///< a SpanId of ExecTrace::threadSpans(): what ran on a thread
        GroupRun,   ///< a SpanId of the start-up's own lanes: goroutines of a group ran
        Goroutine,  ///< all of its life
        TraceRange, ///< GC mark phase, world stopped, sweep, mark assist
        TraceTask,
        TraceRegion,
        TraceLog,
        TraceSample,
    };
    Kind kind = Kind::None;
    std::size_t index = 0; ///< into the vector of the name in Startup or ExecTrace, or as said above
    /// The module that was chosen, of the graph's modules(); then the above is its package that costs most.
    std::optional<std::uint32_t> module = std::nullopt;

    bool none() const { return kind == Kind::None; }
    friend bool operator==(const Selection&, const Selection&) = default;
};

/// A read document with its lanes, made on the loader's thread.
struct LoadedDocument {
    Document document;
    std::vector<LaneModel> lanes; ///< one for each start-up, as the next two
    std::vector<GcTimeline> gc;
    std::vector<std::shared_ptr<const SceneSource>> graphs; ///< null without an import graph
};

/// What all views share: the start-up shown, the visible time range, selection, selected range and filter.
/// Any view sets them, each view listens; no view knows another. Also the undo history of what is looked at.
class Session : public QObject {
    Q_OBJECT

public:
    /// Whether a change begins a new step of the history, or continues the one before if that was of the same
    /// kind and a moment ago (the moves of one drag, the notches of one turn of the wheel).
    enum class Step { New, Continued };

    using QObject::QObject;

    /// Shows the main start-up of `loaded`; clears selection and history.
    void setDocument(std::shared_ptr<const LoadedDocument> loaded);
    void setStartup(std::size_t index);

    bool empty() const { return !m_loaded; }
    const std::shared_ptr<const LoadedDocument>& loaded() const { return m_loaded; }
    /// These three need a document.
    const Document& document() const { return m_loaded->document; }
    const Startup& startup() const { return document().startups[m_startup]; }
    const LaneModel& lanes() const { return m_loaded->lanes[m_startup]; }
    const GcTimeline& gc() const { return m_loaded->gc[m_startup]; }
    std::size_t startupIndex() const { return m_startup; }

    /// The import graph joined with the start-up; null without one.
    const std::shared_ptr<const SceneSource>& graph() const { return m_graph; }
    /// An import graph for the document shown, for each of its start-ups; forgets a selected package.
    void setGraphs(std::vector<std::shared_ptr<const SceneSource>> graphs);
    /// The package of the graph that is selected, or whose init is.
    std::optional<PackageIndex> selectedPackage() const;
    /// Its init where it has one, else the package itself.
    void selectPackage(PackageIndex package);
    /// The module with this number in the graph's modules().
    void selectModule(std::uint32_t module);

    TimeRange visible() const { return m_view.visible; }
    const Selection& selection() const { return m_view.selection; }
    const std::optional<TimeRange>& range() const { return m_view.range; }
    const QString& filter() const { return m_filter; }

    void setVisible(const TimeRange& visible, Step step = Step::New);
    void showAll();
    void select(const Selection& selection);
    void setRange(const std::optional<TimeRange>& range, Step step = Step::New);
    /// Part of a package's import path, case does not matter; empty = no filter.
    void setFilter(const QString& filter);

    bool canUndo() const { return !m_undo.empty(); }
    bool canRedo() const { return !m_redo.empty(); }
    void undo();
    void redo();

    /// Where the selection is drawn on the time axis; nothing for a phase that was not measured.
    std::optional<TimeRange> selectedTime() const;
    /// True when there is no filter or the init's package passes it.
    bool passesFilter(std::size_t init) const { return m_passes.empty() || m_passes[init]; }
    /// How many inits pass it.
    std::size_t passing() const;

signals:
    void startupChanged();
    /// Also when the start-up changes.
    void graphChanged();
    void visibleChanged();
    void selectionChanged();
    void rangeChanged();
    void filterChanged();
    void historyChanged();

private:
    struct View {
        TimeRange visible;
        Selection selection;
        std::optional<TimeRange> range;
        friend bool operator==(const View&, const View&) = default;
    };

    enum class Change { None, Visible, Selection, Range };

    Selection selectionOf(PackageIndex package) const;
    TimeRange traceTime(const Selection& selection) const;
    TimeRange bounded(TimeRange visible) const;
    void change(const View& next, Change kind, Step step);
    void apply(const View& next);
    void reset();
    void chooseGraph();

    std::shared_ptr<const LoadedDocument> m_loaded;
    std::vector<std::shared_ptr<const SceneSource>> m_graphs; ///< by start-up
    std::shared_ptr<const SceneSource> m_graph;
    std::size_t m_startup = 0;
    View m_view;
    QString m_filter;
    std::vector<bool> m_passes; ///< by init; empty without a filter
    Change m_lastChange = Change::None;
    QElapsedTimer m_sinceLastChange;
    std::vector<View> m_undo;
    std::vector<View> m_redo;
};

} // namespace rt0::ui
