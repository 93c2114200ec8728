#pragma once

#include "ingest/exectrace/event.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rt0::parsedtrace {

/// A line's fields, in order. `M=3 P=0 G=1 Label Time=5 Label="GC (idle)" Resource=Goroutine(1)`
class Fields {
public:
    /// Nothing when the line is not built of words and `key=value`.
    static std::optional<Fields> of(std::string_view line);

    /// The value of the first field with this key, without Go's quotes and escapes; empty when there is none.
    std::string_view text(std::string_view key) const;
    /// As a number; of "Goroutine(12)" and "Value{Uint64(12)}" 12; nothing when there is none.
    std::optional<std::uint64_t> number(std::string_view key) const;
    /// The fields without a key: the kind, "Running->Waiting".
    const std::vector<std::string>& words() const { return m_words; }

private:
    struct Field {
        std::string key;
        std::string value;
    };
    std::vector<Field> m_fields;
    std::vector<std::string> m_words;
};

/// The first number in a text, which may have a sign: -1 is ~0.
std::optional<std::uint64_t> firstNumber(std::string_view text);

/// What Event.String's words stand for; nothing for what is none.
std::optional<exectrace::EventKind> kindNamed(std::string_view name);
std::optional<exectrace::GoState> goStateNamed(std::string_view name);
std::optional<exectrace::ProcState> procStateNamed(std::string_view name);

/// The wire type that makes such a transition.
exectrace::EventType typeOfTransition(exectrace::GoState from, exectrace::GoState to);
exectrace::EventType typeOfTransition(exectrace::ProcState from, exectrace::ProcState to, bool ofOwnProc);
/// The wire type of a range's event, by the range's name; None for an unknown name.
exectrace::EventType typeOfRange(exectrace::EventKind kind, std::string_view name);

} // namespace rt0::parsedtrace
