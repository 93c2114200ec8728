#include "capture/recordcomparison.h"

#include "capture/programcopy.h"
#include "capture/recorder.h"
#include "capture/scratchfolder.h"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <memory>
#include <random>

namespace rt0 {
namespace {

using namespace capture;

/// A build, or the control, with what it needs for its starts.
struct Turn {
    std::unique_ptr<Recorder> recorder;
    std::string folder;    ///< of its copies
    std::string copy;      ///< the one that is started
    bool finished = false; ///< no further start makes sense
};

/// Pairs of starts that tell what binding C functions takes: as many as a test needs.
constexpr std::uint32_t kBindingPairs = 5;

std::string newSession() {
    std::random_device random;
    return fmt::format("{:08x}{:08x}", random(), random());
}

std::string labelOf(const ComparedProgram& program) {
    if (!program.label.empty() || program.command.empty())
        return program.label;
    return std::filesystem::path(program.command.front()).filename().string();
}

class Turns {
public:
    Turns(std::span<const ComparedProgram> programs, const ComparisonOptions& options,
          const ComparisonProgress& progress, std::stop_token stop)
        : m_programs(programs), m_options(options), m_progress(progress), m_stop(std::move(stop)) {}

    Result<void> prepare() {
        auto scratch = ScratchFolder::create();
        if (!scratch)
            return tl::unexpected(scratch.error());
        m_scratch = std::move(*scratch);
        for (const ComparedProgram& program : m_programs)
            if (auto added = add(program); !added)
                return added;
        return m_options.control ? add(m_programs.front()) : Result<void>();
    }

    Result<void> record() {
        const std::size_t count = longestPlan();
        std::optional<std::uint32_t> round;
        for (std::size_t i = 0; i < count; ++i) {
            if (const std::uint32_t next = roundOf(i); next != round) {
                if (auto copied = copyAll(next); !copied)
                    return copied;
                round = next;
            }
            for (const std::size_t which : orderOf(*round))
                if (auto made = start(which, i); !made)
                    return made;
        }
        return {};
    }

    RecordedComparison take() {
        RecordedComparison recorded;
        const std::string session = newSession();
        for (std::size_t i = 0; i < m_turns.size(); ++i) {
            Launch launch = std::move(*m_turns[i].recorder).take();
            const bool control = i == m_programs.size();
            launch.turns = LaunchTurns{session, labelOf(m_programs[control ? 0 : i]),
                                       static_cast<std::uint32_t>(control ? 0 : i),
                                       static_cast<std::uint32_t>(m_programs.size()), control};
            if (control)
                recorded.control = std::move(launch);
            else
                recorded.sides.push_back(std::move(launch));
        }
        return recorded;
    }

private:
    Result<void> add(const ComparedProgram& program) {
        LaunchOptions launch = m_options.launch;
        launch.command = program.command;
        launch.environment.insert(launch.environment.end(), program.environment.begin(),
                                  program.environment.end());
        launch.tracedProgram.clear();
        launch.initFunctions = false;
        launch.controlRuns = false;
        launch.logEachRound = launch.logRuns;
        launch.bindingPairs = kBindingPairs;
        Turn turn;
        turn.recorder = std::make_unique<Recorder>(std::move(launch), m_noProgress, m_stop);
        if (auto prepared = turn.recorder->prepare(); !prepared)
            return prepared;
        turn.folder = fmt::format("{}/{}", m_scratch->path(), m_turns.size());
        m_count += static_cast<std::uint32_t>(turn.recorder->planned().size());
        m_turns.push_back(std::move(turn));
        return {};
    }

    std::size_t longestPlan() const {
        std::size_t longest = 0;
        for (const Turn& turn : m_turns)
            longest = std::max(longest, turn.recorder->planned().size());
        return longest;
    }

    /// All plans have the same rounds; only behind them do they differ.
    std::uint32_t roundOf(std::size_t index) const {
        const auto& planned = m_turns.front().recorder->planned();
        return index < planned.size() ? planned[index].round : planned.back().round;
    }

    /// Every other round goes the other way round, and every second one begins with the next: what a start
    /// finds depends on the one before it. Three come in each of their six orders equally often. The order
    /// must not depend on the kind of start, or one kind would always begin with the same program.
    std::vector<std::size_t> orderOf(std::uint32_t round) const {
        std::vector<std::size_t> order(m_turns.size());
        for (std::size_t k = 0; k < order.size(); ++k)
            order[k] = (round / 2 + k) % order.size();
        if (round % 2 == 1)
            std::ranges::reverse(order);
        return order;
    }

    /// One copy of each program at a time; the name is that of the program, which may look at it.
    Result<void> copyAll(std::uint32_t round) {
        for (const std::size_t which : orderOf(round)) {
            Turn& turn = m_turns[which];
            if (m_stop.stop_requested())
                return tl::unexpected(Error{"cancelled", {}, {}});
            const std::string before = turn.copy;
            const std::filesystem::path original = turn.recorder->program().path();
            const std::string folder = fmt::format("{}-{}", turn.folder, round);
            turn.copy = (std::filesystem::path(folder) / original.filename()).string();
            auto copied = copyProgram(original.string(), folder, turn.copy);
            if (!copied)
                return copied;
            if (auto used = turn.recorder->useCopy(turn.copy); !used)
                return used;
            std::error_code ignored;
            if (!before.empty())
                std::filesystem::remove_all(std::filesystem::path(before).parent_path(), ignored);
        }
        return {};
    }

    Result<void> start(std::size_t which, std::size_t index) {
        Turn& turn = m_turns[which];
        if (turn.finished || index >= turn.recorder->planned().size())
            return {};
        ++m_made;
        if (m_progress.startOf)
            m_progress.startOf(m_made, m_count, which, turn.recorder->planned()[index].purpose);
        const auto made = turn.recorder->start(index);
        if (!made)
            return tl::unexpected(made.error());
        turn.finished = !*made;
        return {};
    }

    std::span<const ComparedProgram> m_programs;
    const ComparisonOptions& m_options;
    const ComparisonProgress& m_progress;
    const LaunchProgress m_noProgress;
    std::stop_token m_stop;
    std::optional<ScratchFolder> m_scratch;
    std::vector<Turn> m_turns; ///< of the programs, then of the control
    std::uint32_t m_count = 0;
    std::uint32_t m_made = 0;
};

} // namespace

Result<RecordedComparison> recordComparison(std::span<const ComparedProgram> programs,
                                            const ComparisonOptions& options,
                                            const ComparisonProgress& progress, std::stop_token stop) {
    if (programs.size() < 2)
        return tl::unexpected(Error{"at least two programs are needed", {}, {}});
    Turns turns(programs, options, progress, std::move(stop));
    if (auto prepared = turns.prepare(); !prepared)
        return tl::unexpected(prepared.error());
    if (auto recorded = turns.record(); !recorded)
        return tl::unexpected(recorded.error());
    return turns.take();
}

} // namespace rt0
