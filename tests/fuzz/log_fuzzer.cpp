#include "ingest/ingest.h"
#include "timeline/reconstruct.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

/// Whatever the bytes are: no crash, and no bound that nothing can satisfy.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view log(reinterpret_cast<const char*>(data), size);
    auto recording = rt0::readBytes(log, {});
    if (!recording)
        return 0;
    const rt0::Document document = rt0::reconstruct(*std::move(recording));
    for (const rt0::Startup& startup : document.startups) {
        for (const rt0::PackageInit& init : startup.inits)
            if (!init.start.possible() || !init.end.possible() || !init.duration.possible() ||
                init.drawn.end < init.drawn.begin || !init.start.contains(init.drawn.begin))
                std::abort();
        for (const rt0::GcCycle& cycle : startup.gcCycles)
            if (!cycle.start.possible() || !cycle.mark.possible() || !cycle.markTermination.possible() ||
                !cycle.end.possible())
                std::abort();
        for (const rt0::Phase& phase : startup.phases)
            if (phase.measured && !phase.duration.possible())
                std::abort();
    }
    return 0;
}
