#pragma once

#include <string>
#include <string_view>

namespace rt0::test {

/// A test trace of Go's sources: text that stands for the bytes of a trace, one event a line.
///
///     -- expect --
///     FAILURE "expected a proc but didn't have one"
///     -- trace --
///     Trace Go1.22
///     EventBatch gen=1 m=0 time=0 size=34
///     GoCreateSyscall dt=1 new_g=4
///     String id=1
///     	data="Not worker"
///     Stack id=17 nframes=1
///     	pc=4816080 func=30 file=31 line=45
struct RawText {
    bool hasExpectation = false;
    bool mustFail = false;
    std::string bytes; ///< of the trace; what cannot be read as above is a failed test
};

RawText readRawText(std::string_view text);

} // namespace rt0::test
