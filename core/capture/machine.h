#pragma once

#include "recording/launch.h"

namespace rt0::capture {

/// The machine we run on.
LaunchMachine describeMachine();

} // namespace rt0::capture
