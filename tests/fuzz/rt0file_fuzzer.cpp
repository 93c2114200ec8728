#include "analysis/lanes.h"
#include "recording/launchjson.h"
#include "recording/rt0file.h"
#include "report/jsonreport.h"
#include "report/textreport.h"
#include "timeline/launchstartup.h"
#include "timeline/recordedgraph.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <utility>

namespace {

/// Everything that is shown of a recording, whatever is in it.
void show(rt0::Rt0File file) {
    const rt0::Document document = rt0::documentOf(std::move(file), {});
    for (const rt0::Startup& startup : document.startups)
        for (const rt0::Phase& phase : startup.phases)
            if (phase.measured && (phase.drawn.end < phase.drawn.begin || !phase.duration.possible()))
                std::abort();
    static_cast<void>(rt0::arrangeLanes(document.startups.front()));
    static_cast<void>(rt0::textReport(document, {}));
    static_cast<void>(rt0::jsonReport(document, 0));
}

} // namespace

/// A first byte of 'P' is an archive; anything else is launch.json or binary.json, which zip's checksums
/// would hide from the fuzzer.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    if (bytes.starts_with('P')) {
        if (auto file = rt0::readRt0File(bytes, "fuzz.rt0"))
            show(*std::move(file));
        return 0;
    }
    if (const auto graph = rt0::recordedGraphOf(bytes, "fuzz"); graph && !graph->empty())
        static_cast<void>(graph->reachableFrom(graph->root()));
    auto launch = rt0::launchOf(bytes);
    if (!launch)
        return 0;
    // What was read can be written and read again.
    if (!rt0::launchOf(rt0::launchJson(*launch)))
        std::abort();
    show({*std::move(launch), {}, {}, {}, {}, {}});
    return 0;
}
