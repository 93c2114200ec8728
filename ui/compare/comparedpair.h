#pragma once

#include "analysis/compare/compare.h"
#include "base/result.h"
#include "ingest/progress.h"
#include "session.h"

#include <QStringList>
#include <memory>
#include <optional>
#include <vector>

namespace rt0::ui {

/// One build of those that are compared.
struct ComparedBuild {
    QStringList paths; ///< the files it was read from
    std::shared_ptr<const LoadedDocument> loaded;
    std::size_t startup = 0; ///< index into Document::startups
    compare::Side side;
};

/// Builds in the user's order, two of which are compared in detail. Made on a worker thread, never changed.
struct ComparedPair {
    std::vector<ComparedBuild> builds;
    std::size_t before = 0; ///< index into `builds`: A
    std::size_t after = 1;  ///< B
    compare::Comparison comparison;
    std::optional<compare::Trend> trend; ///< of more than two builds

    const ComparedBuild& a() const { return builds[before]; }
    const ComparedBuild& b() const { return builds[after]; }
};

/// What was compared without a window, the first build with the last; its builds have no document.
std::shared_ptr<const ComparedPair> pairOf(const compare::Trend& trend);

/// As a report wants it: all builds of a trend, else the two.
compare::Trend trendOf(const ComparedPair& pair);

using CompareOutcome = Result<std::shared_ptr<const ComparedPair>>;

/// The start-up of `loaded` that is shown first.
ComparedBuild buildOf(std::shared_ptr<const LoadedDocument> loaded, const QStringList& paths);

/// At least two builds; `before` and `after` are indices of two of them.
std::shared_ptr<const ComparedPair> comparePair(std::vector<ComparedBuild> builds, std::size_t before,
                                                std::size_t after);

/// Reads each build and compares the first with the last. Errors: fewer than two builds, a file that cannot
/// be read or holds no start-up, "cancelled".
CompareOutcome loadBuilds(const QList<QStringList>& builds, const Progress& progress = {});

} // namespace rt0::ui
