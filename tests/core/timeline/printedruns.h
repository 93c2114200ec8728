#pragma once

#include "base/time.h"

#include <array>
#include <random>
#include <string>
#include <vector>

/// Random true timelines and the log that a Go runtime would print of them.
namespace rt0::test {

struct TrueInit {
    std::string package;
    Nanoseconds start{};
    Nanoseconds end{};
};

struct TrueCycle {
    std::array<Nanoseconds, 4> times{}; ///< sweep termination, mark, mark termination, end
};

struct TrueRun {
    std::vector<TrueInit> inits;
    std::vector<TrueCycle> gcCycles;
    std::string log;
};

/// runtime.fmtNSAsMS, line for line.
std::string fmtNSAsMS(Nanoseconds time);

/// The interval that the printed form of a true time leaves, by searching for its ends.
TimeBounds boundsOfPrinted(Nanoseconds truth);

struct Printed {
    explicit Printed(const TrueInit& init)
        : start(boundsOfPrinted(init.start)), duration(boundsOfPrinted(init.end - init.start)) {}
    TimeBounds start;
    TimeBounds duration;
};

/// First runtime, then other packages; GC cycles run beside them and their lines stand where they ended.
TrueRun randomRun(std::mt19937_64& random);

} // namespace rt0::test
