#include "timeline/startup.h"

namespace rt0 {

std::optional<TimeBounds> Startup::initEnd() const {
    if (inits.empty())
        return std::nullopt;
    return inits.back().end;
}

} // namespace rt0
