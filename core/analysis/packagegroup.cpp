#include "analysis/packagegroup.h"

#include "base/saturating.h"

#include <algorithm>
#include <array>
#include <unordered_map>

namespace rt0 {
namespace {

/// Hosts whose modules are named by three elements; all others (k8s.io/x, go.uber.org/x, …) use two.
constexpr std::array<std::string_view, 9> kThreeElementHosts{
    "github.com", "gitlab.com", "bitbucket.org",    "codeberg.org",          "gitee.com",
    "git.sr.ht",  "golang.org", "salsa.debian.org", "gitlab.freedesktop.org"};

std::string_view firstElement(std::string_view path) {
    return path.substr(0, path.find('/'));
}

/// Length of the first `count` elements, or of the whole path when it has no more.
std::size_t lengthOfElements(std::string_view path, int count) {
    std::size_t end = 0;
    for (int i = 0; i < count; ++i) {
        end = path.find('/', i == 0 ? 0 : end + 1);
        if (end == std::string_view::npos)
            return path.size();
    }
    return end;
}

/// "v2", "v17": a major version that is an element of the module's path.
bool isMajorVersion(std::string_view element) {
    if (element.size() < 2 || element.size() > 4 || element[0] != 'v' || element[1] == '0' || element == "v1")
        return false;
    return std::all_of(element.begin() + 1, element.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// "yaml.v2": ends a module of gopkg.in, which is gopkg.in/pkg.v2 or gopkg.in/user/pkg.v2.
bool endsInDotVersion(std::string_view element) {
    const auto dot = element.rfind(".v");
    return dot != std::string_view::npos && dot + 2 < element.size() && element[dot + 2] >= '0' &&
           element[dot + 2] <= '9';
}

int elementCount(std::string_view path, std::string_view host) {
    if (host == "gopkg.in") {
        const std::string_view rest = path.substr(std::min(path.size(), host.size() + 1));
        return endsInDotVersion(firstElement(rest)) ? 2 : 3;
    }
    const bool three =
        std::find(kThreeElementHosts.begin(), kThreeElementHosts.end(), host) != kThreeElementHosts.end();
    return three ? 3 : 2;
}

std::string_view withoutVendor(std::string_view path) {
    constexpr std::string_view kMark = "/vendor/";
    const auto at = path.rfind(kMark);
    return at == std::string_view::npos ? path : path.substr(at + kMark.size());
}

} // namespace

std::string packageGroup(std::string_view importPath) {
    if (importPath == "main")
        return "main";
    if (importPath.starts_with("vendor/") || importPath.starts_with("cmd/"))
        return "std";
    const std::string_view path = withoutVendor(importPath);
    const std::string_view host = firstElement(path);
    if (host.find('.') == std::string_view::npos)
        return "std";
    std::size_t end = lengthOfElements(path, elementCount(path, host));
    const std::string_view rest = path.substr(std::min(path.size(), end + 1));
    if (const std::string_view next = firstElement(rest); isMajorVersion(next))
        end += 1 + next.size();
    return std::string(path.substr(0, end));
}

std::vector<GroupTotals> groupTotals(const Startup& startup) {
    std::vector<GroupTotals> groups;
    std::unordered_map<std::string, std::size_t> indexOf;
    for (const PackageInit& init : startup.inits) {
        const auto [found, isNew] = indexOf.try_emplace(packageGroup(init.importPath), groups.size());
        if (isNew)
            groups.emplace_back().name = found->first;
        GroupTotals& group = groups[found->second];
        ++group.inits;
        group.selfTime = saturatingAdd(group.selfTime, init.typical());
        group.bytes = saturatingAdd(group.bytes, init.bytes);
        group.allocs = saturatingAdd(group.allocs, init.allocs);
    }
    std::sort(groups.begin(), groups.end(), [](const GroupTotals& a, const GroupTotals& b) {
        const auto left = a.selfTime.middle();
        const auto right = b.selfTime.middle();
        return left != right ? left > right : a.name < b.name;
    });
    return groups;
}

} // namespace rt0
