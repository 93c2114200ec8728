#pragma once

#include "base/result.h"
#include "base/time.h"
#include "layout/graphdrawing.h"

#include <stop_token>
#include <string>
#include <string_view>

/// Graphviz in a process of its own: our executable, started again with kHelperArgument. So a layout can be
/// given up at any moment, several can run at once, and a crash or a runaway stays in there. The window and
/// the command line both lay out this way.
namespace rt0::layout {

/// The hidden command that makes the program a layout helper.
inline constexpr std::string_view kHelperArgument = "--layout-helper";

/// True when the command line asks for the helper; main() then calls runLayoutHelper() and does nothing
/// else.
bool isLayoutHelper(int argc, const char* const* argv);

/// Reads a drawing from the standard input, lays it out, writes the layout to the standard output, and ends
/// the process.
[[noreturn]] void runLayoutHelper();

struct HelperLimits {
    Nanoseconds time = std::chrono::seconds(30);
    std::size_t maxOutput = std::size_t(1) << 28U; ///< bytes of the layout
};

/// Blocks until the layout is there; call it on a worker thread where that matters, several at once if need
/// be. `program` is what to start; empty: the running executable. Errors: stopped, took too long, crashed.
Result<LaidOutGraph> layoutInHelper(const GraphDrawing& drawing, const std::stop_token& stop = {},
                                    const HelperLimits& limits = {}, const std::string& program = {});

} // namespace rt0::layout
