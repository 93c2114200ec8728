#include "recording/launchjson.h"

#include "recording/jsonfields.h"
#include "recording/launchcheck.h"

#include <fmt/format.h>

namespace rt0 {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMaxWarnings = 20;

} // namespace

/// Which word stands for which value: in the order of the enumeration.
template <>
struct EnumWords<LaunchTechnique> {
    static constexpr std::array<std::string_view, 3> kWords{"unperturbed", "trampolines", "breakpoints"};
};
template <>
struct EnumWords<LaunchPurpose> {
    static constexpr std::array<std::string_view, 10> kWords{
        "wall",       "wall_control", "main_time",      "init_log", "loader_statistics",
        "milestones", "details",      "init_functions", "trace",    "main_time_control"};
};
template <>
struct EnumWords<LaunchUntil> {
    static constexpr std::array<std::string_view, 5> kWords{"main_main", "ready_line", "listen", "exit",
                                                            "duration"};
};
template <>
struct EnumWords<LaunchEnd> {
    static constexpr std::array<std::string_view, 5> kWords{"exited", "signaled", "stopped", "timed_out",
                                                            "cancelled"};
};
template <>
struct EnumWords<LaunchProbe::Kind> {
    static constexpr std::array<std::string_view, 3> kWords{"entry", "return", "image"};
};
template <>
struct EnumWords<Diagnostic::Severity> {
    static constexpr std::array<std::string_view, 2> kWords{"notice", "data_loss"};
};

// Each names the fields of one type, for writing (const T) and reading (T) alike.

template <typename Archive>
void fields(Archive& archive, FieldsOf<Diagnostic> auto& diagnostic) {
    archive("severity", diagnostic.severity);
    archive("message", diagnostic.message);
    archive("hint", diagnostic.hint);
}

template <typename Archive>
void fields(Archive& archive, FieldsOf<LaunchMachine> auto& machine) {
    archive("kernel", machine.kernel);
    archive("cpu_model", machine.cpuModel);
    archive("cores", machine.cores);
    archive("usable_cores", machine.usableCores);
    archive("page_size", machine.pageSize);
    archive("memory_bytes", machine.memoryBytes);
    archive("constant_tsc", machine.constantTsc);
    archive("hypervisor", machine.hypervisor);
    archive("load_average", machine.loadAverage);
}

template <typename Archive>
void fields(Archive& archive, FieldsOf<LaunchProbe> auto& probe) {
    archive("function", probe.function);
    archive("kind", probe.kind);
    archive("address", probe.address);
    archive("init_task", probe.initTask);
    archive("init_function", probe.initFunction);
}

template <typename Archive>
void fields(Archive& archive, FieldsOf<LaunchSkippedProbe> auto& skipped) {
    archive("probe", skipped.probe);
    archive("reason", skipped.reason);
}

template <typename Archive>
void fields(Archive& archive, FieldsOf<LaunchInitTask> auto& task) {
    archive("package", task.package);
    archive("address", task.address);
    archive("functions", task.functions);
}

template <typename Archive>
void fields(Archive& archive, FieldsOf<LaunchHit> auto& hit) {
    archive("time_ns", hit.time);
    archive("probe", hit.probe);
    archive("thread", hit.thread);
    archive("init_task", hit.initTask);
    archive("argument", hit.argument);
    archive("g", hit.g);
    archive("sp", hit.sp);
    archive("cost_ns", hit.cost);
}

template <typename Archive>
void fields(Archive& archive, FieldsOf<LaunchCounters> auto& counters) {
    archive("minor_faults", counters.minorFaults);
    archive("major_faults", counters.majorFaults);
    archive("cpu_ns", counters.cpuNs);
}

template <typename Archive>
void fields(Archive& archive, FieldsOf<LaunchThread> auto& thread) {
    archive("tid", thread.tid);
    archive("first_seen_ns", thread.firstSeen);
    archive("main", thread.main);
}

template <typename Archive>
void fields(Archive& archive, FieldsOf<LaunchSyscall> auto& call) {
    archive("number", call.number);
    archive("thread", call.thread);
    archive("start_ns", call.start);
    archive("duration_ns", call.duration);
    archive("result", call.result);
    archive("arguments", call.arguments);
    archive("path", call.path);
}

template <typename Archive>
void fields(Archive& archive, FieldsOf<LaunchM0> auto& m0) {
    archive("m0", m0.m0);
    archive("g0", m0.g0);
    archive("stack_lo", m0.stackLo);
    archive("stack_hi", m0.stackHi);
    archive("stack_pointer", m0.stackPointer);
}

template <typename Archive>
void fields(Archive& archive, FieldsOf<LaunchCalibration> auto& calibration) {
    archive("tsc_hz", calibration.tscHz);
    archive("tsc_drift_ppm", calibration.tscDriftPpm);
    archive("cost_per_hit_ns", calibration.costPerHit);
    archive("cost_of_syscall_stop_ns", calibration.costOfSyscallStop);
    archive("patch_stop_ns", calibration.patchStop);
    archive("hits_ns", calibration.hits);
    archive("subtracted_ns", calibration.subtracted);
    archive("stops", calibration.stops);
    archive("lost_hits", calibration.lostHits);
}

template <typename Archive>
void fields(Archive& archive, FieldsOf<LaunchOutput::Chunk> auto& chunk) {
    archive("offset", chunk.offset);
    archive("time_ns", chunk.time);
}

template <typename Archive>
void fields(Archive& archive, FieldsOf<LaunchOutput> auto& output) {
    archive("bytes", output.bytes);
    archive.columns("chunks", output.chunks);
}

template <typename Archive>
void fields(Archive& archive, FieldsOf<LaunchExec> auto& exec) {
    archive("time_ns", exec.time);
    archive("program", exec.program);
    archive("measured", exec.measured);
}

template <typename Archive>
void fields(Archive& archive, FieldsOf<LaunchRun> auto& run) {
    archive("technique", run.technique);
    archive("purpose", run.purpose);
    archive("fallback_reason", run.fallbackReason);
    archive("environment", run.environment);
    archive("pid", run.pid);
    archive("load_bias", run.loadBias);
    archive("image_start_ns", run.imageStart);
    archive("to_main_ns", run.toMain);
    archive("waited_to_main_ns", run.waitedToMain);
    archive("to_ready_ns", run.toReady);
    archive("to_exit_ns", run.toExit);
    archive("observed_ns", run.observed);
    archive("monotonic_zero_ns", run.monotonicZero);
    archive("ready_by", run.readyBy);
    archive("end", run.end);
    archive("exit_status", run.exitStatus);
    archive("signal", run.signal);
    archive("user_time_ns", run.userTime);
    archive("system_time_ns", run.systemTime);
    archive("minor_faults", run.minorFaults);
    archive("major_faults", run.majorFaults);
    archive("max_resident_bytes", run.maxResidentBytes);
    archive("calibration", run.calibration);
    archive("m0", run.m0);
    archive("execs", run.execs);
    archive("warnings", run.warnings);
    archive("stdout", run.standardOutput);
    archive("stderr", run.standardError);
    archive("skipped_probes", run.skipped);
    archive("threads", run.threads);
    archive.columns("probes", run.probes);
    archive.columns("hits", run.hits);
    archive.columns("counters", run.counters);
    archive.columns("syscalls", run.syscalls);
}

template <typename Archive>
void fields(Archive& archive, FieldsOf<LaunchTurns> auto& turns) {
    archive("session", turns.session);
    archive("label", turns.label);
    archive("side", turns.side);
    archive("sides", turns.sides);
    archive("control", turns.control);
}

template <typename Archive>
void fields(Archive& archive, FieldsOf<Launch> auto& launch) {
    archive("command", launch.command);
    archive("program", launch.program);
    archive("working_directory", launch.workingDirectory);
    archive("environment", launch.environment);
    archive("date_unix_s", launch.date);
    archive("machine", launch.machine);
    archive("until", launch.until);
    archive("until_argument", launch.untilArgument);
    archive("turns", launch.turns);
    archive("warnings", launch.warnings);
    archive("init_tasks", launch.initTasks);
    archive("runs", launch.runs);
}

std::string launchJson(const Launch& launch) {
    Json json = Json::object();
    FieldWriter writer(json);
    fields(writer, launch);
    return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Result<Launch> launchOf(std::string_view text) {
    if (const char* const reason = whyUnsafe(text))
        return tl::unexpected(Error{reason, {}, {}});
    const Json json = Json::parse(text, nullptr, false);
    if (!json.is_object())
        return tl::unexpected(Error{"is no JSON object", {}, {}});
    Launch launch;
    std::vector<std::string> wrong;
    FieldReader reader(json, wrong);
    fields(reader, launch);
    for (std::size_t i = 0; i < std::min(wrong.size(), kMaxWarnings); ++i)
        launch.warnings.push_back(
            {Diagnostic::Severity::DataLoss,
             fmt::format("\"{}\" of the recording is not of the kind expected", wrong[i]),
             "was it changed, or written by another version?", 0});
    makeSound(launch);
    return launch;
}

} // namespace rt0
