#include "ingest/chrometrace/chrometrace.h"
#include "ingest/parsedtrace/parsedtrace.h"
#include "timeline/tracebuilder.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

namespace {

/// Counts, and stops the fuzzer at an event that breaks what event.h promises.
class Checker final : public rt0::exectrace::EventSink {
public:
    void take(std::span<const rt0::exectrace::Event> events,
              const rt0::exectrace::Directory& directory) override {
        for (const rt0::exectrace::Event& event : events)
            if (!known(event, directory))
                std::abort();
        m_events += events.size();
        m_builder.take(events, directory);
    }
    void finish(rt0::exectrace::Outcome&& outcome) {
        if (outcome.events + outcome.salvaged != m_events)
            std::abort();
        const rt0::ExecTrace trace = std::move(m_builder).finish(std::move(outcome));
        if (trace.goroutines.size() != trace.directory.goroutines.size() || trace.length.count() < 0)
            std::abort();
    }

private:
    static bool isIndex(rt0::exectrace::Index index, std::size_t size) {
        return index == rt0::exectrace::kNoIndex || index < size;
    }
    static bool known(const rt0::exectrace::Event& event, const rt0::exectrace::Directory& directory) {
        using rt0::exectrace::EventKind;
        const bool hasValue2 = event.isTask() || event.kind == EventKind::Experimental ||
                               event.type == rt0::exectrace::EventType::GcSweepEnd;
        const std::size_t subjects = event.ofProc()
                                         ? directory.procs.size()
                                         : std::max(directory.goroutines.size(), directory.procs.size());
        return isIndex(event.goroutine, directory.goroutines.size()) &&
               isIndex(event.proc, directory.procs.size()) &&
               isIndex(event.thread, directory.threads.size()) &&
               (event.isTask() || isIndex(event.subject, subjects)) &&
               ((hasValue2 && !event.isTask()) || event.text < directory.strings.size()) &&
               (event.kind != EventKind::Log || event.text2() < directory.strings.size()) &&
               event.stack < directory.stacks.size() &&
               (hasValue2 || event.kind == EventKind::Log || event.subjectStack < directory.stacks.size());
    }

    rt0::TraceBuilder m_builder;
    std::uint64_t m_events = 0;
};

rt0::Result<rt0::exectrace::Outcome> read(std::string_view bytes, Checker& checker) {
    if (rt0::chrometrace::isChromeTrace(bytes))
        return rt0::chrometrace::readChromeTrace(bytes, {}, checker);
    if (rt0::parsedtrace::isParsedTrace(bytes))
        return rt0::parsedtrace::readParsedTrace(bytes, {}, checker);
    // One thread: the fuzzer is slow with more, and learns from what its own one covers.
    return rt0::exectrace::readTrace(bytes, {}, checker, {}, {.threads = false});
}

} // namespace

/// Whatever the bytes are, of a trace or of what go tool trace makes of one: no crash, and events of which
/// every id is known.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Checker checker;
    auto outcome = read({reinterpret_cast<const char*>(data), size}, checker);
    if (outcome)
        checker.finish(std::move(*outcome));
    return 0;
}
