#include "ingest/gobinary/taskreader.h"

#include "base/littleendian.h"

#include <algorithm>
#include <fmt/format.h>
#include <unordered_map>

/// Go 1.19 and 1.20 (runtime/proc.go, initTask): words {state, ndeps, nfns, deps…, fns…}. runtime.doInit runs
/// the tasks that a task depends on, in their order, then the task's own functions. It begins with
/// runtime..inittask and main..inittask, which only code and symbols name: they are found by their form.
namespace rt0::gobinary {
namespace {

constexpr std::uint64_t kWord = 8;
constexpr std::uint64_t kHeaderBytes = 3 * kWord;
constexpr std::uint64_t kMaxDependencies = 1U << 16U;

struct Candidate {
    std::vector<std::uint64_t> dependencies;
    InitTask task;
    enum class State { Open, Valid, Invalid } state = State::Open;
    bool isImported = false;
};

class TaskGraph {
public:
    TaskGraph(TaskReader& reader, const Moduledata& module)
        : m_reader(reader),
          m_range(module.noptrdata),
          m_bytes(reader.linked().image.bytes(module.noptrdata.begin, module.noptrdata.bytes())) {}

    InitTasks read();

private:
    void collect();
    std::optional<Candidate> candidateAt(std::size_t at);
    void validate();
    bool dependenciesAre(Candidate::State state, const Candidate& candidate) const;
    std::optional<std::uint64_t> rootOf(std::string_view package) const;
    std::optional<std::uint64_t> largestRoot() const;
    std::size_t reachableFrom(std::uint64_t root) const;
    bool allFunctionsRan() const;
    void run(std::uint64_t root, bool ofRuntime);
    void enter(std::uint64_t address, bool ofRuntime);

    TaskReader& m_reader;
    Range m_range;
    std::string_view m_bytes;
    std::unordered_map<std::uint64_t, Candidate> m_candidates; ///< by address
    std::vector<std::uint64_t> m_order;                        ///< their addresses, ascending
    std::unordered_map<std::uint64_t, std::uint32_t> m_nodes;  ///< done, by address
    InitTasks m_result;
};

bool areInits(const InitTask& task) {
    return std::all_of(task.functions.begin(), task.functions.end(), [](const InitFunction& function) {
        return function.name.ends_with(".init") || function.name.find(".init.") != std::string_view::npos;
    });
}

/// A task by its form alone: the counts fit, all dependencies point to where tasks lie, all functions are
/// inits.
std::optional<Candidate> TaskGraph::candidateAt(std::size_t at) {
    const auto word = [&](std::size_t i) {
        return loadLittleEndian<std::uint64_t>(m_bytes.data() + at + i * kWord);
    };
    const std::uint64_t dependencies = word(1);
    const std::uint64_t functions = word(2);
    const std::uint64_t room = (m_bytes.size() - at - kHeaderBytes) / kWord;
    if (word(0) != 0 || dependencies > kMaxDependencies || functions > room ||
        dependencies > room - functions || dependencies + functions == 0 || !m_reader.takeRoom(dependencies))
        return std::nullopt;
    Candidate candidate;
    const std::uint64_t address = m_range.begin + at;
    for (std::uint64_t i = 0; i < dependencies; ++i) {
        const auto target = m_reader.linked().pointer(address + kHeaderBytes + i * kWord);
        if (!target || !m_range.holds(*target))
            return std::nullopt;
        candidate.dependencies.push_back(*target);
    }
    auto task = m_reader.taskOf(address, address + kHeaderBytes + dependencies * kWord, functions);
    if (!task || !areInits(*task))
        return std::nullopt;
    candidate.task = *std::move(task);
    return candidate;
}

void TaskGraph::collect() {
    for (std::size_t at = 0; at + kHeaderBytes <= m_bytes.size(); at += kWord)
        if (auto candidate = candidateAt(at)) {
            m_order.push_back(m_range.begin + at);
            m_candidates.emplace(m_range.begin + at, *std::move(candidate));
        }
}

bool TaskGraph::dependenciesAre(Candidate::State state, const Candidate& candidate) const {
    return std::all_of(candidate.dependencies.begin(), candidate.dependencies.end(),
                       [&](std::uint64_t address) {
                           const auto found = m_candidates.find(address);
                           return found != m_candidates.end() && found->second.state == state;
                       });
}

/// A task is one when all that it depends on are; loops and what hangs on them are none. The linker sorts
/// tasks by nothing, hence rounds: each makes at least one more valid, and their number is the graph's depth.
void TaskGraph::validate() {
    constexpr int kMaxRounds = 1000; // deeper than any import graph
    bool changed = true;
    for (int round = 0; changed && round < kMaxRounds; ++round) {
        changed = false;
        for (const std::uint64_t address : m_order) {
            Candidate& candidate = m_candidates.at(address);
            if (candidate.state != Candidate::State::Open ||
                !dependenciesAre(Candidate::State::Valid, candidate))
                continue;
            candidate.state = Candidate::State::Valid;
            changed = true;
        }
    }
    for (const std::uint64_t address : m_order) {
        const Candidate& candidate = m_candidates.at(address);
        if (candidate.state == Candidate::State::Valid)
            for (const std::uint64_t target : candidate.dependencies)
                m_candidates.at(target).isImported = true;
    }
}

std::optional<std::uint64_t> TaskGraph::rootOf(std::string_view package) const {
    for (const std::uint64_t address : m_order) {
        const Candidate& candidate = m_candidates.at(address);
        if (candidate.state == Candidate::State::Valid && candidate.task.package == package)
            return address;
    }
    return std::nullopt;
}

std::size_t TaskGraph::reachableFrom(std::uint64_t root) const {
    std::unordered_map<std::uint64_t, bool> seen{{root, true}};
    std::vector<std::uint64_t> open{root};
    while (!open.empty()) {
        const Candidate& candidate = m_candidates.at(open.back());
        open.pop_back();
        for (const std::uint64_t target : candidate.dependencies)
            if (seen.emplace(target, true).second)
                open.push_back(target);
    }
    return seen.size();
}

/// A package main without init functions has no name: it is the task that nobody imports and that reaches
/// most.
std::optional<std::uint64_t> TaskGraph::largestRoot() const {
    constexpr std::size_t kMaxRoots = 64; // one in truth
    std::optional<std::uint64_t> best;
    std::size_t most = 0;
    std::size_t looked = 0;
    for (const std::uint64_t address : m_order) {
        const Candidate& candidate = m_candidates.at(address);
        if (candidate.state != Candidate::State::Valid || candidate.isImported || m_nodes.contains(address) ||
            ++looked > kMaxRoots)
            continue;
        const std::size_t reached = reachableFrom(address);
        if (reached > most) {
            most = reached;
            best = address;
        }
    }
    return best;
}

bool TaskGraph::allFunctionsRan() const {
    return std::all_of(m_order.begin(), m_order.end(), [this](std::uint64_t address) {
        return m_nodes.contains(address) || m_candidates.at(address).task.functions.empty();
    });
}

void TaskGraph::enter(std::uint64_t address, bool ofRuntime) {
    Candidate& candidate = m_candidates.at(address);
    InitNode node;
    node.address = address;
    node.package = candidate.task.package;
    for (const std::uint64_t target : candidate.dependencies)
        node.imports.push_back(m_nodes.at(target));
    if (!candidate.task.functions.empty()) {
        node.task = static_cast<std::uint32_t>(m_result.tasks.size());
        candidate.task.ofRuntime = ofRuntime;
        m_result.tasks.push_back(candidate.task);
    }
    m_nodes.emplace(address, static_cast<std::uint32_t>(m_result.graph.size()));
    m_result.graph.push_back(std::move(node));
}

/// As runtime.doInit, without recursion.
void TaskGraph::run(std::uint64_t root, bool ofRuntime) {
    struct Frame {
        std::uint64_t address;
        std::size_t next;
    };
    if (m_nodes.contains(root))
        return;
    std::vector<Frame> stack{{root, 0}};
    while (!stack.empty()) {
        Frame& frame = stack.back();
        const std::vector<std::uint64_t>& dependencies = m_candidates.at(frame.address).dependencies;
        if (frame.next < dependencies.size()) {
            const std::uint64_t target = dependencies[frame.next++];
            if (!m_nodes.contains(target))
                stack.push_back({target, 0});
            continue;
        }
        enter(frame.address, ofRuntime);
        stack.pop_back();
    }
}

InitTasks TaskGraph::read() {
    collect();
    validate();
    const auto runtime = rootOf("runtime");
    if (runtime)
        run(*runtime, true);
    auto main = rootOf("main");
    if (!main)
        main = largestRoot();
    if (main)
        run(*main, false);
    // A package main that imports nothing has an empty task, which has no form to be found by.
    m_result.complete = runtime && (main || allFunctionsRan());
    if (!m_result.complete)
        m_result.diagnostics.push_back(
            {Diagnostic::Severity::DataLoss,
             fmt::format("the init tasks of {} were not found", runtime ? "package main" : "package runtime"),
             "only those that were found are listed"});
    return std::move(m_result);
}

} // namespace

InitTasks readTaskGraph(TaskReader& reader, const Moduledata& module) {
    return TaskGraph(reader, module).read();
}

} // namespace rt0::gobinary
