#pragma once

#include "analysis/graphscene/scenebuilder.h"

#include <QString>
#include <optional>

namespace rt0::ui {

/// What the import graph knows of a package, as rich text for the details pane: what would go away with it,
/// why it is linked, its module, what it imports and what imports it. Names are links. `first`: nothing that
/// names the package stands before it.
QString graphDetailsHtml(const SceneSource& source, PackageIndex package, bool first);
/// The same of one of its modules().
QString moduleDetailsHtml(const SceneSource& source, std::uint32_t module);

/// The package that such a link names.
std::optional<PackageIndex> packageOfLink(const SceneSource& source, const QString& link);

/// Where the graph comes from and how far it can be believed, one sentence.
QString graphSourceText(const PackageGraph& graph);

} // namespace rt0::ui
