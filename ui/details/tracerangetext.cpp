#include "analysis/tracelanes.h"
#include "details/facts.h"
#include "details/tracedetails.h"
#include "text.h"

#include <QCoreApplication>
#include <QStringList>

/// Statistics of a selected range as text.
namespace rt0::ui {
namespace {

using exectrace::GoState;

constexpr std::size_t kGroups = 6;

QString tr(const char* text) {
    return QCoreApplication::translate("Details", text);
}

Nanoseconds in(const StateTimes& times, GoState state) {
    return times[static_cast<std::size_t>(state)];
}

QString groupName(const ExecTrace& trace, std::uint32_t group) {
    const exectrace::StringId entry = trace.groups[group].entry;
    return entry == 0 ? tr("unknown function") : toQString(std::string(shortFunction(trace.text(entry))));
}

/// Names and values, for rich text and for the clipboard.
QList<std::pair<QString, QString>> rows(const TraceRangeStats& stats) {
    return {
        {tr("Goroutines alive"), countText(stats.goroutines)},
        {tr("Running"), durationText(in(stats.times, GoState::Running))},
        {tr("Runnable (waiting for a P)"), durationText(in(stats.times, GoState::Runnable))},
        {tr("In system calls"), durationText(in(stats.times, GoState::Syscall))},
        {tr("Waiting"), durationText(in(stats.times, GoState::Waiting))},
        {tr("GC mark phases"), tr("%1, %2").arg(countText(stats.gcCycles), durationText(stats.gcMark))},
        {tr("World stopped"), tr("%1 times, %2").arg(countText(stats.stops), durationText(stats.stopped))},
        {tr("Mark assists"), durationText(stats.assist)}};
}

} // namespace

QString traceRangeHtml(const ExecTrace& trace, const TraceRangeStats& stats) {
    Facts facts(tr("Execution trace in the range"));
    for (const auto& [name, value] : rows(stats))
        facts.row(name, value);
    if (stats.samples > 0)
        facts.row(tr("CPU samples"), countText(stats.samples));
    facts.heading(tr("Ran longest (running · runnable · waiting)"));
    for (std::size_t i = 0; i < std::min(kGroups, stats.groups.size()); ++i) {
        const TraceRangeStats::Group& group = stats.groups[i];
        QString name = groupName(trace, group.group);
        if (group.goroutines > 1)
            name += QStringLiteral(" × ") + countText(group.goroutines);
        facts.row(name, QStringLiteral("%1 · %2 · %3")
                            .arg(durationText(in(group.times, GoState::Running)),
                                 durationText(in(group.times, GoState::Runnable)),
                                 durationText(in(group.times, GoState::Waiting))));
    }
    return facts.note(tr("Times of goroutines are added up: they may exceed the range.")).html();
}

QString traceRangePlainText(const ExecTrace& trace, const TraceRangeStats& stats) {
    QStringList lines;
    for (const auto& [name, value] : rows(stats))
        lines << name + QLatin1Char('\t') + value;
    for (const TraceRangeStats::Group& group : stats.groups)
        lines << QStringList{groupName(trace, group.group),
                             countText(group.goroutines),
                             durationText(in(group.times, GoState::Running)),
                             durationText(in(group.times, GoState::Runnable)),
                             durationText(in(group.times, GoState::Waiting)),
                             durationText(in(group.times, GoState::Syscall))}
                     .join(QLatin1Char('\t'));
    return lines.join(QLatin1Char('\n')) + QLatin1Char('\n');
}

} // namespace rt0::ui
