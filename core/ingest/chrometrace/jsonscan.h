#pragma once

#include "base/result.h"
#include "ingest/exectrace/directory.h"
#include "ingest/progress.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace rt0::chrometrace {

/// An element of traceEvents; absent fields are 0. Texts are in the Strings given to scan().
struct JsonEvent {
    std::int64_t ns = 0;       ///< "ts", which is in µs
    std::int64_t duration = 0; ///< "dur" in ns
    std::uint64_t pid = 0;
    std::uint64_t tid = 0; ///< a text's id in Strings where the file has a text
    std::uint64_t id = 0;
    std::uint64_t argument = 0;  ///< args: thread, Allocated, id, taskid
    std::uint64_t argument2 = 0; ///< args: proc, NextGC, start_g
    std::uint32_t stack = 0;     ///< "sf": key of the leaf in JsonTrace::frames
    std::uint32_t endStack = 0;  ///< "esf"
    exectrace::StringId name = 0;
    exectrace::StringId category = 0;
    exectrace::StringId text = 0; ///< "s", or args: name, blocked
    char phase = 0;

    std::int64_t endNs() const { return ns + duration; }
};

struct JsonFrame {
    exectrace::StringId name = 0; ///< "main.main:12"
    std::uint32_t parent = 0;     ///< 0: none
};

/// What of a Chrome trace is kept, in the order of the file.
struct JsonTrace {
    std::vector<JsonEvent> events;
    std::unordered_map<std::uint32_t, JsonFrame> frames;
    std::optional<Error> damage; ///< why the JSON could not be read to its end
};

/// Errors: "cancelled".
Result<JsonTrace> scan(std::string_view bytes, const std::string& where, exectrace::Strings& strings,
                       const Progress& progress);

} // namespace rt0::chrometrace
