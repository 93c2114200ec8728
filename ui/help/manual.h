#pragma once

#include <QString>

namespace rt0::ui {

/// The manual as rich text; the same facts as README.md, in the words of a user in the window.
QString manualHtml();
/// The keys and mouse gestures of the views, as rich text.
QString keysHtml();

} // namespace rt0::ui
