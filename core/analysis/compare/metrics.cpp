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
};

} // namespace

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
