#pragma once

#include "analysis/profile/callstacks.h"
#include "theme.h"

#include <QColor>
#include <vector>

namespace rt0::ui {

/// A colour for each function: by the module it belongs to, the same in every profile; packages of a module
/// differ in lightness. The runtime and what is not Go are grey.
std::vector<QColor> functionColours(const std::vector<profile::StackFunction>& functions, const Theme& theme);

} // namespace rt0::ui
