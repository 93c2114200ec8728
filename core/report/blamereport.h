#pragma once

#include "analysis/blame.h"
#include "timeline/startup.h"

#include <cstddef>
#include <string>

/// The packages of a start-up by what they cost.
namespace rt0 {

struct BlameReportOptions {
    BlameBy by = BlameBy::Time;
    bool retained = false;   ///< rank by what goes away with a package; needs the start-up's import graph
    std::size_t startup = 0; ///< index into Document::startups
    std::size_t top = 20;    ///< 0 = all
};

/// Aligned table with totals; ends with a line break. Ranked by retained cost it has no totals: what one
/// package retains another may retain, too.
std::string blameText(const Document& document, const BlameReportOptions& options);

/// The table alone, as `blameText` and the text report hold it.
std::string blameTable(const Startup& startup, BlameBy by, std::size_t top);

/// Packages summed by module (a guess, see packagegroup.h); "" when that tells nothing new.
std::string groupTable(const Startup& startup, std::size_t top);

/// "format": "rt0scope-blame/1", see FORMAT.md.
std::string blameJson(const Document& document, const BlameReportOptions& options);

} // namespace rt0
