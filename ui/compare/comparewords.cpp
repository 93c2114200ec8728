#include "compare/comparewords.h"

#include "base/format.h"
#include "text.h"
#include "timeline/recordedstart.h"

#include <QCoreApplication>
#include <QStringList>
#include <algorithm>
#include <cmath>

namespace rt0::ui {
namespace {

using compare::Difference;
using compare::Measured;
using compare::Unit;
using compare::Verdict;

constexpr double kSmallestUntested = 0.05; ///< share: less is not worth a colour without a test

QString tr(const char* text) {
    return QCoreApplication::translate("Compare", text);
}

QString valueText(double value, Unit unit) {
    const double size = std::abs(value);
    const QString sign = value < 0 ? QStringLiteral("−") : QString();
    switch (unit) {
    case Unit::Nanoseconds:
        return sign + durationText(Nanoseconds(std::llround(size)));
    case Unit::Bytes:
        return sign + bytesText(static_cast<std::uint64_t>(std::llround(size)));
    case Unit::Count:
        return sign + countText(static_cast<std::uint64_t>(std::llround(size)));
    case Unit::Cycles:
        break;
    }
    return sign + tr("%1 cycles").arg(countText(static_cast<std::uint64_t>(std::llround(size))));
}

QString runsText(const Measured& measured) {
    switch (measured.basis) {
    case compare::Basis::Missing:
        return tr("not measured");
    case compare::Basis::OneRun:
        return tr("one run");
    case compare::Basis::Runs:
        return tr("median of %1 runs").arg(measured.samples.size());
    case compare::Basis::Exact:
        break;
    }
    return tr("exact");
}

bool untested(const Difference& difference) {
    return difference.verdict == Verdict::OneRunOnly || difference.verdict == Verdict::TooFewRuns;
}

InitChange byDelta(const Difference& difference) {
    return difference.delta() > 0 ? InitChange::Slower : InitChange::Faster;
}

/// Whether the printed digits of two logs leave open that both took equally long.
bool sameDigits(const compare::PackageDifference& package, const compare::Comparison& comparison) {
    const TimeBounds a = comparison.before.startup->inits[*package.before].duration;
    const TimeBounds b = comparison.after.startup->inits[*package.after].duration;
    return a.lo < b.hi && b.lo < a.hi;
}

QString line(const QString& name, const QString& value) {
    return value.isEmpty() ? QString() : name + QStringLiteral(": ") + value;
}

QString sideLine(const char* side, const Measured& measured, Unit unit) {
    return QStringLiteral("%1: %2").arg(
        QLatin1String(side), measured.known()
                                 ? measuredText(measured, unit) + QStringLiteral(", ") + runsText(measured)
                                 : tr("not measured"));
}

ChangeWords wordsOf(InitChange change, bool isTested, const Difference& time, double largest) {
    ChangeWords words;
    words.change = change;
    const double delta = time.bothKnown()      ? time.delta()
                         : time.after.known()  ? time.after.median
                         : time.before.known() ? -time.before.median
                                               : 0;
    words.delta = Nanoseconds(std::llround(delta));
    words.strength = largest > 0 ? std::sqrt(std::min(1.0, std::abs(delta) / largest)) : 0;
    if (change == InitChange::Same)
        return words;
    QString label = toQString(std::string(signOf(change)));
    if (!isTested)
        label += QLatin1Char('?');
    if (time.bothKnown() && change != InitChange::Moved)
        label += QLatin1Char(' ') + deltaText(time);
    words.label = label.toStdString();
    return words;
}

} // namespace

double weightOf(const compare::PackageDifference& package) {
    const Difference& time = package.time;
    return (time.after.known() ? time.after.median : 0) - (time.before.known() ? time.before.median : 0);
}

bool tested(const Difference& difference) {
    return !untested(difference);
}

InitChange changeOf(const Difference& difference) {
    if (!difference.bothKnown())
        return InitChange::Same;
    if (differs(difference))
        return byDelta(difference);
    const double larger = std::max(difference.before.median, difference.after.median);
    return untested(difference) && std::abs(difference.delta()) > kSmallestUntested * larger
               ? byDelta(difference)
               : InitChange::Same;
}

InitChange changeOf(const compare::PackageDifference& package, const compare::Comparison& comparison) {
    if (package.presence == compare::Presence::Added)
        return InitChange::Added;
    if (package.presence == compare::Presence::Removed)
        return InitChange::Removed;
    const bool open =
        untested(package.time) && package.before && package.after && sameDigits(package, comparison);
    const InitChange change = open ? InitChange::Same : changeOf(package.time);
    return change == InitChange::Same && package.moved ? InitChange::Moved : change;
}

QString changeText(InitChange change, bool isTested) {
    const auto word = [change] {
        switch (change) {
        case InitChange::Slower:
            return tr("slower");
        case InitChange::Faster:
            return tr("faster");
        case InitChange::Added:
            return tr("added");
        case InitChange::Removed:
            return tr("removed");
        case InitChange::Moved:
            return tr("moved");
        case InitChange::Same:
            break;
        }
        return QString();
    };
    const QString sign = toQString(std::string(signOf(change)));
    if (change == InitChange::Same)
        return sign;
    const bool asks = !isTested && (change == InitChange::Slower || change == InitChange::Faster);
    return asks ? QStringLiteral("%1? %2").arg(sign, word()) : QStringLiteral("%1 %2").arg(sign, word());
}

QString changeText(const Difference& difference) {
    const InitChange change = changeOf(difference);
    QString text = changeText(change, tested(difference));
    if (difference.unit == Unit::Nanoseconds || change == InitChange::Same)
        return text;
    const QString word = change == InitChange::Slower ? tr("more") : tr("less");
    return text.section(QLatin1Char(' '), 0, 0) + QLatin1Char(' ') + word;
}

QString measuredText(const Measured& measured, Unit unit) {
    return measured.known() ? valueText(measured.median, unit) : QStringLiteral("–");
}

QString deltaText(const Difference& difference) {
    if (!difference.bothKnown())
        return {};
    const QString text = valueText(difference.delta(), difference.unit);
    return difference.delta() > 0 ? QLatin1Char('+') + text : text;
}

QString ratioText(const Difference& difference) {
    return difference.ratio ? QStringLiteral("%1 ×").arg(*difference.ratio, 0, 'f', 2) : QString();
}

QString intervalText(const Difference& difference) {
    return difference.interval ? QStringLiteral("%1–%2")
                                     .arg(difference.interval->lo, 0, 'f', 2)
                                     .arg(difference.interval->hi, 0, 'f', 2)
                               : QString();
}

QString controlRatioText(const Difference& difference) {
    return difference.controlRatio ? QStringLiteral("%1 ×").arg(*difference.controlRatio, 0, 'f', 2)
                                   : QString();
}

QString pText(const Difference& difference) {
    const auto p = difference.adjustedP ? difference.adjustedP : difference.p;
    if (!p)
        return {};
    return *p < 0.001 ? QStringLiteral("< 0.001") : QString::number(*p, 'f', 3);
}

QString verdictText(Verdict verdict) {
    switch (verdict) {
    case Verdict::NotCompared:
        return tr("one side was not measured");
    case Verdict::OneRunOnly:
        return tr("not tested: a single run tells nothing about the next one");
    case Verdict::TooFewRuns:
        return tr("not tested: too few runs");
    case Verdict::Same:
        return tr("~ chance explains it");
    case Verdict::Unsettled:
        return tr("~ the test sees a difference, but the interval of the ratio includes 1");
    case Verdict::WithinControl:
        return tr("~ no more than equal copies of A differ here");
    case Verdict::Equal:
        return tr("exactly equal");
    case Verdict::Differs:
        break;
    }
    return tr("significant");
}

QString noteOf(const Difference& difference) {
    QStringList lines{sideLine("A", difference.before, difference.unit),
                      sideLine("B", difference.after, difference.unit)};
    if (!difference.bothKnown())
        return lines.join(QLatin1Char('\n'));
    lines << tr("difference: %1").arg(deltaText(difference));
    lines << line(tr("ratio"), ratioText(difference));
    lines << line(tr("95 % interval of the ratio"), intervalText(difference));
    lines << line(tr("p, for all tested beside it"), pText(difference));
    lines << line(tr("equal copies of A"), controlRatioText(difference));
    lines << verdictText(difference.verdict);
    lines.removeAll(QString());
    return lines.join(QLatin1Char('\n'));
}

QString noteOf(const compare::PackageDifference& package, const compare::Comparison& comparison) {
    QStringList lines{changeText(changeOf(package, comparison), tested(package.time))};
    // Of a log the printed digits leave an interval; the median of one value would hide it.
    const auto bounds = [](const compare::Side& side, std::size_t init) {
        const PackageInit& each = side.startup->inits[init];
        return boundsText(each.duration);
    };
    if (!comparison.before.recorded() && package.before)
        lines << tr("A, as printed: %1").arg(bounds(comparison.before, *package.before));
    if (!comparison.after.recorded() && package.after)
        lines << tr("B, as printed: %1").arg(bounds(comparison.after, *package.after));
    lines << noteOf(package.time);
    if (package.before && package.after)
        lines << tr("place in the order: %1 → %2")
                     .arg(comparison.before.startup->inits[*package.before].order)
                     .arg(comparison.after.startup->inits[*package.after].order);
    if (package.bytes.bothKnown())
        lines << tr("bytes: %1 → %2")
                     .arg(measuredText(package.bytes.before, Unit::Bytes),
                          measuredText(package.bytes.after, Unit::Bytes));
    if (package.allocs.bothKnown())
        lines << tr("allocations: %1 → %2")
                     .arg(measuredText(package.allocs.before, Unit::Count),
                          measuredText(package.allocs.after, Unit::Count));
    for (const std::size_t index : package.explanations) {
        const compare::BuildChange& change = comparison.buildChanges[index];
        lines << tr("changed beside it: %1 %2 → %3")
                     .arg(toQString(change.name),
                          change.before.empty() ? tr("none") : toQString(change.before),
                          change.after.empty() ? tr("none") : toQString(change.after));
    }
    return lines.join(QLatin1Char('\n'));
}

QString verdictSentence(const compare::Comparison& comparison) {
    const compare::MetricDifference* const headline = comparison.headline();
    const QString a = toQString(comparison.before.label);
    const QString b = toQString(comparison.after.label);
    if (headline == nullptr)
        return tr("%1 and %2 have no time in common that could be compared.").arg(a, b);
    const Difference& value = headline->value;
    const QString name = toQString(headline->name);
    const QString medians =
        tr("%1 → %2").arg(measuredText(value.before, value.unit), measuredText(value.after, value.unit));
    const double share = value.ratio ? (*value.ratio - 1) * 100 : 0;
    const QString percent = QStringLiteral("%1%2 %")
                                .arg(share < 0 ? QStringLiteral("−") : QStringLiteral("+"))
                                .arg(std::abs(share), 0, 'f', 1);
    switch (value.verdict) {
    case Verdict::Differs:
        return tr("%1 is %2 than %3, %4: %5 (%6%7).")
            .arg(b, value.delta() > 0 ? tr("slower") : tr("faster"), a, name, medians, percent,
                 value.interval
                     ? tr(", 95 % interval of the ratio %1, p %2").arg(intervalText(value), pText(value))
                     : QString());
    case Verdict::OneRunOnly:
    case Verdict::TooFewRuns:
        return tr("%1: %2 (%3), %4 against %5. Not tested: %6.")
            .arg(name, medians, percent, b, a,
                 value.verdict == Verdict::OneRunOnly ? tr("a side has a single run") : tr("too few runs"));
    case Verdict::NotCompared:
        return tr("%1 was measured on one side only.").arg(name);
    default:
        return tr("%1 and %2 do not differ, %3: %4 (%5; %6).")
            .arg(a, b, name, medians, percent, verdictText(value.verdict));
    }
}

QString controlText(const compare::Comparison& comparison) {
    const compare::MetricDifference* const headline = comparison.headline();
    if (headline == nullptr || !headline->value.controlRatio)
        return {};
    return tr("A/A control: equal copies of %1 differ by %2 % (%3; %4 runs). No smaller difference is called "
              "one.")
        .arg(toQString(comparison.before.label))
        .arg(std::abs(*headline->value.controlRatio - 1) * 100, 0, 'f', 1)
        .arg(toQString(headline->name))
        .arg(headline->value.control.samples.size());
}

QStringList warningsOf(const compare::Comparison& comparison) {
    QStringList lines;
    for (const Diagnostic& warning : comparison.warnings)
        lines << toQString(warning.message);
    return lines;
}

PairWishes wishesOf(const compare::Comparison& comparison, StartAnchor anchor) {
    PairWishes wishes;
    wishes.anchor = anchor;
    const auto sizeOf = [](const Difference& time) {
        return time.bothKnown() ? std::abs(time.delta()) : 0.0;
    };
    double largest = 0;
    for (const compare::PackageDifference& package : comparison.packages)
        largest = std::max(largest, sizeOf(package.time));
    for (const compare::PackageDifference& package : comparison.packages) {
        const InitChange change = changeOf(package, comparison);
        ChangeWords words = wordsOf(change, tested(package.time), package.time, largest);
        words.note = noteOf(package, comparison).toStdString();
        wishes.packages.insert_or_assign(package.importPath, std::move(words));
    }
    largest = 0;
    for (const compare::PhaseDifference& phase : comparison.phases)
        largest = std::max(largest, sizeOf(phase.time));
    for (const compare::PhaseDifference& phase : comparison.phases) {
        ChangeWords words = wordsOf(changeOf(phase.time), tested(phase.time), phase.time, largest);
        words.note = noteOf(phase.time).toStdString();
        wishes.phases[static_cast<std::size_t>(phase.id)] = std::move(words);
    }
    return wishes;
}

} // namespace rt0::ui
