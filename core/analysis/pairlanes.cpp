#include "analysis/pairlanes.h"

#include "analysis/packagegroup.h"
#include "analysis/recordedlanes.h"
#include "base/format.h"
#include "base/saturating.h"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace rt0 {
namespace {

constexpr std::array kChanges{InitChange::Slower, InitChange::Faster, InitChange::Added, InitChange::Removed,
                              InitChange::Moved};

TimeBounds shifted(const TimeBounds& time, Nanoseconds by) {
    return {saturatingAdd(time.lo, by), saturatingAdd(time.hi, by)};
}

TimeRange shifted(const TimeRange& time, Nanoseconds by) {
    return {saturatingAdd(time.begin, by), saturatingAdd(time.end, by)};
}

void shift(PhasePart& part, Nanoseconds by) {
    part.drawn = shifted(part.drawn, by);
}

void shift(PackageInit& init, Nanoseconds by) {
    init.start = shifted(init.start, by);
    init.end = shifted(init.end, by);
    init.drawn = shifted(init.drawn, by);
    init.printedStart = shifted(init.printedStart, by);
    for (PhasePart& part : init.functions)
        shift(part, by);
}

/// Of the start only what the lanes below show.
Startup shiftedStart(const Startup& startup, Nanoseconds by) {
    Startup made;
    made.name = startup.name;
    made.inits = startup.inits;
    made.phases = startup.phases;
    made.gcCycles = startup.gcCycles;
    made.extent = startup.extent.empty() ? startup.extent : shifted(startup.extent, by);
    for (PackageInit& init : made.inits)
        shift(init, by);
    for (GcCycle& cycle : made.gcCycles) {
        cycle.drawn = shifted(cycle.drawn, by);
        cycle.start = shifted(cycle.start, by);
        cycle.end = shifted(cycle.end, by);
    }
    for (Phase& phase : made.phases) {
        phase.drawn = shifted(phase.drawn, by);
        for (PhasePart& part : phase.parts)
            shift(part, by);
    }
    return made;
}

std::string signedDuration(Nanoseconds duration) {
    return (duration > Nanoseconds(0) ? "+" : "") + formatDuration(duration);
}

bool ofStandardLibrary(const PackageInit& init) {
    return packageGroup(init.importPath) == "std";
}

/// Builds the lanes in their order; keeps the spans' builder and the lanes in step.
class PairArranger {
public:
    PairArranger(Startup a, Startup b, const PairWishes& wishes)
        : m_a(std::move(a)), m_b(std::move(b)), m_wishes(wishes) {}

    PairedStarts arrange() && {
        join();
        addGc(m_a, "A");
        addPhases(m_a, "A");
        addInits("A", 0, m_firstOfB);
        addConnectors();
        addInits("B", m_firstOfB, m_all.inits.size());
        addPhases(m_b, "B");
        addGc(m_b, "B");
        for (const InitChange change : kChanges)
            addChange(change);
        addSteps(m_a, "A");
        addSteps(m_b, "B");
        auto store = std::make_shared<const SpanStore>(std::move(m_builder).build());
        m_model.sources.push_back({std::make_shared<const SpanIndex>(std::move(store)), {}, {}});
        m_model.home = home();
        return {std::move(m_all), std::move(m_model), m_firstOfB};
    }

private:
    const ChangeWords& wordsOf(const std::string& importPath) const {
        static const ChangeWords kSame;
        const auto found = m_wishes.packages.find(importPath);
        return found == m_wishes.packages.end() ? kSame : found->second;
    }

    /// A package has one init in a start; of a damaged log's repeated ones the first is its partner.
    void join() {
        m_all.name = m_b.name;
        m_all.inits = m_a.inits;
        m_firstOfB = m_a.inits.size();
        m_all.inits.insert(m_all.inits.end(), m_b.inits.begin(), m_b.inits.end());
        m_all.extent = united(m_a.extent, m_b.extent);
        m_model.partners.assign(m_all.inits.size(), kNoPartner);
        std::unordered_map<std::string_view, std::uint32_t> ofA;
        for (std::uint32_t i = 0; i < m_firstOfB; ++i)
            ofA.emplace(m_all.inits[i].importPath, i);
        for (std::uint32_t i = 0; i < m_all.inits.size(); ++i) {
            const PackageInit& init = m_all.inits[i];
            const ChangeWords& words = wordsOf(init.importPath);
            m_model.marks.push_back({colourOf(words.change, words.strength), words.label, words.note});
            const auto found = i < m_firstOfB ? ofA.end() : ofA.find(init.importPath);
            if (found == ofA.end() || m_model.partners[found->second] != kNoPartner)
                continue;
            m_model.partners[i] = found->second;
            m_model.partners[found->second] = i;
        }
    }

    RowId addLane(LaneKind kind, std::string title, std::string note) {
        const RowId row = m_builder.addRow();
        m_model.lanes.push_back({kind, std::move(title), std::move(note), LaneRow{kStartupSource, row}, {}});
        return row;
    }

    void addText(RowId row, std::uint8_t colour, SpanText text) {
        m_builder.add(row, {text.time, static_cast<std::uint32_t>(m_model.texts.size()), colour});
        m_model.texts.push_back(std::move(text));
    }

    void addPhases(const Startup& startup, const char* side) {
        TimeRange measured;
        for (const Phase& phase : startup.phases)
            if (phase.measured)
                measured = united(measured, phase.drawn);
        if (measured.empty())
            return;
        const RowId row = addLane(LaneKind::PairPhases, fmt::format("{} · phases", side),
                                  formatDuration(measured.length()));
        for (const Phase& phase : startup.phases) {
            if (!phase.measured)
                continue;
            const ChangeWords& words = m_wishes.phases[static_cast<std::size_t>(phase.id)];
            std::string title = words.label.empty() ? std::string() : words.label + "  ";
            title += fmt::format("{}  {}", phase.name, formatBounds(phase.duration));
            addText(row, colourOf(words.change, words.strength),
                    {std::move(title), words.note.empty() ? phase.description : words.note, phase.drawn});
        }
    }

    void addInits(const char* side, std::size_t first, std::size_t end) {
        const RowId row = addLane(LaneKind::Inits, fmt::format("{} · package inits", side),
                                  formatCount(static_cast<std::uint64_t>(end - first)));
        for (std::size_t i = first; i < end; ++i)
            addInit(row, i);
    }

    void addInit(RowId row, std::size_t init) {
        m_builder.add(
            row, {m_all.inits[init].drawn, static_cast<std::uint32_t>(init), m_model.marks[init].colour});
    }

    void addConnectors() {
        std::size_t pairs = 0;
        for (std::size_t i = 0; i < m_firstOfB; ++i)
            pairs += m_model.partners[i] != kNoPartner ? 1 : 0;
        if (pairs > 0)
            m_model.lanes.push_back({LaneKind::Connectors,
                                     "the same package in A and B",
                                     formatCount(static_cast<std::uint64_t>(pairs)),
                                     std::nullopt,
                                     {}});
    }

    static std::string titleOf(InitChange change) {
        switch (change) {
        case InitChange::Slower:
            return "▲ slower in B";
        case InitChange::Faster:
            return "▼ faster in B";
        case InitChange::Added:
            return "+ only in B";
        case InitChange::Removed:
            return "× only in A";
        case InitChange::Moved:
            return "⇄ runs at another place in B";
        case InitChange::Same:
            break;
        }
        return "~";
    }

    void addChange(InitChange change) {
        std::vector<std::size_t> inits;
        Nanoseconds delta{};
        const bool ofA = change == InitChange::Removed;
        for (std::size_t i = ofA ? 0 : m_firstOfB; i < (ofA ? m_firstOfB : m_all.inits.size()); ++i) {
            const ChangeWords& words = wordsOf(m_all.inits[i].importPath);
            if (words.change != change)
                continue;
            inits.push_back(i);
            delta = saturatingAdd(delta, words.delta);
        }
        if (inits.empty())
            return;
        const std::string sum = change == InitChange::Moved ? std::string() : " · " + signedDuration(delta);
        const RowId row = addLane(LaneKind::InitGroup, titleOf(change),
                                  fmt::format("{}{}", formatCount(inits.size()), sum));
        for (const std::size_t init : inits)
            addInit(row, init);
    }

    void addGc(const Startup& startup, const char* side) {
        if (startup.gcCycles.empty())
            return;
        const RowId row = addLane(LaneKind::Steps, fmt::format("{} · GC cycles", side),
                                  formatCount(startup.gcCycles.size()));
        for (const GcCycle& cycle : startup.gcCycles)
            addText(
                row, static_cast<std::uint8_t>(ColourClass::GcMark),
                {fmt::format("GC {}", cycle.record.number),
                 fmt::format("{}, world stopped {}, heap {} → {} MiB", formatDuration(cycle.drawn.length()),
                             formatBounds(cycle.stw()), cycle.record.heapStartMb, cycle.record.heapLiveMb),
                 cycle.drawn});
    }

    void addSteps(const Startup& startup, const char* side) {
        const std::size_t before = m_model.lanes.size();
        addStepLanes(startup, m_model, m_builder);
        for (std::size_t i = before; i < m_model.lanes.size(); ++i)
            m_model.lanes[i].title = fmt::format("{} · {}", side, m_model.lanes[i].title);
    }

    TimeRange home() const {
        const TimeRange all = united(m_all.extent, m_model.sources.front().extent());
        if (all.empty())
            return {Nanoseconds(0), std::chrono::milliseconds(1)};
        const Nanoseconds margin = all.length() / 24 + Nanoseconds(1);
        return {all.begin - margin, all.end + margin};
    }

    Startup m_a;
    Startup m_b;
    const PairWishes& m_wishes;
    Startup m_all;
    std::size_t m_firstOfB = 0;
    SpanStore::Builder m_builder;
    LaneModel m_model;
};

} // namespace

std::string_view nameOf(StartAnchor anchor) {
    switch (anchor) {
    case StartAnchor::Exec:
        return "exec";
    case StartAnchor::RuntimeMain:
        return "runtime.main";
    case StartAnchor::FirstUserInit:
        return "first user init";
    case StartAnchor::MainMain:
        break;
    }
    return "main.main";
}

std::optional<Nanoseconds> anchorTime(const Startup& startup, StartAnchor anchor) {
    const auto beginOf = [&](PhaseId id) {
        const Phase& phase = startup.phase(id);
        return phase.measured ? std::optional(phase.drawn.begin) : std::nullopt;
    };
    switch (anchor) {
    case StartAnchor::Exec:
        return beginOf(PhaseId::Exec);
    case StartAnchor::RuntimeMain:
        // The zero of a log is the clock's first reading in runtime.main.
        if (!startup.recorded && !startup.inits.empty())
            return Nanoseconds(0);
        return beginOf(PhaseId::RuntimeInit);
    case StartAnchor::FirstUserInit: {
        const auto user = std::ranges::find_if_not(startup.inits, ofStandardLibrary);
        return user == startup.inits.end() ? std::nullopt : std::optional(user->drawn.begin);
    }
    case StartAnchor::MainMain:
        break;
    }
    if (const Phase& inits = startup.phase(PhaseId::PackageInit); inits.measured && !inits.open)
        return inits.drawn.end;
    return startup.inits.empty() ? beginOf(PhaseId::Main) : std::optional(startup.inits.back().drawn.end);
}

bool canAlign(const Startup& a, const Startup& b, StartAnchor anchor) {
    return anchorTime(a, anchor) && anchorTime(b, anchor);
}

std::uint8_t colourOf(InitChange change, double strength) {
    const auto shade = static_cast<int>(std::clamp(strength, 0.0, 0.999) * kChangeShades);
    const auto code = [](ChangeColour colour, int more) {
        return static_cast<std::uint8_t>(static_cast<int>(colour) + more);
    };
    switch (change) {
    case InitChange::Same:
        break;
    case InitChange::Slower:
        return code(ChangeColour::Slower, shade);
    case InitChange::Faster:
        return code(ChangeColour::Faster, shade);
    case InitChange::Added:
        return code(ChangeColour::Added, 0);
    case InitChange::Removed:
        return code(ChangeColour::Removed, 0);
    case InitChange::Moved:
        return code(ChangeColour::Moved, 0);
    }
    return code(ChangeColour::Same, 0);
}

InitChange changeOfColour(std::uint8_t colour) {
    const auto from = [colour](ChangeColour first) { return colour >= static_cast<std::uint8_t>(first); };
    if (!from(ChangeColour::Slower) || colour > static_cast<std::uint8_t>(ChangeColour::Moved))
        return InitChange::Same;
    return from(ChangeColour::Moved)     ? InitChange::Moved
           : from(ChangeColour::Removed) ? InitChange::Removed
           : from(ChangeColour::Added)   ? InitChange::Added
           : from(ChangeColour::Faster)  ? InitChange::Faster
                                         : InitChange::Slower;
}

std::string_view signOf(InitChange change) {
    switch (change) {
    case InitChange::Same:
        break;
    case InitChange::Slower:
        return "▲";
    case InitChange::Faster:
        return "▼";
    case InitChange::Added:
        return "+";
    case InitChange::Removed:
        return "×";
    case InitChange::Moved:
        return "⇄";
    }
    return "~";
}

PairedStarts pairStarts(const Startup& a, const Startup& b, const PairWishes& wishes) {
    const bool aligned = canAlign(a, b, wishes.anchor);
    const auto offset = [&](const Startup& startup) {
        return aligned ? -*anchorTime(startup, wishes.anchor) : Nanoseconds(0);
    };
    return PairArranger(shiftedStart(a, offset(a)), shiftedStart(b, offset(b)), wishes).arrange();
}

} // namespace rt0
