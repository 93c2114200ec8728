#include "analysis/optimize/catalogue.h"
#include "ingest/gosource/importspecs.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

/// The two texts of the user's that optimize reads: a list of optimizations, and the begin of Go files.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (const auto catalogue = rt0::parseOptimizations(text, "fuzz"))
        for (const rt0::Optimization& entry : catalogue->entries)
            if (entry.id.empty() || (entry.claim && entry.claim->most < entry.claim->least))
                std::abort();
    const auto specs = rt0::gosource::readImportSpecs(text, "fuzz");
    if (!specs)
        return 0;
    std::size_t last = 0;
    for (const rt0::gosource::ImportSpec& spec : *specs) {
        if (spec.begin < last || spec.end < spec.begin || spec.end > size)
            std::abort();
        last = spec.end;
    }
    if (rt0::gosource::withoutImports(text, *specs).size() != size)
        std::abort();
    return 0;
}
