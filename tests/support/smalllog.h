#pragma once

#include <string_view>

namespace rt0::test {

/// Five inits, one of them long, and a GC cycle: what a test needs that looks at more than one of each.
inline constexpr std::string_view kSmallLog =
    "init runtime @0.030 ms, 0.11 ms clock, 0 bytes, 0 allocs\n"
    "init errors @0.45 ms, 0.010 ms clock, 0 bytes, 0 allocs\n"
    "init github.com/a/b/c @1.0 ms, 1.5 ms clock, 4096 bytes, 3 allocs\n"
    "init github.com/a/b/d @3.0 ms, 0.50 ms clock, 1024 bytes, 1 allocs\n"
    "gc 1 @0.002s 7%: 0.45+0.4+0.075 ms clock, 0.90+0.48/1.5/0.79+0.15 ms cpu, "
    "3->4->2 MB, 4 MB goal, 0 MB stacks, 0 MB globals, 2 P\n"
    "init main @9.0 ms, 0.20 ms clock, 512 bytes, 2 allocs\n";

} // namespace rt0::test
