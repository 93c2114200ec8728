#pragma once

#include "capture/recordlaunch.h"

#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace rt0 {

/// A build to compare with others.
struct ComparedProgram {
    std::string label; ///< for people; empty: the program's file name
    /// The program and its arguments. It is copied afresh for each round, and the copy is started with this
    /// very argv.
    std::vector<std::string> command;
    std::vector<std::string> environment; ///< changes in addition to LaunchOptions::environment
};

struct ComparisonOptions {
    /// How each of them is started and watched; its `command`, `tracedProgram` and `initFunctions` count for
    /// nothing. `rounds` is the number of runs that are compared.
    LaunchOptions launch;
    bool control = true; ///< start equal copies of the first program beside them, as an A/A control
};

struct ComparisonProgress {
    /// A start begins: the `number`th of `count` over all sides; `side` is an index into the programs, or
    /// their number for the control.
    std::function<void(std::uint32_t number, std::uint32_t count, std::size_t side, LaunchPurpose purpose)>
        startOf;
};

struct RecordedComparison {
    std::vector<Launch> sides;     ///< in the order of the programs
    std::optional<Launch> control; ///< of the first program
};

/// Starts several builds in turns (A B A' A B A' …, each round beginning with another one), so that what else
/// the machine does meets all of them alike, and each from a copy written for the round in the same way: two
/// byte-identical files were seen to differ by 15 % from their places in the page cache alone. Each side's
/// result is an ordinary Launch; its `turns` tells which belong together. Errors: as recordLaunch, with the
/// program as `where`; no room for the copies; fewer than two programs.
Result<RecordedComparison> recordComparison(std::span<const ComparedProgram> programs,
                                            const ComparisonOptions& options,
                                            const ComparisonProgress& progress = {},
                                            std::stop_token stop = {});

} // namespace rt0
