#pragma once

#include "timeline/tracebuilder.h"

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rt0 {

/// Writes the events of a trace one after another, as a reader would deliver them, and builds the model.
class TraceScript {
public:
    using Index = exectrace::Index;
    using GoState = exectrace::GoState;
    using Type = exectrace::EventType;

    /// P and thread on which the next events happen, and the goroutine that runs there.
    TraceScript& on(Index proc, Index thread, Index goroutine = exectrace::kNoIndex) {
        m_context.proc = proc;
        m_context.thread = thread;
        m_context.goroutine = goroutine;
        return *this;
    }
    /// An event that the caller fills in.
    exectrace::Event& event(std::int64_t timeNs, exectrace::EventKind kind, Type type) {
        exectrace::Event& event = m_events.emplace_back(m_context);
        event.timeNs = timeNs;
        event.kind = kind;
        event.type = type;
        return event;
    }
    void sync(std::int64_t timeNs) { event(timeNs, exectrace::EventKind::Sync, Type::None); }
    exectrace::Event& go(std::int64_t timeNs, Type type, Index subject, GoState from, GoState to,
                         std::initializer_list<std::string_view> stack = {}) {
        exectrace::Event& made = event(timeNs, exectrace::EventKind::StateTransition, type);
        made.subject = subject;
        made.from = static_cast<std::uint8_t>(from);
        made.to = static_cast<std::uint8_t>(to);
        made.stack = stackOf(stack);
        return made;
    }
    void proc(std::int64_t timeNs, Type type, Index subject, exectrace::ProcState from,
              exectrace::ProcState to) {
        exectrace::Event& made = event(timeNs, exectrace::EventKind::StateTransition, type);
        made.subject = subject;
        made.from = static_cast<std::uint8_t>(from);
        made.to = static_cast<std::uint8_t>(to);
    }
    /// Functions from the innermost to the outermost.
    exectrace::StackId stackOf(std::initializer_list<std::string_view> functions) {
        std::vector<exectrace::Frame> frames;
        for (const std::string_view function : functions)
            frames.push_back({.function = directory.strings.intern(function)});
        return frames.empty() ? 0 : directory.stacks.intern(frames);
    }
    exectrace::StringId text(std::string_view text) { return directory.strings.intern(text); }
    /// Hands over what was written so far, and forgets it.
    void flush() {
        m_builder.take(m_events, directory);
        m_taken += m_events.size();
        m_events.clear();
    }
    ExecTrace build(std::optional<Error> damage = {}) {
        flush();
        exectrace::Outcome outcome;
        outcome.directory = std::move(directory);
        outcome.events = m_taken;
        outcome.damage = std::move(damage);
        return std::move(m_builder).finish(std::move(outcome));
    }

    exectrace::Directory directory;

private:
    exectrace::Event m_context;
    std::vector<exectrace::Event> m_events;
    std::size_t m_taken = 0;
    TraceBuilder m_builder;
};

/// A row as text: "colour begin..end item", for comparisons that can be read.
std::vector<std::string> rowText(const ExecTrace& trace, RowId row);
std::vector<std::string> rowText(const SpanStore& store, RowId row);

} // namespace rt0
