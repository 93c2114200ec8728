#pragma once

#include "ingest/logfacts.h"

#include <optional>
#include <string>
#include <vector>

/// The words of stream keys (lineprefix.h): which of them tell processes apart.
namespace rt0 {

/// How far a process has come by the records that were read of it.
class ProcessState {
public:
    /// True for records that tell how far their process has come: inits and GC cycles.
    static bool speaks(const LogFacts::Entry& entry);
    /// True when the record can follow those that were added; not when none was.
    bool goesOn(const LogFacts& facts, const LogFacts::Entry& entry) const;
    bool empty() const { return !m_any; }
    void add(const LogFacts& facts, const LogFacts::Entry& entry);

private:
    Nanoseconds m_initEnd{};                  ///< earliest possible
    std::optional<std::uint32_t> m_firstInit; ///< index into LogFacts::inits
    std::uint64_t m_gc = 0;
    bool m_any = false;
};

/// Each key of `facts.streams` without the words whose digits vary from line to line, or grow like a clock
/// while the process that prints them goes on.
std::vector<std::string> withoutVaryingWords(const LogFacts& facts);

} // namespace rt0
