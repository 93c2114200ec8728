#pragma once

#include "base/diagnostic.h"
#include "base/time.h"

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Internal to core/report: everywhere else JSON is text.
namespace rt0 {

using Json = nlohmann::ordered_json;

/// {"lo": …, "hi": …} in nanoseconds.
Json jsonBounds(const TimeBounds& bounds);
/// JSON has no infinities: they become the strings "+Inf", "-Inf" and "NaN".
Json jsonNumber(double value);

template <typename T>
Json jsonOptional(const std::optional<T>& value) {
    return value ? Json(*value) : Json(nullptr);
}

/// Writes the outer structure of a document as text at once, so that only one array item at a time is held as
/// a tree: a tree of a million inits would take gigabytes. Items stand on a line each, which suits grep and
/// diff.
class JsonWriter {
public:
    void beginObject(std::string_view key = {}) { begin(key, '{'); }
    void endObject() { end('}'); }
    void beginArray(std::string_view key) { begin(key, '['); }
    void endArray() { end(']'); }
    void value(std::string_view key, const Json& value);
    void item(const Json& value);

    /// The document, ended by a line break. All that was begun must be ended.
    std::string take() && { return std::move(m_out) + "\n"; }

private:
    void begin(std::string_view key, char bracket);
    void end(char bracket);
    void newItem(std::string_view key);

    std::string m_out;
    std::vector<bool> m_hasItems; ///< one for each open bracket
};

/// "diagnostics": what a reader found worth saying.
void writeDiagnostics(JsonWriter& json, const std::vector<Diagnostic>& diagnostics);

} // namespace rt0
