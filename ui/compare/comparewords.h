#pragma once

#include "analysis/compare/compare.h"
#include "analysis/pairlanes.h"

#include <QString>
#include <string>

/// What a comparison says, in words and signs; shared by the pages, the tips and the picture.
namespace rt0::ui {

/// What became of a number: Slower stands for "more". A difference of single runs counts when it is larger
/// than what the printed digits leave open; changeText() marks it as not tested.
InitChange changeOf(const compare::Difference& difference);
InitChange changeOf(const compare::PackageDifference& package, const compare::Comparison& comparison);
/// By how much it made the start longer, in ns; of what one side lacks its whole time.
double weightOf(const compare::PackageDifference& package);
/// Whether a test stands behind it.
bool tested(const compare::Difference& difference);

/// "▲ slower", "▼? faster, not tested", "~".
QString changeText(InitChange change, bool tested);
/// The same of a number; what is no time is "more" or "less".
QString changeText(const compare::Difference& difference);

/// A median in its unit, "–" when it was not measured.
QString measuredText(const compare::Measured& measured, compare::Unit unit);
/// "+12.3 ms"; empty unless both sides are known.
QString deltaText(const compare::Difference& difference);
/// "1.18 ×"; empty without a ratio, as the next.
QString ratioText(const compare::Difference& difference);
/// "1.10–1.25".
QString intervalText(const compare::Difference& difference);
/// "1.03 ×": equal copies of A against A; empty without a control.
QString controlRatioText(const compare::Difference& difference);
/// "0.002", "< 0.001"; the adjusted one.
QString pText(const compare::Difference& difference);
/// Why it is called different, or not: "significant", "~ chance explains it", …
QString verdictText(compare::Verdict verdict);
/// Both sides, difference, ratio and p in a few lines.
QString noteOf(const compare::Difference& difference);
/// All that is known of a package, a line each.
QString noteOf(const compare::PackageDifference& package, const compare::Comparison& comparison);

/// One sentence: which side is faster, by how much, how sure that is.
QString verdictSentence(const compare::Comparison& comparison);
/// How far equal copies of A differ; empty without a control.
QString controlText(const compare::Comparison& comparison);
/// Warnings, a line each; empty without any.
QStringList warningsOf(const compare::Comparison& comparison);

/// What the timeline needs of it.
PairWishes wishesOf(const compare::Comparison& comparison, StartAnchor anchor);

} // namespace rt0::ui
