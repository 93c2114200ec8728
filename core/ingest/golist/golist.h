#pragma once

#include "base/diagnostic.h"
#include "base/result.h"
#include "ingest/progress.h"
#include "recording/packagegraph.h"

#include <string>
#include <string_view>
#include <vector>

/// What `go list -deps -json [-test] PACKAGES` prints (cmd/go/internal/list, type Package; Go 1.11–1.27): one
/// JSON object for each package, one behind the other, dependencies first:
///
///     {"Dir": "…", "ImportPath": "net/http", "Name": "http", "Standard": true,
///      "Imports": ["bufio", …, "vendor/golang.org/x/net/idna"], "ImportMap": {"golang.org/x/net/idna": "…"}}
///
/// `-json=ImportPath,Name,Dir,Standard,ForTest,Module,CgoFiles,Imports,ImportMap,Error` prints a tenth of it,
/// which is all that is read here.
namespace rt0::golist {

/// True for text that begins as such output does, also behind what the go command says while it downloads.
bool isGoList(std::string_view head);

struct Outcome {
    PackageGraph graph;
    std::vector<Diagnostic> diagnostics;
};

/// Reads it, in memory. A package that is imported but not listed stands in the graph without imports of its
/// own, with an `error`. Damage costs the packages it lies in. Errors: no package can be read, "cancelled";
/// `where` is named in them.
Result<Outcome> readGoList(std::string_view bytes, const std::string& where, const Progress& progress = {});

} // namespace rt0::golist
