#pragma once

#include "base/result.h"
#include "timeline/startup.h"

#include <cstddef>
#include <string>

/// `rt0scope why`: why a package is linked, what would go away with it, and why its init runs when it runs.
namespace rt0 {

struct WhyOptions {
    std::string package = {};
    std::string before = {}; ///< why it runs before or after this one; empty: not asked
    std::size_t startup = 0; ///< index into Document::startups
    std::size_t top = 20;    ///< chains, and packages that go with it; 0 = all
};

/// Errors: the start-up has no import graph, no such package.
Result<std::string> whyText(const Document& document, const WhyOptions& options);

/// "format": "rt0scope-why/1", see FORMAT.md. Errors as above.
Result<std::string> whyJson(const Document& document, const WhyOptions& options);

} // namespace rt0
