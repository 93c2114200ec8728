#include "compare/comparedpair.h"

#include "loader.h"
#include "timeline/recordedstart.h"

#include <algorithm>

namespace rt0::ui {
namespace {

/// What was recorded together says itself what it was called then; else the files' names tell them apart.
void nameSides(std::vector<ComparedBuild>& builds) {
    std::vector<std::string> paths;
    std::vector<std::string> recorded;
    for (const ComparedBuild& build : builds) {
        paths.push_back(build.side.path);
        const RecordedStart* const start = build.side.recorded();
        if (start && start->launch->turns && !std::ranges::count(recorded, start->launch->turns->label))
            recorded.push_back(start->launch->turns->label);
    }
    const auto labels = recorded.size() == builds.size() ? recorded : compare::sideLabels(paths);
    for (std::size_t i = 0; i < builds.size(); ++i)
        builds[i].side.label = labels[i];
}

} // namespace

ComparedBuild buildOf(std::shared_ptr<const LoadedDocument> loaded, const QStringList& paths) {
    const std::size_t startup = loaded->document.main;
    const std::shared_ptr<const Document> document(loaded, &loaded->document);
    return {paths, std::move(loaded), startup, compare::sideOf(document, startup)};
}

std::shared_ptr<const ComparedPair> comparePair(std::vector<ComparedBuild> builds, std::size_t before,
                                                std::size_t after) {
    auto pair = std::make_shared<ComparedPair>();
    pair->comparison = compare::compareSides(builds[before].side, builds[after].side);
    if (builds.size() > 2) {
        std::vector<compare::Side> sides;
        for (const ComparedBuild& build : builds)
            sides.push_back(build.side);
        pair->trend = compare::trendOf(sides);
    }
    pair->builds = std::move(builds);
    pair->before = before;
    pair->after = after;
    return pair;
}

std::shared_ptr<const ComparedPair> pairOf(const compare::Trend& trend) {
    auto pair = std::make_shared<ComparedPair>();
    for (const compare::Side& side : trend.sides)
        pair->builds.push_back({{}, nullptr, 0, side});
    pair->after = pair->builds.size() - 1;
    pair->comparison = trend.againstFirst.back();
    if (pair->builds.size() > 2)
        pair->trend = trend;
    return pair;
}

compare::Trend trendOf(const ComparedPair& pair) {
    if (pair.trend)
        return *pair.trend;
    return {{pair.a().side, pair.b().side}, {pair.comparison}, {pair.comparison}};
}

CompareOutcome loadBuilds(const QList<QStringList>& builds, const Progress& progress) {
    if (builds.size() < 2)
        return tl::unexpected(Error{"two builds are needed for a comparison", {}, {}});
    std::vector<ComparedBuild> made;
    for (const QStringList& paths : builds) {
        auto loaded = loadFiles(paths, progress);
        if (!loaded)
            return tl::unexpected(loaded.error());
        if ((*loaded)->document.startups.empty())
            return tl::unexpected(
                Error{"this file holds no start-up to compare", paths.value(0).toStdString(), {}});
        made.push_back(buildOf(std::move(*loaded), paths));
    }
    nameSides(made);
    const std::size_t last = made.size() - 1;
    return comparePair(std::move(made), 0, last);
}

} // namespace rt0::ui
