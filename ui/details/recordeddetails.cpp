#include "details/recordeddetails.h"

#include "text.h"
#include "timeline/recordedstart.h"

#include <QCoreApplication>

namespace rt0::ui {
namespace {

QString tr(const char* text) {
    return QCoreApplication::translate("Details", text);
}

QString address(std::uint64_t value) {
    return QStringLiteral("0x%1").arg(value, 0, 16);
}

} // namespace

void addStatistics(Facts& facts, const RunStatistics& overRuns, const StretchCounts& counts) {
    facts.heading(tr("Over %1 runs").arg(overRuns.runs)).row(tr("Median"), durationText(overRuns.median));
    if (overRuns.runs > 1)
        facts.row(tr("Min, max"), rangeText(overRuns));
    if (!counts.cpu && !counts.faults() && !counts.syscalls)
        return;
    facts.heading(tr("In the detailed run"));
    if (counts.cpu)
        facts.row(tr("CPU time of the thread"), durationText(*counts.cpu));
    if (counts.minorFaults)
        facts.row(tr("Minor page faults"), countText(*counts.minorFaults));
    if (counts.majorFaults)
        facts.row(tr("Major page faults"), countText(*counts.majorFaults));
    if (counts.syscalls)
        facts.row(tr("System calls"), countText(*counts.syscalls));
}

void addParts(Facts& facts, const QString& title, const std::vector<PhasePart>& parts) {
    constexpr std::uint32_t deepest = 12;
    if (parts.empty())
        return;
    facts.heading(title);
    for (const PhasePart& part : parts) {
        const QString indent(static_cast<qsizetype>(2 * std::min(part.depth, deepest)), QChar::Nbsp);
        facts.row(indent + toQString(part.name), durationText(part.overRuns.median));
    }
}

void addBoundThread(Facts& facts, const Startup& startup) {
    const LaunchRun* const detail = startup.recorded ? startup.recorded->detail() : nullptr;
    if (detail == nullptr || !detail->m0)
        return;
    const LaunchM0& m0 = *detail->m0;
    facts.heading(tr("As read from the process at runtime.args"))
        .row(tr("m0"), address(m0.m0))
        .row(tr("g0"), address(m0.g0))
        .row(tr("g0's stack, low"), address(m0.stackLo))
        .row(tr("g0's stack, high"), address(m0.stackHi))
        .row(tr("Size"), bytesText(m0.stackHi - std::min(m0.stackHi, m0.stackLo)))
        .row(tr("Stack pointer"), address(m0.stackPointer));
}

} // namespace rt0::ui
