#include "timeline/pairedchange.h"

#include "base/medianrank.h"

#include <algorithm>
#include <cstddef>

namespace rt0 {
std::optional<PairedChange> pairedChange(const std::vector<std::optional<Nanoseconds>>& of,
                                         const std::vector<std::optional<Nanoseconds>>& to) {
    std::vector<double> changes;
    for (std::size_t i = 0; i < std::min(of.size(), to.size()); ++i)
        if (of[i] && to[i] && *to[i] > Nanoseconds(0))
            changes.push_back(static_cast<double>(of[i]->count()) / static_cast<double>(to[i]->count()) - 1);
    if (changes.empty())
        return std::nullopt;
    std::ranges::sort(changes);
    const std::size_t count = changes.size();
    const std::size_t off = medianCut(count, 0.95).value_or(0);
    return PairedChange{(changes[(count - 1) / 2] + changes[count / 2]) / 2, changes[off],
                        changes[count - 1 - off], static_cast<std::uint32_t>(count)};
}

} // namespace rt0
