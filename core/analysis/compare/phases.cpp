#include "analysis/compare/measured.h"
#include "analysis/compare/parts.h"

#include <map>
#include <tuple>

namespace rt0::compare {
namespace {

/// A step by name and depth, and how many such there were before it.
using PartKey = std::tuple<std::string, std::uint32_t, std::size_t>;

template <typename Visit>
void forEachPart(const Phase& phase, Visit visit) {
    std::map<std::pair<std::string, std::uint32_t>, std::size_t> seen;
    for (const PhasePart& part : phase.parts)
        visit(part, PartKey{part.name, part.depth, seen[{part.name, part.depth}]++});
}

Measured timeOfPart(const PhasePart& part) {
    std::vector<double> samples;
    for (const Nanoseconds time : part.overRuns.times)
        samples.push_back(static_cast<double>(time.count()));
    return measuredOver(std::move(samples));
}

class Parts {
public:
    void add(const Phase& phase, Measured Difference::*side) {
        forEachPart(phase, [&](const PhasePart& part, const PartKey& key) {
            auto found = m_index.find(key);
            if (found == m_index.end()) {
                if (side == &Difference::control)
                    return;
                found = m_index.emplace(key, m_parts.size()).first;
                m_parts.push_back({part.name, part.depth, {}});
            }
            m_parts[found->second].time.*side = timeOfPart(part);
        });
    }

    std::vector<PartDifference> take() && { return std::move(m_parts); }

private:
    std::map<PartKey, std::size_t> m_index;
    std::vector<PartDifference> m_parts;
};

void measure(PhaseDifference& difference, const Phase& phase, Measured Difference::*side) {
    difference.time.*side = timeOf(phase);
    difference.faults.*side = countedOnce(phase.counts.faults());
    difference.cpu.*side = countedOnce(phase.counts.cpu);
}

} // namespace

std::vector<PhaseDifference> comparePhases(const Startup& before, const Startup& after,
                                           const Startup* control) {
    std::vector<PhaseDifference> phases;
    for (std::size_t i = 0; i < kPhaseCount; ++i) {
        const Phase& first = before.phases[i];
        if ((!first.measured && !after.phases[i].measured) || first.id == PhaseId::Ready)
            continue;
        PhaseDifference phase;
        phase.id = first.id;
        phase.name = first.name;
        phase.faults.unit = Unit::Count;
        Parts parts;
        const auto add = [&](const Startup& startup, Measured Difference::*side) {
            measure(phase, startup.phases[i], side);
            parts.add(startup.phases[i], side);
        };
        add(before, &Difference::before);
        add(after, &Difference::after);
        if (control != nullptr)
            add(*control, &Difference::control);
        phase.parts = std::move(parts).take();
        phases.push_back(std::move(phase));
    }
    return phases;
}

} // namespace rt0::compare
