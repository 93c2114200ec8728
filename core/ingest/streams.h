#pragma once

#include "ingest/logfacts.h"

namespace rt0 {

/// Decides which of the keys found before records (lineprefix.h) are streams, by all records of the log, and
/// gives every record its stream. Writes `streams` and the entries' `stream` anew.
void settleStreams(LogFacts& facts);

} // namespace rt0
