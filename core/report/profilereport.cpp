#include "report/profilereport.h"

#include "analysis/profile/callstacks.h"
#include "analysis/profile/gotop.h"
#include "analysis/profile/rawtext.h"
#include "report/texttable.h"

#include <algorithm>
#include <fmt/format.h>

namespace rt0 {
namespace {

const char* inlinedName(profile::TopItem::Inlined inlined) {
    switch (inlined) {
    case profile::TopItem::Inlined::No:
        return "no";
    case profile::TopItem::Inlined::Partly:
        return "partly";
    case profile::TopItem::Inlined::Always:
        return "always";
    }
    return "no";
}

std::string typeName(const Profile& profile, const ProfileValueType& type) {
    return fmt::format("{}/{}", profile.strings[type.type], profile.strings[type.unit]);
}

std::string printableLines(std::string text) {
    // Nearly all profiles: megabytes in which nothing is to be replaced. All of it is looked at, for that
    // goes many letters at a time.
    unsigned replaced = 0;
    for (const char c : text)
        replaced |= static_cast<unsigned>(c < ' ' || c > '~') & static_cast<unsigned>(c != '\n');
    if (replaced == 0)
        return text;
    std::string lines;
    lines.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        lines += printable(std::string_view(text).substr(at, end - at));
        lines += '\n';
        at = end + 1;
    }
    return lines;
}

} // namespace

std::string profileRawText(const Profile& profile) {
    return printableLines(profile::rawText(profile));
}

std::string profileText(const Profile& profile, std::size_t top) {
    const profile::CallStacks stacks = profile::sampleValues(profile, profile.shownType());
    std::string text = printableLines(profile::topText(profile, {.nodeCount = top}));
    text += fmt::format("\n{}\n", profile::samplesText(stacks));
    const std::string advice = profile::coarseAdvice(stacks);
    return advice.empty() ? text : text + advice + "\n";
}

Json profileJson(const Profile& profile, std::size_t top) {
    const std::size_t shown = profile.shownType();
    const profile::CallStacks stacks = profile::sampleValues(profile, shown);
    const profile::Top list = profile::goTop(profile, {.nodeCount = top});
    Json json;
    Json types = Json::array();
    for (const ProfileValueType& type : profile.sampleTypes)
        types.push_back(typeName(profile, type));
    json["sample_types"] = types;
    json["shown_type"] = typeName(profile, profile.sampleTypes[shown]);
    json["period_type"] = typeName(profile, profile.periodType);
    json["period"] = profile.period;
    json["time_ns"] = profile.timeNanos;
    json["duration_ns"] = profile.durationNanos;
    json["samples"] = stacks.samples;
    json["samples_exact"] = stacks.samplesExact;
    json["stacks"] = profile.sampleCount();
    json["locations"] = profile.locations.size();
    json["functions"] = profile.functions.size();
    json["total"] = list.total;
    json["dropped_functions"] = list.dropped;
    Json items = Json::array();
    for (const profile::TopItem& item : list.items)
        items.push_back({{"function", item.name},
                         {"flat", item.flat},
                         {"cum", item.cum},
                         {"inlined", inlinedName(item.inlined)}});
    json["top"] = items;
    return json;
}

std::string profilesText(const Document& document, std::size_t top) {
    std::string text;
    for (const OpenedProfile& opened : document.profiles)
        text += fmt::format("{}{}:\n{}", text.empty() ? "" : "\n", printable(opened.name),
                            profileText(*opened.profile, top));
    return text;
}

std::string profileInspectJson(const Source& source, const Profile& profile,
                               const std::vector<Diagnostic>& diagnostics) {
    JsonWriter json;
    json.beginObject();
    json.value("format", "rt0scope/1");
    json.value("generator", {{"name", "rt0scope"}, {"version", RT0SCOPE_VERSION}});
    json.value("source", {{"path", source.path}, {"bytes", source.bytes}});
    json.value("profile", profileJson(profile, 0));
    writeDiagnostics(json, diagnostics);
    json.endObject();
    return std::move(json).take();
}

} // namespace rt0
