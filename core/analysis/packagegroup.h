#pragma once

#include "timeline/startup.h"

#include <string>
#include <string_view>
#include <vector>

/// Packages summed by the module they seem to belong to.
namespace rt0 {

/// The module an import path seems to belong to: "main", "std", "github.com/a/b", "golang.org/x/sys",
/// "k8s.io/kubectl", "gopkg.in/yaml.v2", "k8s.io/klog/v2". It is a guess from the shape of the path (how many
/// elements the well-known hosts use, and a major version behind them), because logs do not name modules:
/// modules below the root of their repository are counted with it. Of a vendored path, "…/vendor/X", X
/// counts; the standard library's own vendored packages ("vendor/golang.org/x/…") are "std".
std::string packageGroup(std::string_view importPath);

struct GroupTotals {
    std::string name;
    std::size_t inits = 0;
    TimeBounds selfTime; ///< sum of the durations
    std::uint64_t bytes = 0;
    std::uint64_t allocs = 0;
};

/// All groups of a start-up, longest first (middle of the bounds), ties by name.
std::vector<GroupTotals> groupTotals(const Startup& startup);

} // namespace rt0
