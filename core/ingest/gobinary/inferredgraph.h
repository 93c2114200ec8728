#pragma once

#include "ingest/gobinary/gobinary.h"
#include "ingest/progress.h"
#include "recording/packagegraph.h"

namespace rt0::gobinary {

/// Which package of a program uses which, inferred from the binary alone (Go >= 1.21, whose linker drops the
/// import graph): calls, addresses of functions, inlined functions, types and itabs that code names, the
/// types that types are made of.
///
/// An edge proves that the one package depends on the other, not that it imports it itself; imports that
/// left no trace in code are missing, and so are packages without code. Edges against the order of the code
/// or of the inits, both of which follow the imports, are left out: they are of functions that the compiler
/// wrote into another package. Takes about a second for a program of 100 MB. Errors: Go 1.20 or older, whose
/// init tasks hold the graph (importGraphOf); no function table; "cancelled".
Result<PackageGraph> inferGraphOf(const GoBinary& binary, const std::string& where,
                                  const Progress& progress = {});

} // namespace rt0::gobinary
