#pragma once

#include "recording/launch.h"

namespace rt0::test {

/// A recording made for a test: a dynamic program with two packages after the runtime's, started three times
/// with trampolines (10, 12 and 11 ms to main.main), twice bare, once each for the log and the details.
/// Its steps are those of Go 1.27, a few of them.
Launch sampleLaunch();

} // namespace rt0::test
