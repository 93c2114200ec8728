#include "timeline/launchsteps.h"

#include <algorithm>
#include <functional>
#include <map>
#include <set>
#include <string_view>
#include <utility>

namespace rt0 {
namespace {

using Kind = LaunchProbe::Kind;

/// Steps that never come back: what follows in the same phase is part of them.
constexpr std::array<std::string_view, 7> kOpenEnded{"_start",         "_rt0_amd64_linux", "_rt0_amd64",
                                                     "runtime.rt0_go", "runtime.mstart",   "runtime.mstart0",
                                                     "runtime.mstart1"};

bool isOpenEnded(const LaunchProbe& probe) {
    return probe.kind == Kind::Entry && std::ranges::find(kOpenEnded, probe.function) != kOpenEnded.end();
}

/// Of a step: by the step it is part of, its function, and how often that was there before.
std::uint64_t keyOf(std::uint64_t parent, std::string_view function, std::uint64_t count) {
    constexpr std::uint64_t kOdd = 0x9e37'79b9'7f4a'7c15U;
    return (parent ^ std::hash<std::string_view>{}(function)) * kOdd + count + 1;
}

/// Up to Go 1.20 inits nest as deep as imports do.
constexpr std::size_t kMaxDepth = 4096;
constexpr std::size_t kMaxNesting = 64; ///< of the runtime's steps

/// Makes steps of the hits between two places, like brackets.
class Nester {
public:
    Nester(const LaunchRun& run, const std::vector<std::size_t>& hits) : m_run(run), m_hits(hits) {}

    /// Positions in `hits`, both included as a step's begin or end.
    std::vector<LaunchStep> steps(std::size_t first, std::size_t last) {
        for (std::size_t at = first; at <= last && at < m_hits.size(); ++at) {
            const LaunchProbe& probe = m_run.probes[m_run.hits[m_hits[at]].probe];
            if (probe.kind == Kind::Return)
                close(probe, m_hits[at]);
            else if (at < last && m_open.size() < kMaxNesting && (returns(probe) || isOpenEnded(probe)))
                open(probe, m_hits[at]);
        }
        while (!m_open.empty())
            closeInnermost(m_hits[last]);
        return std::move(m_steps);
    }

private:
    struct Open {
        std::size_t step = 0;
        std::map<std::string_view, std::uint64_t> seen; ///< names of its parts so far
    };

    bool returns(const LaunchProbe& probe) {
        if (m_returning.empty())
            for (const LaunchProbe& each : m_run.probes)
                if (each.kind == Kind::Return)
                    m_returning.insert(each.function);
        return probe.kind == Kind::Entry && m_returning.contains(probe.function);
    }

    void open(const LaunchProbe& probe, std::size_t hit) {
        auto& seen = m_open.empty() ? m_seen : m_open.back().seen;
        LaunchStep step;
        step.name = probe.function;
        step.depth = static_cast<std::uint32_t>(m_open.size());
        step.time = {m_run.hits[hit].time, m_run.hits[hit].time};
        step.firstHit = step.lastHit = hit;
        step.key = keyOf(m_open.empty() ? 0 : m_steps[m_open.back().step].key, probe.function,
                         seen[probe.function]++);
        m_open.push_back({m_steps.size(), {}});
        m_steps.push_back(std::move(step));
    }

    void closeInnermost(std::size_t hit) {
        LaunchStep& step = m_steps[m_open.back().step];
        step.time.end = m_run.hits[hit].time;
        step.lastHit = hit;
        m_open.pop_back();
    }

    void close(const LaunchProbe& probe, std::size_t hit) {
        const auto found = std::find_if(m_open.rbegin(), m_open.rend(), [&](const Open& open) {
            return m_steps[open.step].name == probe.function;
        });
        if (found == m_open.rend())
            return;
        const auto depth = static_cast<std::size_t>(m_open.rend() - found);
        while (m_open.size() >= depth)
            closeInnermost(hit);
    }

    const LaunchRun& m_run;
    const std::vector<std::size_t>& m_hits;
    std::set<std::string_view> m_returning; ///< functions with a probe at a return
    std::map<std::string_view, std::uint64_t> m_seen;
    std::vector<Open> m_open;
    std::vector<LaunchStep> m_steps;
};

bool reachedMain(const LaunchRun& run, const std::vector<std::size_t>& hits) {
    return !hits.empty() && run.probes[run.hits[hits.back()].probe].function == "main.main";
}

/// When the run was watched last.
Nanoseconds endOf(const LaunchRun& run, const std::vector<std::size_t>& hits) {
    const Nanoseconds last = hits.empty() ? run.imageStart : run.hits[hits.back()].time;
    return std::max(run.observed.value_or(last), last);
}

/// The inits of a run: brackets of runtime.doInit1 (1.21 on) or runtime.doInit, functions inside.
class InitWalk {
public:
    InitWalk(const Launch& launch, const LaunchRun& run, const std::vector<std::size_t>& hits)
        : m_launch(launch), m_run(run), m_hits(hits), m_known(launch.initTasks.size()) {}

    std::vector<LaunchInit> walk() {
        for (const std::size_t hit : m_hits) {
            const LaunchProbe& probe = m_run.probes[m_run.hits[hit].probe];
            if (isInitStep(probe))
                probe.kind == Kind::Entry ? enter(hit) : leave(hit);
            else if (probe.initTask >= 0 && probe.initFunction >= 0 && !m_open.empty())
                function(probe, hit);
        }
        addOpen();
        std::ranges::stable_sort(m_inits, {}, [](const LaunchInit& init) { return init.time.begin; });
        return std::move(m_inits);
    }

private:
    struct Open {
        LaunchInit init;
        bool counts = false; ///< a task with functions, for the first time
    };

    void enter(std::size_t hit) {
        if (m_open.size() >= kMaxDepth)
            return;
        const std::int32_t task = m_run.hits[hit].initTask;
        Open open;
        open.counts = task >= 0 && !m_known[static_cast<std::size_t>(task)];
        if (open.counts)
            m_known[static_cast<std::size_t>(task)] = true;
        open.init.task = open.counts ? static_cast<std::uint32_t>(task) : 0;
        open.init.time.begin = m_run.hits[hit].time;
        open.init.firstHit = hit;
        m_open.push_back(std::move(open));
    }

    void leave(std::size_t hit) {
        if (m_open.empty())
            return;
        Open open = std::move(m_open.back());
        m_open.pop_back();
        const Nanoseconds now = m_run.hits[hit].time;
        if (!m_open.empty()) { // the importing package's own functions run after this
            m_open.back().init.time.begin = now;
            m_open.back().init.firstHit = hit;
        }
        if (!open.counts)
            return;
        open.init.time.end = now;
        open.init.lastHit = hit;
        if (const auto& names = m_launch.initTasks[open.init.task].functions;
            open.init.functions.empty() && names.size() == 1)
            open.init.functions.push_back(
                {names.front(), 0, open.init.time, open.init.firstHit, hit, keyOf(0, names.front(), 0)});
        m_inits.push_back(std::move(open.init));
    }

    /// The init that still runs. Those around it, up to Go 1.20, wait for it and have not begun.
    void addOpen() {
        if (m_open.empty() || !m_open.back().counts || reachedMain(m_run, m_hits))
            return;
        LaunchInit init = std::move(m_open.back().init);
        init.time.end = std::max(endOf(m_run, m_hits), init.time.begin);
        init.lastHit = m_hits.back();
        init.open = true;
        for (LaunchStep& function : init.functions)
            if (function.firstHit == function.lastHit)
                function.time.end = init.time.end;
        m_inits.push_back(std::move(init));
    }

    void function(const LaunchProbe& probe, std::size_t hit) {
        LaunchInit& init = m_open.back().init;
        if (!m_open.back().counts || static_cast<std::uint32_t>(probe.initTask) != init.task)
            return;
        const Nanoseconds now = m_run.hits[hit].time;
        if (probe.kind == Kind::Entry)
            init.functions.push_back({probe.function, 0, {now, now}, hit, hit, keyOf(0, probe.function, 0)});
        else if (!init.functions.empty() && init.functions.back().name == probe.function) {
            init.functions.back().time.end = now;
            init.functions.back().lastHit = hit;
        }
    }

    const Launch& m_launch;
    const LaunchRun& m_run;
    const std::vector<std::size_t>& m_hits;
    std::vector<bool> m_known;
    std::vector<Open> m_open;
    std::vector<LaunchInit> m_inits;
};

/// Finds the phases' borders among the hits of the main thread.
class Borders {
public:
    Borders(const Launch& launch, const LaunchRun& run, bool isStatic, const std::vector<std::size_t>& hits)
        : m_launch(launch), m_run(run), m_isStatic(isStatic), m_hits(hits) {}

    LaunchSteps find() {
        using enum PhaseId;
        const auto start =
            first({"_start", "_rt0_amd64_linux", "_rt0_amd64", "runtime.rt0_go"}, Kind::Entry, 0);
        const auto schedinit = first({"runtime.schedinit"}, Kind::Entry, 0);
        const auto scheduled = first({"runtime.schedinit"}, Kind::Return, 0);
        const auto goMain = first({"runtime.main"}, Kind::Entry, 0);
        const auto main = first({"main.main"}, Kind::Entry, 0);
        const auto inits = firstPackageInit();
        if (m_run.imageStart > Nanoseconds(0))
            at(Exec) = {{Nanoseconds(0), m_run.imageStart}, {}, {}};
        if (start) {
            // Nothing comes before the first instruction of a static program.
            const Nanoseconds image = std::min(m_run.imageStart, time(*start));
            at(Loader) = {{image, m_isStatic ? image : time(*start)}, {}, m_hits[*start]};
        }
        set(Bootstrap, start, schedinit);
        if (auto& bootstrap = at(Bootstrap); bootstrap && m_isStatic)
            bootstrap->time.begin = at(Loader)->time.end;
        set(Schedinit, schedinit, scheduled);
        set(MainGoroutine, scheduled, goMain);
        set(RuntimeInit, goMain, inits ? inits : main);
        set(PackageInit, inits ? inits : main, main);
        if (main)
            m_steps.mainHit = m_hits[*main];
        else if (!start && m_run.imageStart > Nanoseconds(0))
            at(Loader) = {{m_run.imageStart, std::max(m_run.imageStart, endOf(m_run, m_hits))}, {}, {}, true};
        else
            setOpen({{PackageInit, inits},
                     {RuntimeInit, goMain},
                     {MainGoroutine, scheduled},
                     {Schedinit, schedinit},
                     {Bootstrap, start}});
        measureMain();
        return std::move(m_steps);
    }

private:
    using Place = std::optional<std::size_t>; ///< position in m_hits

    std::optional<PhaseStretch>& at(PhaseId id) { return m_steps.phases[static_cast<std::size_t>(id)]; }
    Nanoseconds time(std::size_t place) const { return m_run.hits[m_hits[place]].time; }
    const LaunchProbe& probe(std::size_t place) const {
        return m_run.probes[m_run.hits[m_hits[place]].probe];
    }

    Place first(std::initializer_list<std::string_view> names, Kind kind, std::size_t from) const {
        for (std::size_t i = from; i < m_hits.size(); ++i)
            if (probe(i).kind == kind && std::ranges::find(names, probe(i).function) != names.end())
                return i;
        return std::nullopt;
    }

    /// The first init of a package that is not the runtime's: those run before gcenable.
    Place firstPackageInit() const {
        Place from = first({"runtime.gcenable"}, Kind::Entry, 0);
        for (std::size_t i = 0; i < m_hits.size() && !from; ++i) {
            const std::int32_t task = m_run.hits[m_hits[i]].initTask;
            if (isInitStep(probe(i)) && probe(i).kind == Kind::Return && task >= 0 &&
                m_launch.initTasks[static_cast<std::size_t>(task)].package == "runtime")
                from = i;
        }
        for (std::size_t i = from.value_or(m_hits.size()); i < m_hits.size(); ++i)
            if (isInitStep(probe(i)) && probe(i).kind == Kind::Entry)
                return i;
        return std::nullopt;
    }

    void set(PhaseId id, Place begin, Place end) {
        if (!begin || !end || *end < *begin)
            return;
        at(id) = {{time(*begin), time(*end)}, m_hits[*begin], m_hits[*end]};
        if (id == PhaseId::PackageInit || *end == *begin)
            return;
        auto& parts = m_steps.parts[static_cast<std::size_t>(id)];
        parts = Nester(m_run, m_hits).steps(*begin, *end);
        std::erase_if(parts, [&](const LaunchStep& step) { return step.name == "runtime.schedinit"; });
        nameInits(parts);
        if (id == PhaseId::Schedinit)
            for (LaunchStep& step : parts)
                step.depth -= step.depth > 0 ? 1 : 0;
    }

    /// The last phase that began, and did not end while the run was watched.
    void setOpen(std::initializer_list<std::pair<PhaseId, Place>> begins) {
        for (const auto& [id, begin] : begins) {
            if (!begin)
                continue;
            set(id, begin, m_hits.size() - 1);
            if (auto& stretch = at(id)) {
                stretch->time.end = endOf(m_run, m_hits);
                stretch->lastHit.reset();
                stretch->open = true;
            }
            return;
        }
    }

    /// "runtime.doInit1" says less than the package.
    void nameInits(std::vector<LaunchStep>& parts) const {
        for (LaunchStep& step : parts) {
            const LaunchHit& hit = m_run.hits[step.firstHit];
            if (isInitStep(m_run.probes[hit.probe]) && hit.initTask >= 0)
                step.name = "init " + m_launch.initTasks[static_cast<std::size_t>(hit.initTask)].package;
        }
    }

    void measureMain() {
        if (!m_run.toReady)
            return;
        if (m_run.toMain && *m_run.toReady > *m_run.toMain)
            at(PhaseId::Main) = {{*m_run.toMain, *m_run.toReady}, m_steps.mainHit, {}};
        at(PhaseId::Ready) = {{*m_run.toReady, *m_run.toReady}, {}, {}};
    }

    const Launch& m_launch;
    const LaunchRun& m_run;
    bool m_isStatic;
    const std::vector<std::size_t>& m_hits;
    LaunchSteps m_steps;
};

} // namespace

bool isInitStep(const LaunchProbe& probe) {
    return probe.function == "runtime.doInit1" || probe.function == "runtime.doInit";
}

std::size_t LaunchSteps::measuredPhases() const {
    return static_cast<std::size_t>(
        std::ranges::count_if(phases, [](const auto& phase) { return phase.has_value(); }));
}

std::vector<std::size_t> mainHits(const LaunchRun& run) {
    std::vector<std::size_t> hits;
    for (std::size_t i = 0; i < run.hits.size(); ++i) {
        const LaunchProbe& probe = run.probes[run.hits[i].probe];
        if (!run.threads[run.hits[i].thread].main)
            continue;
        hits.push_back(i);
        if (probe.function == "main.main" && probe.kind == Kind::Entry)
            break;
    }
    return hits;
}

LaunchSteps stepsOf(const Launch& launch, const LaunchRun& run, bool isStatic) {
    const std::vector<std::size_t> hits = mainHits(run);
    LaunchSteps steps = Borders(launch, run, isStatic, hits).find();
    steps.inits = InitWalk(launch, run, hits).walk();
    return steps;
}

} // namespace rt0
