#include "analysis/compare/measured.h"
#include "analysis/compare/parts.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>

namespace rt0::compare {
namespace {

using Index = std::unordered_map<std::string_view, std::size_t>;

/// Inits by import path; of several with one path (a program that started again) the first.
Index indexOf(const Startup& startup) {
    Index index;
    for (std::size_t i = 0; i < startup.inits.size(); ++i)
        index.emplace(startup.inits[i].importPath, i);
    return index;
}

std::optional<std::size_t> find(const Index& index, std::string_view importPath) {
    const auto found = index.find(importPath);
    return found == index.end() ? std::nullopt : std::optional(found->second);
}

/// Which of these keep their order among themselves while as few as possible do not: the members of a longest
/// rising subsequence.
std::vector<bool> keepOrder(const std::vector<std::size_t>& values) {
    std::vector<std::size_t> ends; // index of the last member, by length
    std::vector<std::size_t> previous(values.size(), values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
        const auto place =
            std::ranges::lower_bound(ends, values[i], {}, [&](std::size_t at) { return values[at]; });
        if (place != ends.begin())
            previous[i] = *(place - 1);
        if (place == ends.end())
            ends.push_back(i);
        else
            *place = i;
    }
    std::vector<bool> kept(values.size(), false);
    for (std::size_t at = ends.empty() ? values.size() : ends.back(); at < values.size(); at = previous[at])
        kept[at] = true;
    return kept;
}

class Packages {
public:
    Packages(const Startup& before, const Startup& after, const Startup* control)
        : m_before(before),
          m_after(after),
          m_control(control),
          m_indexBefore(indexOf(before)),
          m_indexAfter(indexOf(after)) {
        if (control != nullptr)
            m_indexControl = indexOf(*control);
    }

    std::vector<PackageDifference> compare() {
        const auto removed = removedBehind();
        appendRemoved(removed, {});
        for (std::size_t i = 0; i < m_after.inits.size(); ++i) {
            const std::string& path = m_after.inits[i].importPath;
            if (find(m_indexAfter, path) != i)
                continue;
            append(find(m_indexBefore, path), i);
            appendRemoved(removed, path);
        }
        markMoved();
        return std::move(m_packages);
    }

private:
    using Removed = std::unordered_map<std::string_view, std::vector<std::size_t>>;

    /// Packages that are gone, by the one before them that is still there.
    Removed removedBehind() const {
        Removed removed;
        std::string_view last;
        for (std::size_t i = 0; i < m_before.inits.size(); ++i) {
            const std::string& path = m_before.inits[i].importPath;
            if (m_indexAfter.contains(path))
                last = path;
            else if (find(m_indexBefore, path) == i)
                removed[last].push_back(i);
        }
        return removed;
    }

    void appendRemoved(const Removed& removed, std::string_view behind) {
        if (const auto found = removed.find(behind); found != removed.end())
            for (const std::size_t i : found->second)
                append(i, std::nullopt);
    }

    void append(std::optional<std::size_t> before, std::optional<std::size_t> after) {
        PackageDifference package;
        package.before = before;
        package.after = after;
        package.presence = !before ? Presence::Added : !after ? Presence::Removed : Presence::Both;
        package.importPath = after ? m_after.inits[*after].importPath : m_before.inits[*before].importPath;
        package.bytes.unit = Unit::Bytes;
        package.allocs.unit = Unit::Count;
        package.faults.unit = Unit::Count;
        measure(package, &Difference::before, m_before, before);
        measure(package, &Difference::after, m_after, after);
        if (m_control != nullptr)
            measure(package, &Difference::control, *m_control, find(m_indexControl, package.importPath));
        m_packages.push_back(std::move(package));
    }

    static void measure(PackageDifference& package, Measured Difference::*side, const Startup& startup,
                        std::optional<std::size_t> at) {
        if (!at)
            return;
        const PackageInit& init = startup.inits[*at];
        package.time.*side = timeOf(init);
        package.bytes.*side = bytesOf(startup, init);
        package.allocs.*side = allocsOf(startup, init);
        package.faults.*side = countedOnce(init.counts.faults());
    }

    void markMoved() {
        std::vector<std::size_t> places;
        std::vector<PackageDifference*> shared;
        for (PackageDifference& package : m_packages)
            if (package.presence == Presence::Both) {
                places.push_back(*package.before);
                shared.push_back(&package);
            }
        const std::vector<bool> kept = keepOrder(places);
        for (std::size_t i = 0; i < shared.size(); ++i)
            shared[i]->moved = !kept[i];
    }

    const Startup& m_before;
    const Startup& m_after;
    const Startup* m_control;
    Index m_indexBefore;
    Index m_indexAfter;
    Index m_indexControl;
    std::vector<PackageDifference> m_packages;
};

} // namespace

std::vector<PackageDifference> comparePackages(const Startup& before, const Startup& after,
                                               const Startup* control) {
    return Packages(before, after, control).compare();
}

} // namespace rt0::compare
