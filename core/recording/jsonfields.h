#pragma once

#include "base/time.h"

#include <algorithm>
#include <array>
#include <concepts>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

/// Plain values to JSON and back by one list of their fields, `fields(archive, value)`, so that what is
/// written and what is read cannot differ. Internal to core/recording.
namespace rt0 {

template <typename T>
struct EnumWords; ///< kWords: the word of each value, in the order of the enumeration

template <typename T, typename Value>
concept FieldsOf = std::same_as<std::remove_const_t<T>, Value>;

/// Why a text is not given to the JSON parser, whose memory grows with nesting and number of values; null
/// when there is no reason.
inline const char* whyUnsafe(std::string_view text) {
    constexpr std::size_t kMaxDepth = 64;
    constexpr std::size_t kMaxValues = 8'000'000;
    std::size_t depth = 0;
    std::size_t values = 0;
    bool inString = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (inString) {
            i += c == '\\' ? 1 : 0;
            inString = c != '"';
        } else if (c == '"') {
            inString = true;
        } else if (c == '[' || c == '{') {
            ++values;
            if (++depth > kMaxDepth)
                return "is nested too deeply";
        } else if (c == ']' || c == '}') {
            depth -= depth > 0 ? 1 : 0;
        } else if (c == ',') {
            ++values;
        }
    }
    return values > kMaxValues ? "holds too many values" : nullptr;
}

/// Writes each field into an object; what is not known (nullopt) is left out.
class FieldWriter {
public:
    using Json = nlohmann::ordered_json;

    explicit FieldWriter(Json& json) : m_json(json) {}

    template <typename T>
    void operator()(const char* key, const T& value) {
        m_json[key] = encoded(value);
    }
    template <typename T>
    void operator()(const char* key, const std::optional<T>& value) {
        if (value)
            m_json[key] = encoded(*value);
    }
    /// One array per field, which packs well.
    template <typename T>
    void columns(const char* key, const std::vector<T>& rows) {
        Json table = Json::object();
        for (const T& row : rows) {
            ColumnWriter column{table};
            fields(column, row);
        }
        m_json[key] = std::move(table);
    }

private:
    struct ColumnWriter {
        Json& table;
        template <typename T>
        void operator()(const char* key, const T& value) {
            table[key].push_back(encoded(value));
        }
    };

    template <typename T>
    static Json encoded(const T& value) {
        if constexpr (std::is_enum_v<T>) {
            return EnumWords<T>::kWords[static_cast<std::size_t>(value)];
        } else if constexpr (std::is_arithmetic_v<T> || std::same_as<T, std::string>) {
            return value;
        } else {
            Json json = Json::object();
            FieldWriter writer(json);
            fields(writer, value);
            return json;
        }
    }
    static Json encoded(Nanoseconds time) { return time.count(); }
    static Json encoded(std::chrono::sys_seconds time) { return time.time_since_epoch().count(); }
    template <typename T>
    static Json encoded(const std::vector<T>& values) {
        Json json = Json::array();
        for (const T& value : values)
            json.push_back(encoded(value));
        return json;
    }
    template <typename T, std::size_t N>
    static Json encoded(const std::array<T, N>& values) {
        return Json(values);
    }

    Json& m_json;
};

/// Reads each field that is there; one of another kind than expected keeps its default and is named in
/// `wrong`.
class FieldReader {
public:
    using Json = nlohmann::ordered_json;

    FieldReader(const Json& json, std::vector<std::string>& wrong) : m_json(json), m_wrong(wrong) {}

    template <typename T>
    void operator()(const char* key, T& value) {
        const auto found = m_json.find(key);
        if (found != m_json.end() && !decode(*found, value))
            m_wrong.emplace_back(key);
    }
    template <typename T>
    void operator()(const char* key, std::optional<T>& value) {
        const auto found = m_json.find(key);
        if (found == m_json.end())
            return;
        T inner{};
        if (decode(*found, inner))
            value = std::move(inner);
        else
            m_wrong.emplace_back(key);
    }
    template <typename T>
    void columns(const char* key, std::vector<T>& rows) {
        const auto table = m_json.find(key);
        if (table == m_json.end() || table->empty())
            return;
        bool sound = table->is_object() && table->front().is_array();
        const std::size_t count = sound ? table->front().size() : 0;
        for (std::size_t i = 0; i < count && sound; ++i) {
            ColumnReader column{*this, *table, i};
            fields(column, rows.emplace_back());
            sound = column.sound;
        }
        if (sound)
            return;
        rows.clear();
        m_wrong.emplace_back(key);
    }

private:
    struct ColumnReader {
        FieldReader& reader;
        const Json& table;
        std::size_t row;
        bool sound = true;

        template <typename T>
        void operator()(const char* key, T& value) {
            const auto column = table.find(key);
            if (column != table.end())
                sound = sound && column->is_array() && row < column->size() &&
                        reader.decode((*column)[row], value);
        }
    };

    template <typename T>
    bool decode(const Json& json, T& value) {
        if constexpr (std::same_as<T, bool>) {
            value = json.is_boolean() && json.get<bool>();
            return json.is_boolean();
        } else if constexpr (std::integral<T>) {
            return decodeInteger(json, value);
        } else if constexpr (std::floating_point<T>) {
            value = json.is_number() ? json.get<T>() : T{};
            return json.is_number();
        } else if constexpr (std::is_enum_v<T>) {
            return decodeEnum(json, value);
        } else {
            if (!json.is_object())
                return false;
            FieldReader reader(json, m_wrong);
            fields(reader, value);
            return true;
        }
    }
    template <typename T>
    static bool decodeInteger(const Json& json, T& value) {
        if (json.is_number_unsigned()) {
            const auto number = json.get<std::uint64_t>();
            value = std::in_range<T>(number) ? static_cast<T>(number) : T{};
            return std::in_range<T>(number);
        }
        if (!json.is_number_integer())
            return false;
        const auto number = json.get<std::int64_t>();
        value = std::in_range<T>(number) ? static_cast<T>(number) : T{};
        return std::in_range<T>(number);
    }
    template <typename T>
    static bool decodeEnum(const Json& json, T& value) {
        const auto& words = EnumWords<T>::kWords;
        const auto found =
            json.is_string() ? std::ranges::find(words, json.get_ref<const std::string&>()) : words.end();
        if (found != words.end())
            value = static_cast<T>(found - words.begin());
        return found != words.end();
    }
    static bool decode(const Json& json, std::string& value) {
        if (json.is_string())
            value = json.get_ref<const std::string&>();
        return json.is_string();
    }
    static bool decode(const Json& json, Nanoseconds& value) {
        std::int64_t count = 0;
        const bool sound = decodeInteger(json, count);
        value = Nanoseconds(count);
        return sound;
    }
    static bool decode(const Json& json, std::chrono::sys_seconds& value) {
        std::uint32_t count = 0;
        const bool sound = decodeInteger(json, count);
        value = std::chrono::sys_seconds(std::chrono::seconds(count));
        return sound;
    }
    template <typename T>
    bool decode(const Json& json, std::vector<T>& values) {
        if (!json.is_array())
            return false;
        for (const Json& each : json)
            if (!decode(each, values.emplace_back()))
                values.pop_back();
        return values.size() == json.size();
    }
    template <typename T, std::size_t N>
    bool decode(const Json& json, std::array<T, N>& values) {
        if (!json.is_array() || json.size() != N)
            return false;
        bool sound = true;
        for (std::size_t i = 0; i < N; ++i)
            sound = decode(json[i], values[i]) && sound;
        return sound;
    }

    const Json& m_json;
    std::vector<std::string>& m_wrong;
};

} // namespace rt0
