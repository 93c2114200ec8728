#include "recording/rt0manifest.h"

#include "recording/jsonfields.h"
#include "recording/rt0file.h"

#include <charconv>
#include <fmt/format.h>

namespace rt0 {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kFormat = "rt0scope-recording/";

std::string textAt(const Json& json, const char* key) {
    const auto found = json.find(key);
    return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

/// 0: not our format.
int versionOf(std::string_view format) {
    int version = 0;
    if (format.starts_with(kFormat))
        std::from_chars(format.data() + kFormat.size(), format.data() + format.size(), version);
    return version;
}

} // namespace

std::string rt0Manifest(const Launch& launch, const std::vector<Rt0Member>& members) {
    Json json;
    json["format"] = fmt::format("{}{}", kFormat, kRt0Version);
    json["generator"] = {{"name", "rt0scope"}, {"version", RT0SCOPE_VERSION}};
    json["date_unix_s"] = launch.date.time_since_epoch().count();
    json["command"] = launch.command;
    json["machine"] = {{"kernel", launch.machine.kernel},
                       {"cpu_model", launch.machine.cpuModel},
                       {"usable_cores", launch.machine.usableCores}};
    json["members"] = Json::array();
    for (const Rt0Member& member : members)
        json["members"].push_back(
            {{"name", member.name}, {"bytes", member.bytes}, {"meaning", member.meaning}});
    return json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Result<Rt0ManifestFacts> readRt0Manifest(std::string_view text) {
    const auto none = tl::unexpected(Error{"this is a zip archive, but no recording of rt0scope",
                                           {},
                                           "unpack it first: start-up logs and execution traces are read"});
    if (whyUnsafe(text) != nullptr)
        return none;
    const Json json = Json::parse(text, nullptr, false);
    if (!json.is_object())
        return none;
    const int version = versionOf(textAt(json, "format"));
    if (version < 1)
        return none;
    Rt0ManifestFacts facts;
    if (const auto generator = json.find("generator"); generator != json.end() && generator->is_object())
        facts.generator = textAt(*generator, "version");
    if (version > kRt0Version)
        return tl::unexpected(Error{fmt::format("this recording has format {}, and this version of rt0scope "
                                                "reads formats up to {}",
                                                version, kRt0Version),
                                    {},
                                    facts.generator.empty()
                                        ? "use a newer rt0scope"
                                        : "use rt0scope " + facts.generator + " or newer"});
    return facts;
}

} // namespace rt0
