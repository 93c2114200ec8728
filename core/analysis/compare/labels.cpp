#include "analysis/compare/compare.h"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>

namespace rt0::compare {
namespace {

namespace fs = std::filesystem;

/// Names of recordings and logs end in what they are; those of programs may have dots of their own.
std::string nameOf(const std::string& path) {
    const fs::path file(path);
    const std::string ending = file.extension().string();
    const bool known = ending == ".rt0" || ending == ".log" || ending == ".txt" || ending == ".trace";
    return (known ? file.stem() : file.filename()).string();
}

/// The first element of `path` that `other` has not in its place; empty when there is none.
std::string difference(const fs::path& path, const fs::path& other) {
    const auto [mine, theirs] = std::mismatch(path.begin(), path.end(), other.begin(), other.end());
    const bool isFolder = mine != path.end() && std::next(mine) != path.end();
    return isFolder ? mine->string() : std::string();
}

} // namespace

std::vector<std::string> sideLabels(std::span<const std::string> paths) {
    std::vector<std::string> labels;
    for (std::size_t i = 0; i < paths.size(); ++i) {
        const std::string name = nameOf(paths[i]);
        std::string label = name;
        for (std::size_t k = 0; k < paths.size() && label == name; ++k)
            if (k != i && nameOf(paths[k]) == name)
                if (const std::string folder = difference(paths[i], paths[k]); !folder.empty())
                    label = fmt::format("{} ({})", name, folder);
        const std::string unnumbered = label;
        for (int number = 2; std::ranges::find(labels, label) != labels.end(); ++number)
            label = fmt::format("{} ({})", unnumbered, number);
        labels.push_back(std::move(label));
    }
    return labels;
}

} // namespace rt0::compare
