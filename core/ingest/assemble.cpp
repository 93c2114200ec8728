#include "ingest/assemble.h"

#include "ingest/openrun.h"
#include "ingest/streams.h"

#include <algorithm>
#include <fmt/format.h>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace rt0 {
namespace {

constexpr std::size_t kMaxOpenRuns = 16; ///< processes that start at the same time and share a stream
constexpr std::ptrdiff_t kMaxStartups = 20'000;

/// The runs that one stream's records can still go to, the most recently used first, and loader blocks that
/// wait for the program they loaded.
struct StreamState {
    std::vector<OpenRun> open;
    std::vector<std::uint32_t> loaders;
    bool interleaved = false;
    bool doubtfulGc = false;
    bool doubtfulLoader = false;
};

/// Each start-up costs some kilobytes in all that follows, however little a hostile log says of it.
void limitStartups(Assembled& result) {
    if (std::ssize(result.startups) <= kMaxStartups)
        return;
    const StartupRecord& first = *(result.startups.begin() + kMaxStartups);
    result.diagnostics.push_back({Diagnostic::Severity::DataLoss,
                                  fmt::format("{} start-ups from here on were left out; {} are shown",
                                              std::ssize(result.startups) - kMaxStartups, kMaxStartups),
                                  "cut the log into parts", first.firstLine});
    result.startups.erase(result.startups.begin() + kMaxStartups, result.startups.end());
}

class Assembler {
public:
    explicit Assembler(LogFacts facts) : m_facts(std::move(facts)) {}
    Assembled assemble();

private:
    void numberPackages();
    void place(const LogFacts::Entry& entry);
    void placeInit(const LogFacts::Entry& entry);
    void placeGc(const LogFacts::Entry& entry);
    OpenRun& use(StreamState& stream, std::size_t position, std::uint64_t line);
    void noticeOnce(bool& noticed, std::string message, std::uint64_t line);
    std::optional<std::uint32_t> takeLoader(std::uint32_t stream);
    void addAlone(std::uint32_t stream, std::uint32_t loader);
    void addLoaderOnly(std::uint32_t stream);
    OpenRun& begin(std::uint32_t stream);
    StartupRecord build(const Run& run);

    LogFacts m_facts;
    std::vector<StreamState> m_streams;
    std::vector<std::uint32_t> m_packageOf; ///< per init: equal numbers, equal packages
    std::vector<bool> m_loaderEnded;        ///< per loader block: its process has ended
    std::vector<Run> m_runs;
    std::vector<Diagnostic> m_diagnostics;
};

void Assembler::numberPackages() {
    std::unordered_map<std::string_view, std::uint32_t> numbers;
    m_packageOf.reserve(m_facts.inits.size());
    for (const InitRecord& init : m_facts.inits)
        m_packageOf.push_back(
            numbers.try_emplace(init.package, static_cast<std::uint32_t>(numbers.size())).first->second);
}

void Assembler::noticeOnce(bool& noticed, std::string message, std::uint64_t line) {
    if (!std::exchange(noticed, true))
        m_diagnostics.push_back({Diagnostic::Severity::Notice, std::move(message),
                                 "record each process into a file of its own", line});
}

/// Makes the run at `position` the most recently used one.
OpenRun& Assembler::use(StreamState& stream, std::size_t position, std::uint64_t line) {
    if (position != 0)
        noticeOnce(stream.interleaved,
                   "lines of several start-ups are mixed from here on; each was given to the latest "
                   "start-up that it fits by package, time and number",
                   line);
    const auto begin = stream.open.begin();
    std::rotate(begin, begin + static_cast<std::ptrdiff_t>(position),
                begin + static_cast<std::ptrdiff_t>(position) + 1);
    return stream.open.front();
}

void Assembler::addAlone(std::uint32_t stream, std::uint32_t loader) {
    Run alone;
    alone.stream = stream;
    alone.loader = loader;
    m_runs.push_back(std::move(alone));
}

/// Makes start-ups of the blocks that no program's own lines followed.
void Assembler::addLoaderOnly(std::uint32_t streamIndex) {
    for (const std::uint32_t loader : m_streams[streamIndex].loaders)
        addAlone(streamIndex, loader);
    m_streams[streamIndex].loaders.clear();
}

/// The block of the program that begins now, if one waits for it. Those before the last are taken for those
/// of a shell, env or timeout; when all are of one process, which executed one program after another, that is
/// certain.
std::optional<std::uint32_t> Assembler::takeLoader(std::uint32_t streamIndex) {
    StreamState& stream = m_streams[streamIndex];
    if (stream.loaders.empty())
        return std::nullopt;
    std::vector<std::uint32_t> running;
    for (const std::uint32_t loader : std::exchange(stream.loaders, {}))
        if (m_loaderEnded[loader])
            addAlone(streamIndex, loader);
        else
            running.push_back(loader);
    if (running.empty())
        return std::nullopt;
    const std::uint32_t taken = running.back();
    running.pop_back();
    const LoaderRecord& last = m_facts.loaders[taken];
    for (const std::uint32_t loader : running) {
        if (m_facts.loaders[loader].pid != last.pid)
            noticeOnce(stream.doubtfulLoader,
                       "several processes were loaded before a start-up; it was given the numbers of the "
                       "loader (LD_DEBUG) that stand last before it",
                       last.line);
        addAlone(streamIndex, loader);
    }
    return taken;
}

OpenRun& Assembler::begin(std::uint32_t streamIndex) {
    StreamState& stream = m_streams[streamIndex];
    if (stream.open.size() == kMaxOpenRuns)
        stream.open.pop_back();
    Run run;
    run.stream = streamIndex;
    run.loader = takeLoader(streamIndex);
    m_runs.push_back(std::move(run));
    return *stream.open.emplace(stream.open.begin(), m_runs.size() - 1);
}

void Assembler::placeInit(const LogFacts::Entry& entry) {
    StreamState& stream = m_streams[entry.stream];
    const InitRecord& init = m_facts.inits[entry.index];
    const std::uint32_t package = m_packageOf[entry.index];
    const auto found =
        std::ranges::find_if(stream.open, [&](const OpenRun& run) { return run.fits(init, package); });
    const auto position = static_cast<std::size_t>(found - stream.open.begin());
    OpenRun& run = found == stream.open.end() ? begin(entry.stream) : use(stream, position, init.line);
    run.add(init, package);
    m_runs[run.run()].inits.push_back(entry.index);
}

void Assembler::placeGc(const LogFacts::Entry& entry) {
    StreamState& stream = m_streams[entry.stream];
    const GcRecord& gc = m_facts.gcCycles[entry.index];
    const auto continues = [&](const OpenRun& run) { return run.continues(gc); };
    const auto fits = [&](const OpenRun& run) { return run.fits(gc); };
    auto found = std::ranges::find_if(stream.open, continues);
    const bool next = found != stream.open.end();
    if (!next)
        found = std::ranges::find_if(stream.open, fits);
    if ((next ? std::ranges::count_if(stream.open, continues) : std::ranges::count_if(stream.open, fits)) > 1)
        noticeOnce(stream.doubtfulGc,
                   "a GC line fits more than one start-up; it was given to the one whose lines stand last "
                   "before it",
                   gc.line);
    const auto position = static_cast<std::size_t>(found - stream.open.begin());
    OpenRun& run = found == stream.open.end() ? begin(entry.stream) : use(stream, position, gc.line);
    run.add(gc);
    m_runs[run.run()].gcCycles.push_back(entry.index);
}

void Assembler::place(const LogFacts::Entry& entry) {
    StreamState& stream = m_streams[entry.stream];
    switch (entry.kind) {
    case LogFacts::Kind::Init:
        return placeInit(entry);
    case LogFacts::Kind::Gc:
        return placeGc(entry);
    case LogFacts::Kind::Pacer: {
        const OpenRun& run = stream.open.empty() ? begin(entry.stream) : stream.open.front();
        m_runs[run.run()].pacer.push_back(entry.index);
        return;
    }
    case LogFacts::Kind::Loader:
        stream.loaders.push_back(entry.index);
        return;
    case LogFacts::Kind::LoaderExit:
        m_loaderEnded[entry.index] = true; // no program that begins later can be the one that it loaded
        return;
    }
}

StartupRecord Assembler::build(const Run& run) {
    StartupRecord startup;
    startup.stream = m_facts.streams[run.stream];
    startup.firstLine = UINT64_MAX;
    const auto collect = [&startup](auto& from, const auto& indices, auto& to) {
        to.reserve(indices.size());
        for (const std::uint32_t index : indices) {
            startup.firstLine = std::min(startup.firstLine, from[index].line);
            startup.lastLine = std::max(startup.lastLine, from[index].line);
            to.push_back(std::move(from[index]));
        }
    };
    collect(m_facts.inits, run.inits, startup.inits);
    collect(m_facts.gcCycles, run.gcCycles, startup.gcCycles);
    collect(m_facts.pacer, run.pacer, startup.pacer);
    if (run.loader) {
        startup.loader = m_facts.loaders[*run.loader];
        startup.firstLine = std::min(startup.firstLine, startup.loader->line);
        startup.lastLine = std::max(startup.lastLine, startup.loader->line);
    }
    return startup;
}

Assembled Assembler::assemble() {
    settleStreams(m_facts);
    m_streams.resize(m_facts.streams.size());
    m_loaderEnded.resize(m_facts.loaders.size());
    numberPackages();
    for (const LogFacts::Entry& entry : m_facts.order)
        place(entry);
    for (std::uint32_t stream = 0; stream < m_streams.size(); ++stream)
        addLoaderOnly(stream);
    Assembled result;
    result.startups.reserve(m_runs.size());
    for (const Run& run : m_runs)
        result.startups.push_back(build(run));
    std::ranges::stable_sort(result.startups, {}, &StartupRecord::firstLine);
    result.diagnostics = std::move(m_diagnostics);
    limitStartups(result);
    return result;
}

} // namespace

Assembled assemble(LogFacts facts) {
    return Assembler(std::move(facts)).assemble();
}

} // namespace rt0
