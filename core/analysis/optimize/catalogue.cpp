#include "analysis/optimize/catalogue.h"

#include "analysis/optimize/builtincatalogue.h"
#include "base/inputfile.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <utility>

namespace rt0 {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMaxBytes = std::size_t{1} << 20U;
constexpr std::size_t kMaxEntries = 200;
constexpr std::size_t kMaxItems = 50;
constexpr std::size_t kMaxText = 4000;
constexpr std::string_view kFormat = "rt0scope-optimizations/1";

constexpr std::array<std::pair<std::string_view, OptimizationSubject>, 14> kSubjects{
    {{"other", OptimizationSubject::Other},
     {"strip", OptimizationSubject::Strip},
     {"static", OptimizationSubject::Static},
     {"gc-warmup", OptimizationSubject::GcWarmup},
     {"blank-import", OptimizationSubject::BlankImport},
     {"exe", OptimizationSubject::Exe},
     {"pie", OptimizationSubject::Pie},
     {"gc-off", OptimizationSubject::GcOff},
     {"gc-until-main", OptimizationSubject::GcUntilMain},
     {"bind-now", OptimizationSubject::BindNow},
     {"lazy-init", OptimizationSubject::LazyInit},
     {"registration", OptimizationSubject::Registration},
     {"plugin", OptimizationSubject::Plugin},
     {"linkname", OptimizationSubject::Linkname}}};

/// Reads the members of one object; the first problem stays.
class Members {
public:
    Members(const Json& object, std::string where, std::string& problem)
        : m_object(object), m_where(std::move(where)), m_problem(problem) {
        if (!m_object.is_object())
            fail("is no object");
    }

    bool has(const char* key) const { return m_object.is_object() && m_object.contains(key); }
    const Json& at(const char* key) const { return m_object.at(key); }

    std::string text(const char* key, bool needed = false) {
        if (!has(key)) {
            if (needed)
                fail(fmt::format("has no \"{}\"", key));
            return {};
        }
        return textOf(at(key), key);
    }

    std::vector<std::string> texts(const char* key) {
        std::vector<std::string> list;
        if (!has(key))
            return list;
        const Json& array = at(key);
        if (!array.is_array() || array.size() > kMaxItems) {
            fail(fmt::format("\"{}\" is no list of at most {} texts", key, kMaxItems));
            return list;
        }
        for (const Json& item : array)
            list.push_back(textOf(item, key));
        return list;
    }

    bool flag(const char* key) {
        if (!has(key))
            return false;
        if (!at(key).is_boolean()) {
            fail(fmt::format("\"{}\" is neither true nor false", key));
            return false;
        }
        return at(key).get<bool>();
    }

    /// A name that this version does not know may be a mistyped one.
    void allowOnly(std::initializer_list<std::string_view> keys) {
        if (m_object.is_object())
            for (const auto& [key, unused] : m_object.items())
                if (std::ranges::find(keys, key) == keys.end())
                    fail(fmt::format("has an unknown \"{}\"", key.substr(0, 40)));
    }

    void fail(const std::string& what) {
        if (m_problem.empty())
            m_problem = m_where + " " + what;
    }

private:
    std::string textOf(const Json& value, const char* key) {
        if (value.is_string() && value.get_ref<const std::string&>().size() <= kMaxText)
            return value.get<std::string>();
        fail(fmt::format("\"{}\" is no text of at most {} bytes", key, kMaxText));
        return {};
    }

    const Json& m_object;
    std::string m_where;
    std::string& m_problem;
};

bool isId(std::string_view id) {
    return !id.empty() && id.size() <= 40 && std::ranges::all_of(id, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    });
}

VariantSpec changeOf(const Json& json, const std::string& where, std::string& problem) {
    Members members(json, where + ", \"change\",", problem);
    members.allowOnly({"flags", "linker_flags", "build_environment", "run_environment", "main_files"});
    VariantSpec change;
    change.flags = members.texts("flags");
    change.linkerFlags = members.texts("linker_flags");
    change.buildEnvironment = members.texts("build_environment");
    change.runEnvironment = members.texts("run_environment");
    change.mainFiles = members.texts("main_files");
    for (const std::string& flag : change.flags)
        if (!flag.starts_with('-') || flag.starts_with("-overlay") || flag == "-o" || flag.starts_with("-o="))
            members.fail(fmt::format("\"{}\" is no flag that a variant can have", flag));
    for (const auto* settings : {&change.buildEnvironment, &change.runEnvironment})
        for (const std::string& setting : *settings)
            if (setting.find('=') == 0 || setting.find('=') == std::string::npos)
                members.fail(fmt::format("\"{}\" is not NAME=VALUE", setting));
    return change;
}

OptimizationClaim claimOf(const Json& json, const std::string& where, std::string& problem) {
    Members members(json, where + ", \"claim\",", problem);
    members.allowOnly({"text", "faster_percent", "source"});
    OptimizationClaim claim;
    claim.text = members.text("text", true);
    claim.source = members.text("source", true);
    if (!members.has("faster_percent"))
        return claim;
    const Json& range = members.at("faster_percent");
    const bool numbers =
        range.is_array() && range.size() == 2 && range[0].is_number() && range[1].is_number();
    const double least = numbers ? range[0].get<double>() : 0;
    const double most = numbers ? range[1].get<double>() : 0;
    if (!(least >= 0 && least <= most && most > 0 && most < 100))
        members.fail("\"faster_percent\" is no range [FROM, TO] within 0 to 100");
    claim.least = least / 100;
    claim.most = most / 100;
    return claim;
}

OptimizationSubject subjectOf(Members& members) {
    const std::string name = members.text("subject");
    const auto* const known =
        std::ranges::find(kSubjects, name, [](const auto& subject) { return subject.first; });
    if (known == kSubjects.end() && !name.empty())
        members.fail(fmt::format("has an unknown subject \"{}\"", name.substr(0, 40)));
    return known == kSubjects.end() ? OptimizationSubject::Other : known->second;
}

Optimization entryOf(const Json& json, std::size_t number, std::string& problem) {
    std::string where = fmt::format("optimization {}", number);
    if (json.is_object() && json.contains("id") && json["id"].is_string())
        where = fmt::format("optimization \"{}\"", json["id"].get<std::string>().substr(0, 40));
    Members members(json, where, problem);
    members.allowOnly(
        {"id", "title", "subject", "guided", "change", "claim", "known", "risk", "apply", "recipe"});
    Optimization entry;
    entry.id = members.text("id", true);
    if (!isId(entry.id))
        members.fail("has no id of at most 40 lower-case letters, digits and \"-\"");
    entry.title = members.text("title", true);
    entry.subject = subjectOf(members);
    entry.guided = members.flag("guided");
    if (members.has("change"))
        entry.change = changeOf(members.at("change"), where, problem);
    if (members.has("claim"))
        entry.claim = claimOf(members.at("claim"), where, problem);
    entry.known = members.texts("known");
    entry.risk = members.text("risk");
    entry.apply = members.texts("apply");
    entry.recipe = members.text("recipe");
    const bool changes = entry.change != VariantSpec{};
    if (!entry.guided && !changes && entry.subject != OptimizationSubject::BlankImport)
        members.fail("changes nothing: it needs a \"change\", or \"guided\": true");
    if (entry.guided && changes)
        members.fail("is guided and has a \"change\"");
    return entry;
}

Result<std::string> contentOf(const std::string& path) {
    auto file = InputFile::open(path);
    if (!file)
        return tl::unexpected(file.error());
    const auto head = file->head(kMaxBytes + 1);
    return head ? Result<std::string>(std::string(*head)) : tl::unexpected(head.error());
}

} // namespace

const Optimization* OptimizationCatalogue::find(std::string_view id) const {
    const auto found = std::ranges::find(entries, id, &Optimization::id);
    return found == entries.end() ? nullptr : &*found;
}

Result<OptimizationCatalogue> parseOptimizations(std::string_view json, const std::string& where) {
    const auto failure = [&](std::string what, std::string hint = {}) {
        return tl::unexpected(Error{std::move(what), where, std::move(hint)});
    };
    if (json.size() > kMaxBytes)
        return failure("the list of optimizations is larger than 1 MiB");
    const Json document = Json::parse(json, nullptr, false);
    if (document.is_discarded() || !document.is_object())
        return failure("the list of optimizations is no JSON object", "check it with jq");
    if (!document.contains("format") || document["format"] != kFormat)
        return failure("the list of optimizations is of another format",
                       fmt::format("it needs \"format\": \"{}\"", kFormat));
    if (!document.contains("optimizations") || !document["optimizations"].is_array() ||
        document["optimizations"].size() > kMaxEntries)
        return failure(fmt::format("\"optimizations\" is no list of at most {} entries", kMaxEntries));
    OptimizationCatalogue catalogue;
    std::string problem;
    for (const Json& item : document["optimizations"]) {
        Optimization entry = entryOf(item, catalogue.entries.size() + 1, problem);
        if (problem.empty() && catalogue.find(entry.id) != nullptr)
            problem = fmt::format("there are two optimizations \"{}\"", entry.id);
        if (!problem.empty())
            return failure(problem);
        catalogue.entries.push_back(std::move(entry));
    }
    return catalogue;
}

const OptimizationCatalogue& builtInOptimizations() {
    static const OptimizationCatalogue catalogue =
        parseOptimizations(kBuiltInOptimizations, "optimizations.json").value_or(OptimizationCatalogue{});
    return catalogue;
}

Result<OptimizationCatalogue> loadOptimizations(const std::string& file) {
    OptimizationCatalogue catalogue = builtInOptimizations();
    const std::string path = file.empty() ? userOptimizationsFile() : file;
    std::error_code unknown;
    if (path.empty() || (file.empty() && !std::filesystem::exists(path, unknown)))
        return catalogue;
    const auto content = contentOf(path);
    if (!content)
        return tl::unexpected(content.error());
    auto own = parseOptimizations(*content, path);
    if (!own)
        return own;
    for (Optimization& entry : own->entries) {
        const auto known = std::ranges::find(catalogue.entries, entry.id, &Optimization::id);
        if (known == catalogue.entries.end())
            catalogue.entries.push_back(std::move(entry));
        else
            *known = std::move(entry);
    }
    return catalogue;
}

std::string userOptimizationsFile() {
    const char* const config = std::getenv("XDG_CONFIG_HOME");
    const char* const home = std::getenv("HOME");
    if (config != nullptr && *config == '/')
        return std::string(config) + "/rt0scope/optimizations.json";
    return home == nullptr || *home != '/' ? std::string()
                                           : std::string(home) + "/.config/rt0scope/optimizations.json";
}

} // namespace rt0
