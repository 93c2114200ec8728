#pragma once

#include "ingest/golist/jsonfeed.h"
#include "recording/packagegraph.h"

#include <cstdint>
#include <nlohmann/json.hpp>
#include <stop_token>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace rt0::golist {

/// Takes what nlohmann's parser finds and keeps packages, modules and imports. One package that is damaged is
/// dropped as a whole.
class PackageCollector : public nlohmann::json_sax<nlohmann::json> {
public:
    PackageCollector(JsonFeed& feed, std::stop_token stop) : m_feed(feed), m_stop(std::move(stop)) {}

    bool null() override { return true; }
    bool boolean(bool value) override;
    bool number_integer(number_integer_t /*value*/) override { return true; }
    bool number_unsigned(number_unsigned_t /*value*/) override { return true; }
    bool number_float(number_float_t /*value*/, const string_t& /*text*/) override { return true; }
    bool string(string_t& value) override;
    bool binary(binary_t& /*value*/) override { return true; }
    bool start_object(std::size_t size) override;
    bool key(string_t& name) override;
    bool end_object() override;
    bool start_array(std::size_t size) override;
    bool end_array() override;
    bool parse_error(std::size_t at, const std::string& token,
                     const nlohmann::json::exception& problem) override;

    /// Forgets what was begun; the next value stands by itself.
    void restart();
    /// Packages that were read as a whole.
    std::size_t count() const { return m_listed; }
    /// Those that others import and that were not read; valid once finish() was called.
    std::size_t missing() const { return m_missing; }
    const std::string& problem() const { return m_problem; }
    bool cancelled() const { return m_cancelled; }
    PackageGraph finish() &&;

private:
    enum class Place : std::uint8_t {
        Outside,
        Package,
        Imports,
        CgoFiles,
        ImportMap,
        Module,
        Replace,
        Error
    };
    enum class Field : std::uint8_t {
        None,
        ImportPath,
        Name,
        Dir,
        ForTest,
        Standard,
        Imports,
        CgoFiles,
        ImportMap,
        Module,
        Replace,
        Error,
        Path,
        Version,
        Main,
        Err,
        Mapped
    };
    struct Known {
        Place place;
        const char* name;
        Field field;
    };

    static Field fieldOf(Place place, const std::string& name);
    Place place() const { return m_places.empty() ? Place::Outside : m_places.back(); }
    bool enter(bool object);
    bool leave();
    void takePackage();
    PackageIndex idOf(const std::string& importPath);
    std::uint32_t moduleIdOf(GoModule module);

    JsonFeed& m_feed;
    std::stop_token m_stop;
    std::vector<Place> m_places;
    std::size_t m_ignored = 0; ///< open brackets of a value that is of another kind than expected
    Field m_field = Field::None;

    GoPackage m_package; ///< the one being read, as the next four
    GoModule m_module;
    std::string m_mapFrom;
    std::vector<PackageIndex> m_imports;
    std::vector<std::pair<PackageIndex, PackageIndex>> m_importMap;
    bool m_importsC = false;

    std::unordered_map<std::string, PackageIndex> m_ids; ///< by import path
    std::vector<GoPackage> m_packages;                   ///< by id
    std::vector<bool> m_isListed;
    std::vector<ImportEdge> m_edges;
    std::unordered_map<std::string, std::uint32_t> m_moduleIds;
    std::vector<GoModule> m_modules;
    std::size_t m_listed = 0;
    std::size_t m_missing = 0;
    std::string m_problem;
    bool m_cancelled = false;
};

} // namespace rt0::golist
