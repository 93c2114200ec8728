#include "core/timeline/tracescript.h"

#include "timeline/spanindex.h"

#include <fmt/format.h>

#include <array>

namespace rt0 {

std::vector<std::string> rowText(const ExecTrace& trace, RowId row) {
    return rowText(trace.spans->store(), row);
}

std::vector<std::string> rowText(const SpanStore& store, RowId row) {
    static constexpr std::array kColours{"running", "runnable", "waiting", "syscall", "gc",
                                         "worker",  "stw",      "sweep",   "assist",  "user"};
    std::vector<std::string> text;
    for (SpanId span = store.firstOf(row); span < store.endOf(row); ++span) {
        const auto colour = store.colour(span) - static_cast<std::size_t>(TraceColour::Running);
        text.push_back(fmt::format("{} {}..{}", kColours.at(colour), store.beginNs(span), store.endNs(span)));
    }
    return text;
}

} // namespace rt0
