#include "ingest/chrometrace/jsonscan.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <iterator>
#include <limits>
#include <nlohmann/json.hpp>

namespace rt0::chrometrace {
namespace {

constexpr double kLatestNs = 4e18; ///< 127 years; sums of two still fit

std::int64_t nanoseconds(double microseconds) {
    return std::llround(std::clamp(microseconds * 1000, -kLatestNs, kLatestNs));
}

/// Tells how far nlohmann's parser, which asks for one byte after the other, has come.
class Position {
public:
    using iterator_category = std::input_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char*;
    using reference = const char&;

    Position(const char* at, const char** published) : m_at(at), m_published(published) {}
    reference operator*() const { return *m_at; }
    Position& operator++() {
        *m_published = ++m_at;
        return *this;
    }
    Position operator++(int) {
        const Position before = *this;
        ++*this;
        return before;
    }
    friend bool operator==(const Position& a, const Position& b) { return a.m_at == b.m_at; }

private:
    const char* m_at;
    const char** m_published;
};

enum class Key : std::uint8_t {
    Other,
    TraceEvents,
    StackFrames,
    Name,
    Phase,
    Time,
    Duration,
    Pid,
    Tid,
    Id,
    Stack,
    EndStack,
    Category,
    Scope,
    Arguments,
    Parent,
    Argument,
    Argument2,
    Blocked,
};

constexpr std::pair<std::string_view, Key> kRootKeys[] = {{"traceEvents", Key::TraceEvents},
                                                          {"stackFrames", Key::StackFrames}};
constexpr std::pair<std::string_view, Key> kEventKeys[] = {
    {"name", Key::Name},    {"ph", Key::Phase},     {"ts", Key::Time}, {"dur", Key::Duration},
    {"pid", Key::Pid},      {"tid", Key::Tid},      {"id", Key::Id},   {"sf", Key::Stack},
    {"esf", Key::EndStack}, {"cat", Key::Category}, {"s", Key::Scope}, {"args", Key::Arguments}};
constexpr std::pair<std::string_view, Key> kArgumentKeys[] = {
    {"name", Key::Scope},         {"blocked", Key::Blocked},  {"thread", Key::Argument},
    {"Allocated", Key::Argument}, {"id", Key::Argument},      {"taskid", Key::Argument},
    {"proc", Key::Argument2},     {"NextGC", Key::Argument2}, {"start_g", Key::Argument2}};
constexpr std::pair<std::string_view, Key> kFrameKeys[] = {{"name", Key::Name}, {"parent", Key::Parent}};

Key find(std::span<const std::pair<std::string_view, Key>> keys, std::string_view name) {
    const auto found = std::ranges::find(keys, name, &std::pair<std::string_view, Key>::first);
    return found == keys.end() ? Key::Other : found->second;
}

/// nlohmann's SAX handler: follows where in the file a value stands, and keeps those that are wanted.
class Handler : public nlohmann::json_sax<nlohmann::json> {
public:
    Handler(exectrace::Strings& strings, const Progress& progress, const char* begin, std::size_t size)
        : at(begin), m_strings(strings), m_progress(progress), m_begin(begin), m_size(size) {}

    bool null() override { return true; }
    bool boolean(bool /*value*/) override { return true; }
    bool binary(binary_t& /*value*/) override { return true; }
    bool number_integer(number_integer_t value) override {
        return number(static_cast<double>(value), static_cast<std::uint64_t>(value));
    }
    bool number_unsigned(number_unsigned_t value) override {
        return number(static_cast<double>(value), value);
    }
    bool number_float(number_float_t value, const string_t& /*text*/) override {
        const double whole = std::clamp(value, 0.0, 1.8e19);
        return number(value, static_cast<std::uint64_t>(whole));
    }
    bool string(string_t& text) override;
    bool key(string_t& name) override;
    bool start_object(std::size_t /*elements*/) override { return open(false); }
    bool start_array(std::size_t /*elements*/) override { return open(true); }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }
    bool parse_error(std::size_t position, const std::string& /*token*/,
                     const nlohmann::detail::exception& /*error*/) override {
        errorAt = position;
        return false;
    }

    const char* at; ///< where the parser is
    JsonTrace trace;
    std::size_t errorAt = 0;
    bool cancelled = false;

private:
    enum class Place : std::uint8_t { Root, Events, Event, Arguments, Frames, Frame, Other };

    bool number(double value, std::uint64_t whole);
    bool open(bool array);
    bool close();
    Place inside(Place parent, bool array) const;
    Place place() const { return m_places.empty() ? Place::Other : m_places.back(); }
    void setEventText(const std::string& text);

    exectrace::Strings& m_strings;
    const Progress& m_progress;
    const char* m_begin;
    std::size_t m_size;
    std::vector<Place> m_places;
    Key m_key = Key::Other;
    JsonEvent m_event;
    JsonFrame m_frame;
    std::uint32_t m_frameKey = 0;
};

Handler::Place Handler::inside(Place parent, bool array) const {
    switch (parent) {
    case Place::Root:
        if (m_key == Key::TraceEvents && array)
            return Place::Events;
        return m_key == Key::StackFrames && !array ? Place::Frames : Place::Other;
    case Place::Events:
        return array ? Place::Other : Place::Event;
    case Place::Event:
        return m_key == Key::Arguments && !array ? Place::Arguments : Place::Other;
    case Place::Frames:
        return array ? Place::Other : Place::Frame;
    default:
        return Place::Other;
    }
}

bool Handler::open(bool array) {
    if (m_places.empty())
        m_places.push_back(array ? Place::Events : Place::Root);
    else
        m_places.push_back(inside(m_places.back(), array));
    if (m_places.back() == Place::Event)
        m_event = {};
    if (m_places.back() == Place::Frame)
        m_frame = {};
    return true;
}

bool Handler::close() {
    const Place left = place();
    m_places.pop_back();
    if (left == Place::Frame && m_frameKey != 0)
        trace.frames.emplace(m_frameKey, m_frame);
    if (left != Place::Event || m_event.phase == 0)
        return true;
    trace.events.push_back(m_event);
    if (trace.events.size() % 8192 != 0)
        return true;
    cancelled = m_progress.stop.stop_requested();
    if (m_progress.report)
        m_progress.report(static_cast<std::uint64_t>(at - m_begin), m_size);
    return !cancelled;
}

bool Handler::key(string_t& name) {
    switch (place()) {
    case Place::Root:
        m_key = find(kRootKeys, name);
        return true;
    case Place::Event:
        m_key = find(kEventKeys, name);
        return true;
    case Place::Arguments:
        m_key = find(kArgumentKeys, name);
        return true;
    case Place::Frames:
        m_frameKey = 0;
        std::from_chars(name.data(), name.data() + name.size(), m_frameKey);
        return true;
    case Place::Frame:
        m_key = find(kFrameKeys, name);
        return true;
    default:
        m_key = Key::Other;
        return true;
    }
}

bool Handler::string(string_t& text) {
    if (place() == Place::Event || place() == Place::Arguments)
        setEventText(text);
    else if (place() == Place::Frame && m_key == Key::Name)
        m_frame.name = m_strings.intern(text);
    return true;
}

void Handler::setEventText(const std::string& text) {
    switch (m_key) {
    case Key::Name:
        m_event.name = m_strings.intern(text);
        return;
    case Key::Phase:
        m_event.phase = text.size() == 1 ? text[0] : '?';
        return;
    case Key::Category:
        m_event.category = m_strings.intern(text);
        return;
    case Key::Scope:
    case Key::Blocked:
        m_event.text = m_strings.intern(text);
        return;
    case Key::Pid:
        m_event.pid = m_strings.intern(text);
        return;
    case Key::Tid:
        m_event.tid = m_strings.intern(text);
        return;
    case Key::Id:
        m_event.id = m_strings.intern(text);
        return;
    default:
        return;
    }
}

bool Handler::number(double value, std::uint64_t whole) {
    const auto small = static_cast<std::uint32_t>(std::min<std::uint64_t>(whole, 0xffff'ffff));
    if (place() == Place::Frame && m_key == Key::Parent)
        m_frame.parent = small;
    if (place() != Place::Event && place() != Place::Arguments)
        return true;
    switch (m_key) {
    case Key::Time:
        m_event.ns = nanoseconds(value);
        break;
    case Key::Duration:
        m_event.duration = nanoseconds(std::max(value, 0.0));
        break;
    case Key::Pid:
        m_event.pid = whole;
        break;
    case Key::Tid:
        m_event.tid = whole;
        break;
    case Key::Id:
        m_event.id = whole;
        break;
    case Key::Stack:
        m_event.stack = small;
        break;
    case Key::EndStack:
        m_event.endStack = small;
        break;
    case Key::Argument:
        m_event.argument = whole;
        break;
    case Key::Argument2:
        m_event.argument2 = whole;
        break;
    default:
        break;
    }
    return true;
}

} // namespace

Result<JsonTrace> scan(std::string_view bytes, const std::string& where, exectrace::Strings& strings,
                       const Progress& progress) {
    Handler handler(strings, progress, bytes.data(), bytes.size());
    const Position begin(bytes.data(), &handler.at);
    const Position end(bytes.data() + bytes.size(), &handler.at);
    const bool complete = nlohmann::json::sax_parse(begin, end, &handler);
    if (handler.cancelled)
        return tl::unexpected(Error{"cancelled", where, {}});
    if (!complete)
        handler.trace.damage =
            Error{fmt::format("the JSON breaks off at byte {}", handler.errorAt), where, {}};
    return std::move(handler.trace);
}

} // namespace rt0::chrometrace
