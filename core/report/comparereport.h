#pragma once

#include "analysis/compare/compare.h"

#include <cstddef>
#include <string>

/// What `rt0scope compare` says, in the manner of benchstat: a row for each number with both medians, the
/// difference, and `~` where it may be chance.
namespace rt0 {

struct CompareReportOptions {
    std::size_t top = 20; ///< packages to list, 0 = all
};

/// For a terminal. UTF-8, ends with a line break. Strings of the programs are made printable. With more than
/// two sides: a table over all of them, each against the first.
std::string compareText(const compare::Trend& trend, const CompareReportOptions& options = {});
/// The same as Markdown, for pull requests.
std::string compareMarkdown(const compare::Trend& trend, const CompareReportOptions& options = {});
/// The same as a page of its own that needs no other file.
std::string compareHtml(const compare::Trend& trend, const CompareReportOptions& options = {});
/// "format": "rt0scope/1" with everything as "compare"; FORMAT.md beside this file describes it.
std::string compareJson(const compare::Trend& trend);

/// How a difference is told: "-17.20 % [-18.1, -16.4] (p=0.000 n=10)", "~ (p=0.446 n=10)".
std::string differenceText(const compare::Difference& difference);
/// "+3.2 %"; "×41" of more than three times as much.
std::string percentText(double ratio);
/// A side's number: "61.2 ms ± 3 %".
std::string measuredText(const compare::Measured& measured, compare::Unit unit);

} // namespace rt0
