#include "analysis/graphscene/differencescene.h"

#include "base/format.h"

#include <algorithm>
#include <fmt/format.h>

namespace rt0 {
namespace {

/// All packages, modules and imports of one graph, appended to those of others.
class Union {
public:
    void add(const PackageGraph& graph, const std::string& rootPath) {
        const auto firstPackage = static_cast<PackageIndex>(m_packages.size());
        const auto firstModule = static_cast<std::uint32_t>(m_modules.size());
        m_modules.insert(m_modules.end(), graph.modules().begin(), graph.modules().end());
        for (PackageIndex i = 0; i < graph.size(); ++i) {
            GoPackage& package = m_packages.emplace_back(graph[i]);
            if (package.module != kNoModule)
                package.module += firstModule;
            if (i == graph.root() && !rootPath.empty())
                package.importPath = rootPath;
            for (const PackageIndex imported : graph.imports(i))
                m_imports.push_back({firstPackage + i, firstPackage + imported});
        }
        if (m_source == GraphSource::None || graph.inferred())
            m_source = graph.source();
    }

    PackageGraph graph() && {
        return {m_source, std::move(m_packages), std::move(m_modules), std::move(m_imports)};
    }

private:
    GraphSource m_source = GraphSource::None;
    std::vector<GoPackage> m_packages;
    std::vector<GoModule> m_modules;
    std::vector<ImportEdge> m_imports;
};

const ChangeWords* wordsOf(const PackageChanges& changes, const GoPackage& package) {
    const auto found = changes.find(std::string(linkedName(package)));
    return found == changes.end() ? nullptr : &found->second;
}

} // namespace

std::shared_ptr<const SceneSource> differenceSource(const ProgramGraph& a, const ProgramGraph& b,
                                                    const PackageChanges& changes) {
    Union both;
    const PackageGraph& first = b.packages;
    const bool commands = !first.commands().empty() && !a.packages.commands().empty();
    both.add(first, {});
    both.add(a.packages, commands ? first[first.root()].importPath : std::string());
    auto program = std::make_shared<ProgramGraph>();
    program->packages = std::move(both).graph();
    program->path = b.path;
    // Costs are those of inits: each package that has one in either build gets one as long as its change.
    Startup startup;
    for (PackageIndex i = 0; i < program->packages.size(); ++i) {
        const ChangeWords* const words = wordsOf(changes, program->packages[i]);
        program->initOfPackage.push_back(words ? static_cast<std::uint32_t>(startup.inits.size()) : kNoInit);
        if (words == nullptr)
            continue;
        program->packageOfInit.push_back(i);
        PackageInit& init = startup.inits.emplace_back();
        init.importPath = std::string(linkedName(program->packages[i]));
        if (words->change != InitChange::Same)
            init.duration = TimeBounds::exactly(std::chrono::abs(words->delta));
    }
    return std::make_shared<const SceneSource>(std::move(program), startup);
}

GraphScene differenceScene(const SceneSource& source, const PackageChanges& changes, std::size_t room) {
    SceneOptions options;
    options.kind = SceneKind::Costliest;
    options.room = room;
    GraphScene scene = makeScene(source, options);
    std::size_t changed = 0;
    for (SceneNode& node : scene.nodes) {
        const ChangeWords* const words =
            node.packages.empty() ? nullptr : wordsOf(changes, source.graph()[node.packages.front()]);
        const InitChange change = words ? words->change : InitChange::Same;
        node.change = colourOf(change, words ? words->strength : 0);
        changed += change != InitChange::Same ? 1 : 0;
        const bool onlyOne = change == InitChange::Added || change == InitChange::Removed;
        node.costText =
            change == InitChange::Same ? "~"
            : onlyOne ? fmt::format("{} {}", signOf(change), formatDuration(std::chrono::abs(words->delta)))
                      : words->label;
    }
    scene.caption =
        fmt::format("{} packages that changed most, with the imports between them", formatCount(changed));
    return scene;
}

} // namespace rt0
