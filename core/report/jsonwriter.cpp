#include "report/jsonwriter.h"

#include <cmath>

namespace rt0 {
namespace {

std::string dumped(const Json& value) {
    return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

} // namespace

Json jsonBounds(const TimeBounds& bounds) {
    Json json;
    json["lo"] = bounds.lo.count();
    json["hi"] = bounds.hi.count();
    return json;
}

Json jsonNumber(double value) {
    if (std::isnan(value))
        return "NaN";
    if (std::isinf(value))
        return value > 0 ? "+Inf" : "-Inf";
    return value;
}

void JsonWriter::newItem(std::string_view key) {
    if (m_hasItems.empty())
        return;
    m_out += m_hasItems.back() ? ",\n" : "\n";
    m_hasItems.back() = true;
    m_out.append(m_hasItems.size() * 2, ' ');
    if (!key.empty())
        m_out += dumped(Json(key)) + ": ";
}

void JsonWriter::begin(std::string_view key, char bracket) {
    newItem(key);
    m_out += bracket;
    m_hasItems.push_back(false);
}

void JsonWriter::end(char bracket) {
    const bool hadItems = m_hasItems.back();
    m_hasItems.pop_back();
    if (hadItems) {
        m_out += '\n';
        m_out.append(m_hasItems.size() * 2, ' ');
    }
    m_out += bracket;
}

void JsonWriter::value(std::string_view key, const Json& value) {
    newItem(key);
    m_out += dumped(value);
}

void JsonWriter::item(const Json& value) {
    newItem({});
    m_out += dumped(value);
}

void writeDiagnostics(JsonWriter& json, const std::vector<Diagnostic>& diagnostics) {
    json.beginArray("diagnostics");
    for (const Diagnostic& diagnostic : diagnostics)
        json.item(
            {{"severity", diagnostic.severity == Diagnostic::Severity::DataLoss ? "data_loss" : "notice"},
             {"message", diagnostic.message},
             {"hint", diagnostic.hint}});
    json.endArray();
}

} // namespace rt0
