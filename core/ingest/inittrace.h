#pragma once

#include "base/textcursor.h"
#include "recording/recording.h"

#include <cstdint>
#include <optional>
#include <string_view>

/// What GODEBUG=inittrace=1 prints on stderr, one line per package (runtime/proc.go, doInit1; Go 1.16–1.27):
///     init net/http @3.1 ms, 0.25 ms clock, 12816 bytes, 74 allocs
/// The runtime writes it with five print statements. Each holds off other prints of the runtime, the line
/// does not: GC and pacer lines of other threads can stand between them. Each argument is a write(2) of its
/// own, so output of the program and of other processes can stand even within a statement.
namespace rt0::inittrace {

/// The statement that comes next.
enum class Part : std::uint8_t { Start, Clock, Bytes, Allocs, None };

/// An init line, read as far as its statements were found.
struct Fragment {
    InitRecord record;
    Part next = Part::Start;
    /// What stood where `next` was expected was a bare number: perhaps that of `next`, whose unit the runtime
    /// prints by a write of its own.
    bool numberOnly = false;

    bool complete() const { return next == Part::None; }
};

/// "init PACKAGE @", and as many whole statements as follow without a gap. Leaves the cursor behind the last
/// of them.
std::optional<Fragment> begin(TextCursor& in);

/// Reads on where an earlier line broke off: with the whole next statement, or with the unit that a bare
/// number lacked. True when at least one statement was found.
bool resume(Fragment& fragment, TextCursor& in);

/// The statement that `text` goes on with; nothing when it cannot be the rest of an init line. Cheap: looks
/// at one number and what follows it. For a text without number (" ms, …") the statement whose unit it is.
std::optional<Part> resumes(std::string_view text);

/// Where in `text` the last three statements of an init line begin with " ms clock, "; `npos` when nowhere.
std::size_t findTail(std::string_view text);

/// True when `rest`, which stands where `next` was expected at the end of the input, looks like the begin of
/// it.
bool looksCutShort(Part next, std::string_view rest);

/// Where "init PACKAGE @" begins whose '@' is at `at`; nothing when something else stands before the '@'.
std::optional<std::size_t> beginBefore(std::string_view text, std::size_t at);

} // namespace rt0::inittrace
