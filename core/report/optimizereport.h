#pragma once

#include "analysis/optimize/optimizationtable.h"

#include <string>
#include <vector>

/// `rt0scope optimize`: claimed, predicted and measured beside each other.
namespace rt0 {

/// Rows as a table, then for each what speaks for it and how to apply it.
std::string optimizationText(const OptimizationTable& table);
/// The same as GitHub's Markdown.
std::string optimizationMarkdown(const OptimizationTable& table);
/// "format": "rt0scope-optimize/1", see FORMAT.md.
std::string optimizationJson(const OptimizationTable& table);

// Cells, for views that show the same table; "" where there is nothing to say.
std::string claimedText(const OptimizationRow& row);     ///< "12–18 % faster"; " …": more is claimed
std::string predictedText(const OptimizationRow& row);   ///< "× 0.66–0.70", "× 0.88 or less"
std::string measuredText(const OptimizationRow& row);    ///< "× 0.62 [0.59, 0.63]", "~ 1.00 [0.98, 1.02]"
std::string probabilityText(const OptimizationRow& row); ///< "< 0.001"
std::string sizeText(const OptimizationRow& row);        ///< "−2.1 MB"
std::string outputText(const OptimizationRow& row);      ///< "changed: exit status 1 instead of 0"
/// What it does to the package inits, a sentence each: "package inits: 1.2 ms → 1.19 ms, ~ 0.99
/// [0.95, 1.03]".
std::vector<std::string> initTexts(const OptimizationRow& row);
/// The first lines: what is measured, of what, and what chance does here.
std::string optimizationHead(const OptimizationTable& table);

} // namespace rt0
