#include "capture/probeplan.h"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>
#include <utility>

namespace rt0::capture {
namespace {

using gobinary::Function;
using gobinary::GoBinary;
using Kind = LaunchProbe::Kind;

/// Entered once, or once per thread, and never left during the start: only their entry tells something.
constexpr std::array<std::string_view, 17> kEntries{"_rt0_amd64",
                                                    "runtime.rt0_go",
                                                    "runtime.settls",
                                                    "runtime.mstart",
                                                    "runtime.mstart0",
                                                    "runtime.mstart1",
                                                    "runtime.main",
                                                    "runtime.sysmon",
                                                    "runtime.bgsweep",
                                                    "runtime.bgscavenge",
                                                    "runtime.forcegchelper",
                                                    "runtime.runfinq",
                                                    "runtime.runFinalizers",
                                                    "runtime.gcBgMarkWorker",
                                                    "runtime.gcStart",
                                                    "syscall.Exec",
                                                    "runtime.newosproc"};

/// Steps with a beginning and an end (runtime/proc.go, schedinit and main; os_linux.go; Go 1.19–1.27). Not
/// among them: what runs often, as newproc, schedule or itabAdd. It would fill the ring and slow the program
/// down.
constexpr std::array<std::string_view, 45> kSteps{"x_cgo_init",
                                                  "runtime.check",
                                                  "runtime.args",
                                                  "runtime.sysargs",
                                                  "runtime.osinit",
                                                  "runtime.getproccount",
                                                  "runtime.schedinit",
                                                  "runtime.moduledataverify1",
                                                  "runtime.mallocinit",
                                                  "runtime.(*mheap).init",
                                                  "runtime.getGodebugEarly",
                                                  "runtime.cpuinit",
                                                  "internal/cpu.Initialize",
                                                  "runtime.alginit",
                                                  "internal/runtime/maps.AlgInit",
                                                  "runtime.randinit",
                                                  "runtime.fastrandinit",
                                                  "runtime.(*ticksType).init",
                                                  "runtime.mcommoninit",
                                                  "runtime.modulesinit",
                                                  "runtime.progToPointerMask",
                                                  "runtime.typelinksinit",
                                                  "runtime.itabsinit",
                                                  "runtime.addModuleItabs",
                                                  "runtime.stkobjinit",
                                                  "runtime.goargs",
                                                  "runtime.goenvs_unix",
                                                  "runtime.secure",
                                                  "runtime.checkfds",
                                                  "runtime.parsedebugvars",
                                                  "runtime.parseRuntimeDebugVars",
                                                  "runtime.finishDebugVarsSetup",
                                                  "runtime.gcinit",
                                                  "runtime.defaultGOMAXPROCSInit",
                                                  "runtime.defaultGOMAXPROCS",
                                                  "runtime.procresize",
                                                  "runtime.minit",
                                                  "runtime.mstartm0",
                                                  "runtime.initsig",
                                                  "runtime.newm",
                                                  "runtime.gcenable",
                                                  "runtime.defaultGOMAXPROCSUpdateEnable",
                                                  "runtime.startTemplateThread",
                                                  "runtime.doInit",
                                                  "runtime.doInit1"};

class Planner {
public:
    Planner(const GoBinary& binary, const Disassembler& disassembler)
        : m_binary(binary), m_disassembler(disassembler) {}

    void want(const Function& function, Kind kind, std::int32_t task = -1, std::int32_t index = -1) {
        WantedProbe wanted;
        wanted.probe = {std::string(function.name), kind, function.entry, task, index};
        wanted.length = function.end - function.entry;
        wanted.redZone = !function.isGo;
        m_wanted[function.entry].push_back(std::move(wanted));
    }
    void want(std::string_view name, Kind kind) {
        if (const auto function = m_binary.functions().find(name))
            want(*function, kind);
    }
    void wantImageEntry();
    void wantInitFunctions(const std::vector<gobinary::InitTask>& tasks);
    ProbeSites decode() const;

private:
    std::string paddingAt(std::uint64_t end) const;

    const GoBinary& m_binary;
    const Disassembler& m_disassembler;
    std::map<std::uint64_t, std::vector<WantedProbe>> m_wanted; ///< by the function's entry
};

/// Enough for the first instructions of _start in a stripped program.
constexpr std::uint64_t kGuessedLength = 64;

/// Where the kernel or ld.so hands over: _rt0_amd64_linux, or _start of the C library's crt1.o.
void Planner::wantImageEntry() {
    const std::uint64_t entry = m_binary.elf().entry();
    const auto known = m_binary.functions().startingAt(entry);
    want(known ? *known : Function{"_start", entry, entry + kGuessedLength, false}, Kind::Entry);
    m_wanted[entry].back().cut = !known;
    if (!known || known->name != "_rt0_amd64_linux")
        want("_rt0_amd64_linux", Kind::Entry);
}

void Planner::wantInitFunctions(const std::vector<gobinary::InitTask>& tasks) {
    for (std::size_t t = 0; t < tasks.size(); ++t) {
        // The only function of a task takes the time that the task takes.
        for (std::size_t i = 0; tasks[t].functions.size() > 1 && i < tasks[t].functions.size(); ++i) {
            const auto function = m_binary.functions().startingAt(tasks[t].functions[i].entry);
            if (!function)
                continue;
            want(*function, Kind::Entry, static_cast<std::int32_t>(t), static_cast<std::int32_t>(i));
            want(*function, Kind::Return, static_cast<std::int32_t>(t), static_cast<std::int32_t>(i));
        }
    }
}

/// Padding is part of the function before it, but for the very last one: what follows it in the segment is
/// nothing, and zero. A main.main of one `ret` often is the last.
std::string Planner::paddingAt(std::uint64_t end) const {
    if (m_binary.functions().startingAt(end))
        return {};
    const std::string_view behind = m_binary.elf().bytes(end, kPatchBytes);
    const bool unused = behind.size() == kPatchBytes &&
                        std::ranges::all_of(behind, [](char c) { return c == '\0' || c == '\xcc'; });
    return unused ? std::string(kPatchBytes, '\xcc') : std::string();
}

ProbeSites Planner::decode() const {
    constexpr std::uint64_t kMaxFunction = std::uint64_t{16} << 20U;
    ProbeSites sites;
    for (const auto& [entry, wanted] : m_wanted) {
        const std::uint64_t length = std::min(wanted.front().length, kMaxFunction);
        FunctionCode code = m_disassembler.takeApart(std::string(m_binary.elf().bytes(entry, length)) +
                                                     paddingAt(entry + length));
        code.complete = code.complete || wanted.front().cut;
        for (const WantedProbe& each : wanted)
            addSites(each, code, sites);
    }
    sortSites(sites);
    return sites;
}

void copyTasks(const std::vector<gobinary::InitTask>& tasks, ProbePlan& plan) {
    for (const gobinary::InitTask& task : tasks) {
        LaunchInitTask copy{task.package, task.address, {}};
        for (const gobinary::InitFunction& function : task.functions)
            copy.functions.emplace_back(function.name);
        plan.taskAt.emplace(task.address, static_cast<std::int32_t>(plan.tasks.size()));
        plan.tasks.push_back(std::move(copy));
    }
}

/// At most: up to Go 1.20 doInit is called for each import of each package.
std::size_t initStepsOf(const gobinary::InitTasks& inits) {
    std::size_t steps = std::max(inits.tasks.size(), inits.graph.size());
    for (const gobinary::InitNode& node : inits.graph)
        steps += node.imports.size();
    return steps;
}

bool isDoInit(const LaunchProbe& probe) {
    return probe.function == "runtime.doInit1" || probe.function == "runtime.doInit";
}

} // namespace

ProbePlan planProbes(const GoBinary& binary, ProbeDetail detail, const Disassembler& disassembler) {
    ProbePlan plan;
    copyTasks(binary.initTasks().tasks, plan);
    plan.initSteps = initStepsOf(binary.initTasks());
    Planner planner(binary, disassembler);
    planner.want("main.main", Kind::Entry);
    if (detail != ProbeDetail::MainOnly) {
        planner.wantImageEntry();
        for (const std::string_view name : kEntries)
            planner.want(name, Kind::Entry);
        for (const std::string_view name : kSteps) {
            planner.want(name, Kind::Entry);
            planner.want(name, Kind::Return);
        }
    }
    if (detail == ProbeDetail::InitFunctions)
        planner.wantInitFunctions(binary.initTasks().tasks);
    plan.sites = planner.decode();
    return plan;
}

void resolveInitTasks(LaunchRun& run, const ProbePlan& plan) {
    std::vector<std::int32_t> open;
    for (LaunchHit& hit : run.hits) {
        const LaunchProbe& probe = run.probes[hit.probe];
        if (!isDoInit(probe)) {
            hit.initTask = probe.initTask;
            continue;
        }
        if (probe.kind == Kind::Entry) {
            const auto task = plan.taskAt.find(hit.argument - run.loadBias);
            hit.initTask = task == plan.taskAt.end() ? -1 : task->second;
            open.push_back(hit.initTask);
        } else if (!open.empty()) {
            hit.initTask = open.back();
            open.pop_back();
        }
    }
}

} // namespace rt0::capture
