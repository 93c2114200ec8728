#include "profile/flamecolours.h"

#include "analysis/lanes.h"
#include "analysis/packagegroup.h"

#include <string_view>
#include <unordered_map>

namespace rt0::ui {
namespace {

/// FNV-1a: the same on every machine, unlike std::hash.
std::uint32_t hashOf(std::string_view text) {
    std::uint32_t hash = 2'166'136'261U;
    for (const char c : text)
        hash = (hash ^ static_cast<unsigned char>(c)) * 16'777'619U;
    return hash ^ hash >> 15U;
}

bool isRuntime(std::string_view package) {
    return package == "runtime" || package.starts_with("runtime/") ||
           package.starts_with("internal/runtime/") || package.starts_with('[') || package.starts_with('<');
}

QColor classColour(const Theme& theme, std::uint32_t group) {
    return theme.classColour(
        static_cast<std::uint8_t>(static_cast<std::uint32_t>(ColourClass::FirstGroup) + group));
}

QColor colourOf(const std::string& package, const Theme& theme) {
    constexpr std::uint32_t kModuleColours = 5; ///< the ones behind main's and the standard library's
    if (isRuntime(package))
        return theme.classColour(static_cast<std::uint8_t>(ColourClass::RuntimeInit))
            .lighter(theme.dark ? 90 : 125);
    const std::string module = packageGroup(package);
    QColor colour = module == "main"  ? classColour(theme, 1)
                    : module == "std" ? classColour(theme, 0)
                                      : classColour(theme, 2 + hashOf(module) % kModuleColours);
    constexpr std::array kLightness{100, 110, 120};
    return colour.lighter(kLightness[hashOf(package) % kLightness.size()]);
}

} // namespace

std::vector<QColor> functionColours(const std::vector<profile::StackFunction>& functions,
                                    const Theme& theme) {
    std::unordered_map<std::string_view, QColor> byPackage;
    std::vector<QColor> colours;
    colours.reserve(functions.size());
    for (const profile::StackFunction& function : functions) {
        const auto [found, isNew] = byPackage.try_emplace(function.package);
        if (isNew)
            found->second = colourOf(function.package, theme);
        colours.push_back(found->second);
    }
    return colours;
}

} // namespace rt0::ui
