#include "timeline/finder.h"

#include "text.h"
#include "timeline/tracequery.h"

#include <algorithm>

namespace rt0::ui {
namespace {

constexpr std::size_t kMost = 20'000;

/// Collects matches until there are enough of them.
class Finder {
public:
    Finder(const Startup& startup, const QString& text) : m_startup(startup), m_text(text.trimmed()) {}

    std::vector<Selection> find() && {
        if (m_text.isEmpty())
            return {};
        for (std::size_t i = 0; i < m_startup.inits.size(); ++i)
            if (matches(m_startup.inits[i].importPath))
                add(Selection::Kind::Init, i);
        if (m_startup.trace) {
            findUser(*m_startup.trace);
            findGoroutines(*m_startup.trace);
        }
        return std::move(m_found);
    }

private:
    bool matches(std::string_view name) const {
        return toQString(std::string(name)).contains(m_text, Qt::CaseInsensitive);
    }
    void add(Selection::Kind kind, std::size_t index) {
        if (m_found.size() < kMost)
            m_found.push_back({kind, index});
    }
    /// Names repeat: each is compared once.
    bool matches(const ExecTrace& trace, exectrace::StringId name) {
        if (name >= m_known.size())
            m_known.resize(trace.directory.strings.size(), Known::No);
        if (m_known[name] == Known::No)
            m_known[name] = matches(trace.text(name)) ? Known::Match : Known::Other;
        return m_known[name] == Known::Match;
    }
    void findUser(const ExecTrace& trace) {
        for (std::size_t i = 0; i < trace.tasks.size(); ++i)
            if (matches(trace, trace.tasks[i].name))
                add(Selection::Kind::TraceTask, i);
        for (std::size_t i = 0; i < trace.regions.size(); ++i)
            if (matches(trace, trace.regions[i].name))
                add(Selection::Kind::TraceRegion, i);
    }
    void findGoroutines(const ExecTrace& trace) {
        const QString number = m_text.section(QLatin1Char(' '), -1);
        const bool byId =
            number == m_text || m_text.startsWith(QLatin1String("goroutine"), Qt::CaseInsensitive);
        bool isNumber = false;
        const std::uint64_t id = number.toULongLong(&isNumber);
        if (byId && isNumber)
            if (const auto found = goroutineWithId(trace, id); found < trace.goroutines.size())
                add(Selection::Kind::Goroutine, found);
        for (const TraceGroup& group : trace.groups)
            if (matches(trace, group.entry))
                for (const exectrace::Index member : group.members)
                    add(Selection::Kind::Goroutine, member);
    }

    enum class Known : char { No, Match, Other };

    const Startup& m_startup;
    QString m_text;
    std::vector<Known> m_known; ///< by StringId
    std::vector<Selection> m_found;
};

} // namespace

std::vector<Selection> findAll(const Startup& startup, const QString& text) {
    return Finder(startup, text).find();
}

std::optional<InitPhase> findInitPhase(const Startup& startup) {
    if (!startup.inits.empty())
        return InitPhase{{startup.inits.front().drawn.begin, startup.inits.back().drawn.end},
                         startup.inits.back().end,
                         false};
    const auto begin = startup.trace ? mainBegin(*startup.trace) : std::nullopt;
    // Without an init before it, main.main began before the trace did.
    if (!begin || begin->lo <= Nanoseconds(0))
        return std::nullopt;
    const LaneSource clock{{}, startup.alignment.offset, {}};
    const TimeRange life = startup.trace->goroutines[mainGoroutine(*startup.trace)].life;
    return InitPhase{clock.fromSource(TimeRange{life.begin, begin->hi}),
                     {clock.fromSource(begin->lo), clock.fromSource(begin->hi)},
                     true};
}

} // namespace rt0::ui
