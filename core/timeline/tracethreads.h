#pragma once

#include "timeline/traceparts.h"

#include <memory>
#include <mutex>

namespace rt0 {

class SpanIndex;
struct ExecTrace;

/// The rows of all threads, by Index: a span is a goroutine that runs or is in a syscall there, `item` is its
/// Index. They repeat what the Ps' rows hold, and are looked at rarely: they are made when they are wanted.
class TraceThreads {
public:
    /// Takes up to a second for a hundred million events, the first time only. From any thread.
    const SpanIndex& spans(const ExecTrace& trace);

private:
    std::once_flag m_made;
    std::shared_ptr<const SpanIndex> m_spans;
};

/// Remembers which thread held a P while it had goroutines.
class TraceHolders {
public:
    /// What `proc` does from `ns` on is done by `thread`.
    void hold(exectrace::Index proc, exectrace::Index thread, std::int64_t ns) {
        if (proc >= m_now.size()) {
            m_now.resize(std::size_t{proc} + 1, kNone);
            m_holders.resize(m_now.size());
        }
        if (m_now[proc] == thread)
            return;
        m_now[proc] = thread;
        m_holders[proc].push_back({Nanoseconds(ns), thread});
    }
    std::vector<std::vector<TraceHolder>> take() && { return std::move(m_holders); }

private:
    static constexpr exectrace::Index kNone = exectrace::kNoIndex - 1; ///< differs from a missing thread

    std::vector<std::vector<TraceHolder>> m_holders;
    std::vector<exectrace::Index> m_now; ///< thread of each P
};

} // namespace rt0
