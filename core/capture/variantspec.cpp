#include "capture/variantspec.h"

#include <algorithm>
#include <string_view>

namespace rt0 {
namespace {

std::string_view nameOf(std::string_view setting) {
    return setting.substr(0, setting.find('='));
}

/// Those of `more` win.
void addSettings(std::vector<std::string>& settings, const std::vector<std::string>& more) {
    for (const std::string& setting : more) {
        std::erase_if(settings, [&](const std::string& old) { return nameOf(old) == nameOf(setting); });
        settings.push_back(setting);
    }
}

template <typename T>
void addMissing(std::vector<T>& list, const std::vector<T>& more) {
    for (const T& one : more)
        if (std::ranges::find(list, one) == list.end())
            list.push_back(one);
}

bool agree(const std::vector<std::string>& first, const std::vector<std::string>& second) {
    return std::ranges::none_of(first, [&](const std::string& one) {
        return std::ranges::any_of(
            second, [&](const std::string& other) { return nameOf(one) == nameOf(other) && one != other; });
    });
}

} // namespace

VariantSpec combined(const VariantSpec& first, const VariantSpec& second) {
    VariantSpec both = first;
    addSettings(both.flags, second.flags);
    addMissing(both.linkerFlags, second.linkerFlags);
    addSettings(both.buildEnvironment, second.buildEnvironment);
    addSettings(both.runEnvironment, second.runEnvironment);
    addMissing(both.mainFiles, second.mainFiles);
    addMissing(both.withoutImports, second.withoutImports);
    return both;
}

bool compatible(const VariantSpec& first, const VariantSpec& second) {
    return agree(first.flags, second.flags) && agree(first.buildEnvironment, second.buildEnvironment) &&
           agree(first.runEnvironment, second.runEnvironment);
}

} // namespace rt0
