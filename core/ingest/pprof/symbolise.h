#pragma once

#include "ingest/gobinary/gobinary.h"
#include "recording/profile.h"

namespace rt0::pprof {

/// Gives functions and lines to the locations that have none, from the program they were measured in: C++'s
/// and Go's names as linked, without inlined calls. An address is placed by its mapping (start, offset in the
/// file); without mappings it is taken as linked. Only the first mapping is the program, unless the others
/// name the same file. Returns how many locations got a name.
std::size_t symbolise(Profile& profile, const gobinary::GoBinary& binary);

/// True when some location has no function.
bool needsSymbols(const Profile& profile);

} // namespace rt0::pprof
