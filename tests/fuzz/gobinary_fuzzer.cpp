#include "ingest/gobinary/gobinary.h"
#include "ingest/gobinary/inferredgraph.h"
#include "report/binaryreport.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

namespace {

using rt0::gobinary::Function;
using rt0::gobinary::GoBinary;

/// What is true of any binary that could be opened.
void check(const GoBinary& binary) {
    const auto& functions = binary.functions();
    for (std::size_t i = 0; i < std::min<std::size_t>(functions.size(), 50); ++i) {
        const Function function = functions[i];
        if (function.end < function.entry)
            std::abort();
        functions.lineOf(function.entry);
        functions.find(function.name);
        binary.elf().bytes(function.entry, function.end - function.entry);
    }
    for (const auto& node : binary.initTasks().graph) {
        for (const std::uint32_t import : node.imports)
            if (import >= binary.initTasks().graph.size())
                std::abort();
        if (node.task && *node.task >= binary.initTasks().tasks.size())
            std::abort();
    }
    if (const auto graph = rt0::gobinary::inferGraphOf(binary, "fuzz"))
        for (rt0::PackageIndex i = 0; i < graph->size(); ++i)
            for (const rt0::PackageIndex used : graph->imports(i))
                if (used >= graph->size() || used == i)
                    std::abort();
    functions.at(binary.elf().entry());
    functions.find("main");
}

} // namespace

/// Whatever the bytes are: no crash, no endless loop, and a program that was opened can be reported.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const auto binary = GoBinary::read(rt0::LazyFile::over(bytes), "fuzz");
    if (!binary)
        return 0;
    check(*binary);
    const rt0::Source source{"fuzz", size, {}, {}};
    if (rt0::binaryText(source, *binary).empty() ||
        rt0::binaryJson(source, *binary, rt0::PackageUses::Tell).empty())
        std::abort();
    return 0;
}
