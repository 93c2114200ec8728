#pragma once

#include "ingest/gobinary/gobinary.h"
#include "recording/packagegraph.h"

namespace rt0::gobinary {

/// The import graph that a program built by Go 1.20 or older holds in its init tasks: exact, but only of
/// packages that have an init function or import one that has; `main` is "main". A package without init
/// functions has its name in the symbol table only; without one it is called "(package without init at
/// 0x4d5f00)". Errors: Go 1.21 or later, whose linker keeps the order and drops the edges; no tasks found.
Result<PackageGraph> importGraphOf(const GoBinary& binary, const std::string& where);

/// What the name by which a package was linked tells of it: "main", "net/http",
/// "vendor/golang.org/x/net/idna".
GoPackage linkedPackage(std::string_view importPath);

} // namespace rt0::gobinary
