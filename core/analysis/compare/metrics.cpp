#include "analysis/compare/buildfacts.h"
#include "analysis/compare/measured.h"
#include "analysis/compare/parts.h"

#include <array>

namespace rt0::compare {
namespace {

struct MetricKind {
    MetricId id;
    const char* name;
    Unit unit;
};

constexpr std::array kMetrics{
    MetricKind{MetricId::ToMain, "to main.main", Unit::Nanoseconds},
    MetricKind{MetricId::ToReady, "to ready", Unit::Nanoseconds},
    MetricKind{MetricId::Cpu, "CPU time", Unit::Nanoseconds},
    MetricKind{MetricId::MinorFaults, "page faults", Unit::Count},
    MetricKind{MetricId::MajorFaults, "page faults from disk", Unit::Count},
    MetricKind{MetricId::ResidentMemory, "resident memory", Unit::Bytes},
    MetricKind{MetricId::InitBytes, "allocated by inits", Unit::Bytes},
    MetricKind{MetricId::InitAllocs, "allocations by inits", Unit::Count},
    MetricKind{MetricId::InitCount, "package inits", Unit::Count},
    MetricKind{MetricId::LoaderCycles, "loader (LD_DEBUG)", Unit::Cycles},
    MetricKind{MetricId::BoundLoaderCycles, "loader with LD_BIND_NOW", Unit::Cycles},
    MetricKind{MetricId::BindingCycles, "binding a PLT entry", Unit::Cycles},
};

struct FileMetric {
    MetricId id;
    const char* name;
    Unit unit;
    std::optional<std::uint64_t> (*of)(const BuildFacts&);
};

const std::array kFileMetrics{
    FileMetric{MetricId::Relocations, "relocations at start", Unit::Count,
               [](const BuildFacts& facts) { return std::optional(facts.allRelocations()); }},
    FileMetric{MetricId::RelativeRelocations, "RELATIVE", Unit::Count,
               [](const BuildFacts& facts) { return std::optional(facts.relocation("RELATIVE")); }},
    FileMetric{MetricId::GlobDatRelocations, "GLOB_DAT (GOT)", Unit::Count,
               [](const BuildFacts& facts) { return std::optional(facts.relocation("GLOB_DAT")); }},
    FileMetric{MetricId::JumpSlots, "JUMP_SLOT (PLT)", Unit::Count,
               [](const BuildFacts& facts) { return std::optional(facts.relocation("JUMP_SLOT")); }},
    FileMetric{MetricId::BinarySize, "file", Unit::Bytes,
               [](const BuildFacts& facts) { return facts.fileBytes; }},
    FileMetric{MetricId::LoadedSize, "in memory", Unit::Bytes,
               [](const BuildFacts& facts) { return facts.loadedBytes; }},
    FileMetric{MetricId::TextSize, "code", Unit::Bytes,
               [](const BuildFacts& facts) { return facts.textBytes; }},
    FileMetric{MetricId::Functions, "functions", Unit::Count,
               [](const BuildFacts& facts) { return facts.functions; }},
    FileMetric{MetricId::Types, "types", Unit::Count, [](const BuildFacts& facts) { return facts.types; }},
    FileMetric{MetricId::Packages, "packages with code", Unit::Count,
               [](const BuildFacts& facts) { return facts.packages; }},
};

Measured ofFile(const std::optional<BuildFacts>& facts, const FileMetric& kind) {
    const auto value = facts ? kind.of(*facts) : std::nullopt;
    return value ? exactly(static_cast<double>(*value)) : Measured{};
}

} // namespace

std::vector<MetricDifference> compareFiles(const std::optional<BuildFacts>& before,
                                           const std::optional<BuildFacts>& after) {
    std::vector<MetricDifference> metrics;
    for (const FileMetric& kind : kFileMetrics) {
        MetricDifference metric{kind.id, kind.name, {}};
        metric.value.unit = kind.unit;
        metric.value.before = ofFile(before, kind);
        metric.value.after = ofFile(after, kind);
        if (metric.value.before.known() || metric.value.after.known())
            metrics.push_back(std::move(metric));
    }
    return metrics;
}

std::vector<MetricDifference> compareMetrics(const Side& before, const Side& after, const Startup* control) {
    std::vector<MetricDifference> metrics;
    for (const MetricKind& kind : kMetrics) {
        MetricDifference metric{kind.id, kind.name, {}};
        metric.value.unit = kind.unit;
        metric.value.before = metricOf(*before.startup, kind.id);
        metric.value.after = metricOf(*after.startup, kind.id);
        if (control != nullptr)
            metric.value.control = metricOf(*control, kind.id);
        if (metric.value.before.known() || metric.value.after.known())
            metrics.push_back(std::move(metric));
    }
    return metrics;
}

} // namespace rt0::compare
