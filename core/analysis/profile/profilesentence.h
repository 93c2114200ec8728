#pragma once

#include "timeline/startup.h"

#include <string>

namespace rt0 {

/// "The profile cpu.pb.gz holds 176 samples, one each 10 ms of CPU time: 1.76 s (cpu)." for a document that
/// is profiles alone or has them beside other inputs; empty without any.
std::string profileSentence(const Document& document);

} // namespace rt0
