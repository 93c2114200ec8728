#pragma once

#include "ingest/chrometrace/eventlist.h"
#include "ingest/chrometrace/jsonstacks.h"

namespace rt0::chrometrace {

/// What of a foreign trace has no place in the model.
struct ForeignLosses {
    std::size_t counters = 0;
    std::size_t others = 0; ///< flows, asynchronous slices, …
};

/// Slices of a program that is not Go: a goroutine for each thread, named like it, runs while it has slices,
/// which are its regions; instants are logs.
ForeignLosses addForeignSlices(const JsonTrace& json, exectrace::Directory& directory, JsonStacks& stacks,
                               EventList& events);

} // namespace rt0::chrometrace
