#include "ingest/parsedtrace/parsedtrace.h"

#include "ingest/parsedtrace/eventline.h"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <limits>
#include <unordered_map>

namespace rt0::parsedtrace {
namespace {

using exectrace::Event;
using exectrace::EventKind;
using exectrace::EventType;
using exectrace::GoState;
using exectrace::Index;
using exectrace::kNoIndex;
using exectrace::Outcome;
using exectrace::ProcState;

constexpr std::size_t kMaxFrames = 128; ///< as in the runtime
constexpr std::uint64_t kNobody = ~std::uint64_t{0};

/// Numbers ids in the order in which they appear.
template <typename Id>
class Indexes {
public:
    explicit Indexes(std::vector<Id>& listed) : m_listed(listed) {}
    Index of(std::optional<std::uint64_t> id) {
        if (!id || *id == kNobody)
            return kNoIndex;
        const auto [at, isNew] = m_of.try_emplace(*id, static_cast<Index>(m_listed.size()));
        if (isNew)
            m_listed.push_back(static_cast<Id>(*id));
        return at->second;
    }

private:
    std::vector<Id>& m_listed;
    std::unordered_map<std::uint64_t, Index> m_of;
};

/// An event is complete when the next one begins: its stacks follow its line.
class TextReader {
public:
    TextReader(Outcome& outcome, exectrace::EventSink& sink)
        : m_outcome(outcome),
          m_sink(sink),
          m_goroutines(outcome.directory.goroutines),
          m_procs(outcome.directory.procs),
          m_threads(outcome.directory.threads) {}

    void takeLine(std::string_view line);
    void finish();
    std::uint64_t badLines() const { return m_badLines; }

private:
    bool begin(const Fields& fields);
    bool fill(Event& event, const Fields& fields);
    bool fillTransition(Event& event, const Fields& fields);
    bool fillRange(Event& event, const Fields& fields);
    bool fillMetric(Event& event, const Fields& fields);
    bool fillUser(Event& event, const Fields& fields);
    bool fillExperimental(Event& event, const Fields& fields);
    void addSync(Event& event, const Fields& fields);
    void takeFrame(std::string_view line);
    void endStack();
    void endEvent();
    void flush();
    exectrace::StringId intern(std::string_view text) { return m_outcome.directory.strings.intern(text); }

    Outcome& m_outcome;
    exectrace::EventSink& m_sink;
    Indexes<std::uint64_t> m_goroutines;
    Indexes<std::int64_t> m_procs;
    Indexes<std::uint64_t> m_threads;
    std::vector<Event> m_batch;
    Event m_event;
    std::vector<exectrace::Frame> m_frames;
    bool m_ofSubject = false; ///< the frames are of a "TransitionStack="
    bool m_open = false;      ///< m_event waits for its stacks
    std::int64_t m_last_ns = std::numeric_limits<std::int64_t>::min();
    std::uint64_t m_badLines = 0;
};

void TextReader::takeLine(std::string_view line) {
    if (line.starts_with('\t'))
        return takeFrame(line);
    endStack();
    if (line.empty() || line == "Stack=")
        return;
    if (line == "TransitionStack=") {
        m_ofSubject = true;
        return;
    }
    endEvent();
    const std::optional<Fields> fields = Fields::of(line);
    m_open = fields && begin(*fields);
    if (!m_open)
        ++m_badLines;
}

/// "\tmain.main @ 0x4ae092", then "\t\t./main.go:4"
void TextReader::takeFrame(std::string_view line) {
    if (!line.starts_with("\t\t")) {
        const std::size_t at = std::min(line.rfind(" @ 0x"), line.size());
        exectrace::Frame frame;
        frame.function = intern(line.substr(1, at - 1));
        if (at < line.size())
            std::from_chars(line.data() + at + 5, line.data() + line.size(), frame.pc, 16);
        if (m_frames.size() < kMaxFrames)
            m_frames.push_back(frame);
        return;
    }
    const std::size_t colon = line.rfind(':');
    if (m_frames.empty() || m_frames.back().file != 0 || colon == std::string_view::npos)
        return;
    m_frames.back().file = intern(line.substr(2, colon - 2));
    std::from_chars(line.data() + colon + 1, line.data() + line.size(), m_frames.back().line);
}

void TextReader::endStack() {
    if (!m_frames.empty())
        (m_ofSubject ? m_event.subjectStack : m_event.stack) = m_outcome.directory.stacks.intern(m_frames);
    m_frames.clear();
    m_ofSubject = false;
}

void TextReader::endEvent() {
    if (!m_open)
        return;
    m_open = false;
    m_batch.push_back(m_event);
    ++m_outcome.events;
    if (m_batch.size() >= 2048)
        flush();
}

void TextReader::flush() {
    if (!m_batch.empty())
        m_sink.take(m_batch, m_outcome.directory);
    m_batch.clear();
}

void TextReader::finish() {
    endStack();
    endEvent();
    flush();
}

bool TextReader::begin(const Fields& fields) {
    const auto kind = fields.words().empty() ? std::nullopt : kindNamed(fields.words()[0]);
    const auto time = fields.number("Time");
    if (!kind || !time)
        return false;
    Event event;
    event.kind = *kind;
    event.timeNs =
        std::clamp(static_cast<std::int64_t>(*time), -(std::int64_t{1} << 61), std::int64_t{1} << 61);
    event.timeNs = std::max(
        event.timeNs, m_last_ns == std::numeric_limits<std::int64_t>::min() ? event.timeNs : m_last_ns + 1);
    event.thread = m_threads.of(fields.number("M"));
    event.proc = m_procs.of(fields.number("P"));
    event.goroutine = m_goroutines.of(fields.number("G"));
    if (!fill(event, fields))
        return false;
    m_last_ns = event.timeNs;
    m_event = event;
    return true;
}

bool TextReader::fill(Event& event, const Fields& fields) {
    switch (event.kind) {
    case EventKind::Sync:
        addSync(event, fields);
        return true;
    case EventKind::StateTransition:
        return fillTransition(event, fields);
    case EventKind::RangeBegin:
    case EventKind::RangeActive:
    case EventKind::RangeEnd:
        return fillRange(event, fields);
    case EventKind::Metric:
        return fillMetric(event, fields);
    case EventKind::Label:
        event.type = EventType::GoLabel;
        event.text = intern(fields.text("Label"));
        event.subject = m_goroutines.of(fields.number("Resource"));
        return true;
    case EventKind::StackSample:
        event.type = EventType::CpuSample;
        return true;
    case EventKind::Experimental:
        return fillExperimental(event, fields);
    default:
        return fillUser(event, fields);
    }
}

bool TextReader::fillTransition(Event& event, const Fields& fields) {
    const std::string_view states = fields.words().size() < 2 ? std::string_view{} : fields.words()[1];
    const std::size_t arrow = std::min(states.find("->"), states.size());
    const std::string_view from = states.substr(0, arrow);
    const std::string_view to = states.substr(std::min(arrow + 2, states.size()));
    event.text = intern(fields.text("Reason"));
    if (const auto proc = fields.number("ProcID")) {
        const auto before = procStateNamed(from);
        const auto after = procStateNamed(to);
        if (!before || !after)
            return false;
        event.subject = m_procs.of(proc);
        event.type = typeOfTransition(*before, *after, event.proc == event.subject);
        event.from = static_cast<std::uint8_t>(*before);
        event.to = static_cast<std::uint8_t>(*after);
        return event.subject != kNoIndex;
    }
    const auto before = goStateNamed(from);
    const auto after = goStateNamed(to);
    event.subject = m_goroutines.of(fields.number("GoID"));
    if (!before || !after || event.subject == kNoIndex)
        return false;
    event.type = typeOfTransition(*before, *after);
    event.from = static_cast<std::uint8_t>(*before);
    event.to = static_cast<std::uint8_t>(*after);
    return true;
}

/// Scope=Goroutine(1), Proc(0) or None; Attributes=["bytes swept"=Value{Uint64(8192)} "bytes reclaimed"=…]
bool TextReader::fillRange(Event& event, const Fields& fields) {
    constexpr std::string_view kStop = "stop-the-world (";
    const std::string_view name = fields.text("Name");
    event.type = typeOfRange(event.kind, name);
    if (name.starts_with(kStop) && name.ends_with(')'))
        event.text = intern(name.substr(kStop.size(), name.size() - kStop.size() - 1));
    const auto subject = fields.number("Scope");
    if (fields.text("Scope").starts_with("Proc"))
        event.subject = m_procs.of(subject);
    else
        event.subject = m_goroutines.of(subject);
    if (event.type == EventType::GcSweepEnd) {
        std::string_view attributes = fields.text("Attributes");
        event.value = firstNumber(attributes).value_or(0);
        attributes =
            attributes.substr(std::min(attributes.find(' ', attributes.find('=')), attributes.size()));
        event.setValue2(firstNumber(attributes).value_or(0));
    }
    return event.type != EventType::None;
}

bool TextReader::fillMetric(Event& event, const Fields& fields) {
    const std::string_view name = fields.text("Name");
    event.type = name == "/sched/gomaxprocs:threads"            ? EventType::ProcsChange
                 : name == "/memory/classes/heap/objects:bytes" ? EventType::HeapAlloc
                 : name == "/gc/heap/goal:bytes"                ? EventType::HeapGoal
                                                                : EventType::None;
    event.value = fields.number("Value").value_or(0);
    return event.type != EventType::None;
}

bool TextReader::fillUser(Event& event, const Fields& fields) {
    event.text = intern(fields.text("Type"));
    event.value = fields.number("Task").value_or(0);
    switch (event.kind) {
    case EventKind::TaskBegin:
    case EventKind::TaskEnd:
        event.type = event.kind == EventKind::TaskBegin ? EventType::UserTaskBegin : EventType::UserTaskEnd;
        event.value = fields.number("ID").value_or(0);
        event.setValue2(fields.number("Parent").value_or(exectrace::kNoTask));
        return true;
    case EventKind::RegionBegin:
    case EventKind::RegionEnd:
        event.type =
            event.kind == EventKind::RegionBegin ? EventType::UserRegionBegin : EventType::UserRegionEnd;
        return true;
    case EventKind::Log:
        event.type = EventType::UserLog;
        event.text = intern(fields.text("Category"));
        event.setText2(intern(fields.text("Message")));
        return true;
    default:
        return false;
    }
}

/// Name=HeapObjectAlloc Args=[id=Value{Uint64(1)}, type=Value{Uint64(2)}]
bool TextReader::fillExperimental(Event& event, const Fields& fields) {
    for (auto type = static_cast<int>(EventType::FirstExperimental);
         type <= static_cast<int>(EventType::LastExperimental); ++type)
        if (nameOf(static_cast<EventType>(type)) == fields.text("Name"))
            event.type = static_cast<EventType>(type);
    std::string_view arguments = fields.text("Args");
    event.value = firstNumber(arguments).value_or(0);
    arguments = arguments.substr(std::min(arguments.find(','), arguments.size()));
    event.setValue2(firstNumber(arguments).value_or(0));
    return event.type != EventType::None;
}

/// N=1 Trace=… Mono=… Wall=…; the wall clock's text is not kept.
void TextReader::addSync(Event& event, const Fields& fields) {
    exectrace::SyncPoint sync{event.timeNs, m_outcome.events + (m_open ? 1 : 0), {}};
    const auto traceTime = fields.number("Trace");
    const auto monotonic = fields.number("Mono");
    if (traceTime && monotonic)
        sync.clocks = exectrace::ClockSnapshot{static_cast<std::int64_t>(*traceTime), *monotonic, 0, 0};
    event.value = m_outcome.directory.syncs.size();
    m_outcome.directory.syncs.push_back(sync);
}

/// The line at the begin of `text`, which is taken from it.
std::string_view takeLine(std::string_view& text) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.ends_with('\r'))
        line.remove_suffix(1);
    return line;
}

} // namespace

bool isParsedTrace(std::string_view head) {
    const std::string_view line = takeLine(head);
    if (!line.starts_with("M="))
        return false;
    const std::optional<Fields> fields = Fields::of(line);
    return fields && !fields->words().empty() && kindNamed(fields->words()[0]) && fields->number("M") &&
           fields->number("P") && fields->number("G") && fields->number("Time");
}

Result<Outcome> readParsedTrace(std::string_view bytes, const std::string& where, exectrace::EventSink& sink,
                                const Progress& progress) {
    constexpr std::size_t kStep = std::size_t{1} << 20U;
    if (!isParsedTrace(bytes))
        return tl::unexpected(Error{"not the text of go tool trace -d=parsed", where,
                                    "open the trace file that go tool trace was given"});
    Outcome outcome;
    TextReader reader(outcome, sink);
    std::string_view left = bytes;
    for (std::size_t next = kStep; !left.empty();) {
        reader.takeLine(takeLine(left));
        const std::size_t done = bytes.size() - left.size();
        if (done < next)
            continue;
        next = done + kStep;
        if (progress.stop.stop_requested())
            return tl::unexpected(Error{"cancelled", where, {}});
        if (progress.report)
            progress.report(done, bytes.size());
    }
    reader.finish();
    if (reader.badLines() > 0)
        outcome.diagnostics.push_back({Diagnostic::Severity::DataLoss,
                                       fmt::format("{} lines could not be read", reader.badLines()),
                                       "open the trace file that go tool trace was given", 0});
    return outcome;
}

} // namespace rt0::parsedtrace
