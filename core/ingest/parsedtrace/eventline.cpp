#include "ingest/parsedtrace/eventline.h"

#include <algorithm>
#include <charconv>

namespace rt0::parsedtrace {
namespace {

using exectrace::EventKind;
using exectrace::EventType;
using exectrace::GoState;
using exectrace::ProcState;

void appendUtf8(std::string& to, std::uint32_t rune) {
    const auto put = [&to](std::uint32_t byte) { to.push_back(static_cast<char>(byte)); };
    if (rune < 0x80)
        return put(rune);
    if (rune < 0x800) {
        put(0xc0U | rune >> 6U);
    } else if (rune < 0x10000) {
        put(0xe0U | rune >> 12U);
        put(0x80U | (rune >> 6U & 0x3fU));
    } else {
        put(0xf0U | (rune >> 18U & 0x07U));
        put(0x80U | (rune >> 12U & 0x3fU));
        put(0x80U | (rune >> 6U & 0x3fU));
    }
    put(0x80U | (rune & 0x3fU));
}

/// Takes "\n", "\x1b", "\u00e9" from the begin of `text`, which starts behind the backslash (strconv.Quote).
void takeEscape(std::string_view& text, std::string& to) {
    constexpr std::string_view kLetters = "abfnrtv\\\"'";
    constexpr std::string_view kMeanings = "\a\b\f\n\r\t\v\\\"'";
    const char letter = text[0];
    text.remove_prefix(1);
    if (const std::size_t at = kLetters.find(letter); at != std::string_view::npos)
        return to.push_back(kMeanings[at]);
    const std::size_t digits = letter == 'x' ? 2 : letter == 'u' ? 4 : letter == 'U' ? 8 : 0;
    std::uint32_t value = 0;
    const std::string_view number = text.substr(0, digits);
    std::from_chars(number.data(), number.data() + number.size(), value, 16);
    text.remove_prefix(number.size());
    if (letter == 'x')
        to.push_back(static_cast<char>(value));
    else
        appendUtf8(to, value);
}

/// Takes a quoted text; false when its end is missing.
bool takeQuoted(std::string_view& text, std::string& to) {
    text.remove_prefix(1);
    while (!text.empty()) {
        const char c = text[0];
        text.remove_prefix(1);
        if (c == '"')
            return true;
        if (c != '\\')
            to.push_back(c);
        else if (!text.empty())
            takeEscape(text, to);
    }
    return false;
}

/// Takes a value up to the next space: quoted, bare, or in brackets, which may hold spaces.
bool takeValue(std::string_view& text, std::string& to) {
    if (text.starts_with('"'))
        return takeQuoted(text, to);
    const bool brackets = text.starts_with('[');
    std::size_t end = text.find(brackets ? ']' : ' ');
    if (end == std::string_view::npos)
        end = text.size();
    else if (brackets)
        ++end;
    to = text.substr(0, end);
    text.remove_prefix(end);
    return true;
}

template <typename T>
std::optional<T> valueNamed(std::string_view name, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i)
        if (nameOf(static_cast<T>(i)) == name)
            return static_cast<T>(i);
    return std::nullopt;
}

} // namespace

std::optional<Fields> Fields::of(std::string_view line) {
    Fields fields;
    while (!line.empty()) {
        if (line.starts_with(' ')) {
            line.remove_prefix(1);
            continue;
        }
        const std::size_t end = line.find_first_of("= ");
        const std::string_view word = line.substr(0, end);
        line.remove_prefix(word.size());
        if (!line.starts_with('=')) {
            fields.m_words.emplace_back(word);
            continue;
        }
        line.remove_prefix(1);
        fields.m_fields.push_back({std::string(word), {}});
        if (!takeValue(line, fields.m_fields.back().value))
            return std::nullopt;
    }
    return fields;
}

std::string_view Fields::text(std::string_view key) const {
    const auto found = std::ranges::find(m_fields, key, &Field::key);
    return found == m_fields.end() ? std::string_view{} : std::string_view(found->value);
}

std::optional<std::uint64_t> Fields::number(std::string_view key) const {
    return firstNumber(text(key));
}

std::optional<std::uint64_t> firstNumber(std::string_view text) {
    constexpr std::string_view kWidth = "Uint64"; // of Go's type, not of the value
    if (const std::size_t type = text.find(kWidth); type != std::string_view::npos)
        text.remove_prefix(type + kWidth.size());
    const std::size_t begin = text.find_first_of("0123456789");
    if (begin == std::string_view::npos)
        return std::nullopt;
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data() + begin, text.data() + text.size(), value);
    if (error != std::errc{})
        return std::nullopt;
    return begin > 0 && text[begin - 1] == '-' ? ~value + 1 : value;
}

std::optional<EventKind> kindNamed(std::string_view name) {
    return valueNamed<EventKind>(name, exectrace::kEventKinds);
}
std::optional<GoState> goStateNamed(std::string_view name) {
    return valueNamed<GoState>(name, exectrace::kGoStates);
}
std::optional<ProcState> procStateNamed(std::string_view name) {
    return valueNamed<ProcState>(name, exectrace::kProcStates);
}

EventType typeOfTransition(GoState from, GoState to) {
    if (from == to || from == GoState::Undetermined)
        return EventType::GoStatus;
    switch (from) {
    case GoState::NotExist:
        return to == GoState::Waiting   ? EventType::GoCreateBlocked
               : to == GoState::Syscall ? EventType::GoCreateSyscall
                                        : EventType::GoCreate;
    case GoState::Running:
        return to == GoState::Waiting    ? EventType::GoBlock
               : to == GoState::Runnable ? EventType::GoStop
               : to == GoState::Syscall  ? EventType::GoSyscallBegin
                                         : EventType::GoDestroy;
    case GoState::Syscall:
        return to == GoState::Running    ? EventType::GoSyscallEnd
               : to == GoState::Runnable ? EventType::GoSyscallEndBlocked
                                         : EventType::GoDestroySyscall;
    case GoState::Waiting:
        return EventType::GoUnblock;
    default:
        return EventType::GoStart;
    }
}

EventType typeOfTransition(ProcState from, ProcState to, bool ofOwnProc) {
    if (from == to || from < ProcState::Running)
        return EventType::ProcStatus;
    if (to == ProcState::Running)
        return EventType::ProcStart;
    return ofOwnProc ? EventType::ProcStop : EventType::ProcSteal;
}

EventType typeOfRange(EventKind kind, std::string_view name) {
    const auto pick = [kind](EventType begin, EventType active, EventType end) {
        return kind == EventKind::RangeBegin ? begin : kind == EventKind::RangeEnd ? end : active;
    };
    if (name.starts_with("stop-the-world"))
        return pick(EventType::StwBegin, EventType::StwBegin, EventType::StwEnd);
    if (name == "GC concurrent mark phase")
        return pick(EventType::GcBegin, EventType::GcActive, EventType::GcEnd);
    if (name == "GC incremental sweep")
        return pick(EventType::GcSweepBegin, EventType::GcSweepActive, EventType::GcSweepEnd);
    if (name == "GC mark assist")
        return pick(EventType::GcMarkAssistBegin, EventType::GcMarkAssistActive, EventType::GcMarkAssistEnd);
    return EventType::None;
}

} // namespace rt0::parsedtrace
