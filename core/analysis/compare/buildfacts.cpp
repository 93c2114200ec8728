#include "analysis/compare/buildfacts.h"

#include "recording/jsonfields.h"

namespace rt0::compare {
namespace {

using Json = nlohmann::ordered_json;

/// Null for what is not there.
const Json& at(const Json& json, const char* pointer) {
    static const Json kNull;
    const Json::json_pointer place(pointer);
    return json.contains(place) ? json.at(place) : kNull;
}

std::string textAt(const Json& json, const char* pointer) {
    const Json& value = at(json, pointer);
    return value.is_string() ? value.get<std::string>() : std::string();
}

std::optional<std::uint64_t> numberAt(const Json& json, const char* pointer) {
    const Json& value = at(json, pointer);
    return value.is_number_unsigned() ? std::optional(value.get<std::uint64_t>()) : std::nullopt;
}

std::string versionOf(const Json& module) {
    const Json& replacement = at(module, "/replacement");
    if (replacement.is_object())
        return "=> " + textAt(replacement, "/path") + " " + textAt(replacement, "/version");
    return textAt(module, "/version");
}

std::map<std::string, std::string> linkOf(const Json& binary) {
    std::map<std::string, std::string> link{{"linked by", textAt(binary, "/link/mode")},
                                            {"stripped", textAt(binary, "/link/stripped")},
                                            {"machine", textAt(binary, "/machine")}};
    const auto addFlag = [&](const char* name, const char* pointer) {
        if (const Json& value = at(binary, pointer); value.is_boolean())
            link[name] = value.get<bool>() ? "yes" : "no";
    };
    addFlag("PIE", "/link/pie");
    addFlag("static", "/link/static");
    addFlag("cgo", "/link/cgo");
    addFlag("binds at start", "/dynamic/bind_now");
    return link;
}

void readLists(BuildFacts& facts, const Json& binary) {
    for (const Json& module : at(binary, "/modules"))
        if (const std::string path = textAt(module, "/path"); !path.empty())
            facts.modules[path] = versionOf(module);
    if (const Json& settings = at(binary, "/settings"); settings.is_object())
        for (const auto& [key, value] : settings.items())
            if (value.is_string())
                facts.settings[key] = value.get<std::string>();
    for (const Json& library : at(binary, "/dynamic/needed"))
        if (library.is_string())
            facts.libraries.push_back(library.get<std::string>());
    if (const Json& kinds = at(binary, "/dynamic/relocations/by_kind"); kinds.is_object())
        for (const auto& [kind, count] : kinds.items())
            if (count.is_number_unsigned())
                facts.relocations[kind] = count.get<std::uint64_t>();
}

} // namespace

std::uint64_t BuildFacts::relocation(const std::string& kind) const {
    const auto found = relocations.find(kind);
    return found == relocations.end() ? 0 : found->second;
}

std::uint64_t BuildFacts::allRelocations() const {
    std::uint64_t all = 0;
    for (const auto& [kind, count] : relocations)
        all += count;
    return all;
}

std::optional<BuildFacts> buildFactsOf(std::string_view binaryJson) {
    if (binaryJson.empty() || whyUnsafe(binaryJson) != nullptr)
        return std::nullopt;
    const Json json = Json::parse(binaryJson, nullptr, false);
    if (json.is_discarded() || !at(json, "/binary").is_object())
        return std::nullopt;
    const Json& binary = json.at("binary");
    BuildFacts facts;
    facts.goVersion = textAt(binary, "/go_version");
    facts.mainModule = textAt(binary, "/main_module/path");
    if (!facts.mainModule.empty())
        facts.modules[facts.mainModule] = versionOf(at(binary, "/main_module"));
    facts.link = linkOf(binary);
    facts.dynamic = at(binary, "/dynamic/interpreter").is_string();
    readLists(facts, binary);
    facts.fileBytes = numberAt(binary, "/sizes/file");
    facts.loadedBytes = numberAt(binary, "/sizes/loaded");
    facts.textBytes = numberAt(binary, "/sizes/text");
    facts.functions = numberAt(binary, "/functions");
    facts.types = numberAt(binary, "/types/reachable/count");
    facts.packages = numberAt(binary, "/packages");
    return facts;
}

} // namespace rt0::compare
