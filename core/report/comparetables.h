#pragma once

#include "report/comparereport.h"
#include "report/texttable.h"

#include <string>
#include <vector>

/// A comparison as sentences and tables, which text, Markdown and HTML then write each in its way. Internal
/// to core/report.
namespace rt0 {

struct CompareSection {
    std::string title;
    std::vector<TextColumn> columns; ///< empty: no table
    std::vector<std::vector<std::string>> rows;
    std::vector<std::string> notes; ///< sentences below
};

struct ComparePage {
    std::vector<std::string> sentences; ///< the first one is the headline
    std::vector<std::string> warnings;
    std::vector<CompareSection> sections;
};

ComparePage comparePage(const compare::Trend& trend, const CompareReportOptions& options);

/// Two builds.
ComparePage pairPage(const compare::Comparison& comparison, const CompareReportOptions& options);
/// More than two builds.
ComparePage trendPage(const compare::Trend& trend, const CompareReportOptions& options);

/// What the dynamic linker does for one side, `which` of a Difference: a sentence.
std::string linkingText(const compare::Comparison& comparison, compare::Measured compare::Difference::*which);

/// The packages whose time differs for certain, or which are new or gone: the largest change first.
std::vector<const compare::PackageDifference*> changedByTime(const compare::Comparison& comparison);

} // namespace rt0
