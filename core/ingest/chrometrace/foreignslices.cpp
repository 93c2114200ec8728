#include "ingest/chrometrace/foreignslices.h"

#include <algorithm>
#include <map>

namespace rt0::chrometrace {
namespace {

using exectrace::Event;
using exectrace::EventKind;
using exectrace::EventType;
using exectrace::GoState;

struct Slice {
    std::int64_t begin = 0;
    std::int64_t end = 0;
    exectrace::StringId name = 0;
    std::uint32_t stack = 0;
};

struct Thread {
    std::string_view name;
    std::vector<Slice> slices;
    std::vector<std::size_t> open; ///< of slices that have a begin ("B") and no end ("E") yet
    std::vector<const JsonEvent*> instants;
};
using Threads = std::map<std::pair<std::uint64_t, std::uint64_t>, Thread>; ///< by pid and tid

void takeSlice(const JsonEvent& event, Thread& thread) {
    if (event.phase == 'E') {
        if (thread.open.empty())
            return;
        Slice& slice = thread.slices[thread.open.back()];
        slice.end = std::max(slice.begin, event.ns);
        thread.open.pop_back();
        return;
    }
    if (event.phase == 'B')
        thread.open.push_back(thread.slices.size());
    thread.slices.push_back({event.ns, event.endNs(), event.name, event.stack});
}

Threads collect(const JsonTrace& json, const exectrace::Directory& directory, ForeignLosses& losses) {
    Threads threads;
    std::int64_t last = 0;
    for (const JsonEvent& event : json.events) {
        last = std::max(last, event.endNs());
        if (event.phase == 'X' || event.phase == 'B' || event.phase == 'E')
            takeSlice(event, threads[{event.pid, event.tid}]);
        else if (event.phase == 'i' || event.phase == 'I')
            threads[{event.pid, event.tid}].instants.push_back(&event);
        else if (event.phase == 'M' && directory.text(event.name) == "thread_name")
            threads[{event.pid, event.tid}].name = directory.text(event.text);
        else if (event.phase == 'C')
            ++losses.counters;
        else if (event.phase != 'M')
            ++losses.others;
    }
    for (auto& [id, thread] : threads)
        for (const std::size_t open : thread.open)
            thread.slices[open].end = std::max(last, thread.slices[open].begin);
    return threads;
}

/// Makes one thread's events: slices are nested, so that a stack of their ends is enough.
class ThreadWalker {
public:
    ThreadWalker(Thread& thread, std::uint64_t id, JsonStacks& stacks, EventList& events)
        : m_thread(thread),
          m_stacks(stacks),
          m_events(events),
          m_lane(id),
          m_self(events.goroutine(id)),
          m_entry(stacks.entry(thread.name)) {}

    void run() {
        std::ranges::stable_sort(m_thread.slices, [](const Slice& a, const Slice& b) {
            return a.begin != b.begin ? a.begin < b.begin : a.end > b.end;
        });
        for (const Slice& slice : m_thread.slices)
            begin(slice);
        while (!m_around.empty())
            end();
        for (const JsonEvent* instant : m_thread.instants)
            log(*instant);
    }

private:
    void begin(Slice slice);
    void end();
    void log(const JsonEvent& instant);
    void setRunning(bool runs, std::int64_t ns);
    void region(EventType type, EventKind kind, std::int64_t ns, const Slice& slice);

    Thread& m_thread;
    JsonStacks& m_stacks;
    EventList& m_events;
    std::uint64_t m_lane;
    exectrace::Index m_self;
    exectrace::StackId m_entry;
    std::vector<Slice> m_around;
    bool m_seen = false;
};

void ThreadWalker::begin(Slice slice) {
    while (!m_around.empty() && m_around.back().end <= slice.begin)
        end();
    if (m_around.empty())
        setRunning(true, slice.begin);
    else
        slice.end = std::min(slice.end, m_around.back().end);
    region(EventType::UserRegionBegin, EventKind::RegionBegin, slice.begin, slice);
    m_around.push_back(slice);
}

void ThreadWalker::end() {
    const Slice slice = m_around.back();
    m_around.pop_back();
    region(EventType::UserRegionEnd, EventKind::RegionEnd, slice.end, slice);
    if (m_around.empty())
        setRunning(false, slice.end);
}

void ThreadWalker::region(EventType type, EventKind kind, std::int64_t ns, const Slice& slice) {
    Event event;
    event.timeNs = ns;
    event.type = type;
    event.kind = kind;
    event.text = slice.name;
    event.stack = m_stacks.at(slice.stack);
    m_events.add(m_lane, event);
}

/// Before and between its slices a thread's state is not known.
void ThreadWalker::setRunning(bool runs, std::int64_t ns) {
    const GoState before = m_seen ? GoState::Undetermined : GoState::NotExist;
    Event event;
    event.timeNs = ns;
    event.type = runs ? EventType::GoStatus : EventType::GoStop;
    event.kind = EventKind::StateTransition;
    event.subject = m_self;
    event.from = static_cast<std::uint8_t>(runs ? before : GoState::Running);
    event.to = static_cast<std::uint8_t>(runs ? GoState::Running : GoState::Undetermined);
    event.subjectStack = std::exchange(m_entry, 0);
    m_seen = true;
    m_events.add(m_lane, event);
}

void ThreadWalker::log(const JsonEvent& instant) {
    Event event;
    event.timeNs = instant.ns;
    event.type = EventType::UserLog;
    event.kind = EventKind::Log;
    event.text = instant.category;
    event.setText2(instant.name);
    event.stack = m_stacks.at(instant.stack);
    m_events.add(m_lane, event);
}

} // namespace

ForeignLosses addForeignSlices(const JsonTrace& json, exectrace::Directory& directory, JsonStacks& stacks,
                               EventList& events) {
    ForeignLosses losses;
    Threads threads = collect(json, directory, losses);
    std::uint64_t id = 0;
    for (auto& [key, thread] : threads)
        if (!thread.slices.empty() || !thread.instants.empty())
            ThreadWalker(thread, ++id, stacks, events).run();
    return losses;
}

} // namespace rt0::chrometrace
