#pragma once

#include "ingest/gobinary/moduledata.h"

namespace rt0::gobinary {

struct Tally {
    std::uint64_t count = 0;
    std::uint64_t bytes = 0;
};

/// How many types and itabs a program carries. None of them is walked at start-up; itabs are entered into a
/// table one by one (runtime.itabsinit).
struct TypeCounts {
    /// Types that reflect can make from others (runtime.typelinks): pointers, slices, funcs … without a name.
    Tally typelinks;
    /// All types that typelinks and itabs lead to, these included. The other descriptors have no list and lie
    /// among their names, so that a type to which only code refers is missing here.
    Tally reachable;
    Tally itabs;
    bool complete = false; ///< false: something could not be read, the numbers are too small
};

/// `goMinor` tells the size of map types; 0 = take that of the moduledata's layout.
TypeCounts countTypes(const LinkedImage& linked, const Moduledata& module, int goMinor);

} // namespace rt0::gobinary
