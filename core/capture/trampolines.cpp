#include "capture/trampolines.h"

#include "capture/cpuaccount.h"
#include "capture/hittimes.h"
#include "capture/monotonic.h"
#include "capture/tracee.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unordered_map>

namespace rt0::capture {
namespace {

using namespace std::string_view_literals;

constexpr std::uint64_t kPage = 4096;
/// Between our memory and the image, so that neither grows into the other.
constexpr std::uint64_t kGap = std::uint64_t{1} << 16U;
/// vm.mmap_min_addr of common kernels.
constexpr std::uint64_t kLowest = std::uint64_t{1} << 16U;
/// A near jump reaches 2 GiB; less a margin.
constexpr std::uint64_t kReach = (std::uint64_t{1} << 31U) - (std::uint64_t{1} << 20U);

std::uint64_t pages(std::uint64_t bytes) {
    return (bytes + kPage - 1) / kPage * kPage;
}

tl::unexpected<Error> failed(const char* what) {
    return tl::unexpected(Error{fmt::format("{}: {}", what, std::strerror(errno)), {}, {}});
}

/// Below the image where there is room: nothing is ever put there, while the heap begins above it.
Result<std::uint64_t> choosePlace(const ProgramFile& program, std::uint64_t bytes) {
    const std::uint64_t image = program.lowest() / kPage * kPage;
    const bool fixedAddress = image != 0;
    const std::uint64_t extent = program.highest() - image;
    if (extent + bytes + 2 * kGap > kReach)
        return tl::unexpected(
            Error{"the program is too large for probe code within a jump's reach", program.path(), {}});
    if (!fixedAddress || image >= bytes + kGap + kLowest)
        return image - bytes - kGap; // wraps for PIE: a distance from the load address
    // Behind the heap's usual start.
    return pages(program.highest()) + kReach / 2;
}

/// Patches less than a page apart as one piece, with the program's own code between them: each piece is a
/// system call while the program stands still.
std::vector<CodePatch> joined(std::vector<CodePatch> patches, const ProgramFile& program) {
    std::ranges::sort(patches, {}, &CodePatch::address);
    std::vector<CodePatch> pieces;
    for (CodePatch& patch : patches) {
        if (!pieces.empty()) {
            CodePatch& last = pieces.back();
            const std::uint64_t gap = patch.address - (last.address + last.bytes.size());
            const std::string between = gap < kPage ? program.code(patch.address - gap, gap) : std::string();
            if (gap < kPage && between.size() == gap) {
                last.bytes += between + patch.bytes;
                continue;
            }
        }
        pieces.push_back(std::move(patch));
    }
    return pieces;
}

/// Machine code that makes our two mappings and closes the ring's descriptor, then traps.
std::string mappingCode(std::uint64_t code, std::uint64_t codeBytes, std::uint64_t ring,
                        std::uint64_t ringBytes, int fd) {
    std::string bytes;
    const auto load = [&](std::string_view opcode, std::uint64_t value) { // mov r64, imm64
        bytes += opcode;
        char number[sizeof value];
        std::memcpy(number, &value, sizeof value);
        bytes.append(number, sizeof number);
    };
    const auto call = [&](std::uint64_t number) {
        load("\x48\xb8"sv, number); // rax
        bytes += "\x0f\x05"sv;      // syscall
    };
    const auto map = [&](std::uint64_t at, std::uint64_t length, int protection, int flags, int file) {
        load("\x48\xbf"sv, at);                                             // rdi
        load("\x48\xbe"sv, length);                                         // rsi
        load("\x48\xba"sv, static_cast<std::uint64_t>(protection));         // rdx
        load("\x49\xba"sv, static_cast<std::uint64_t>(flags));              // r10
        load("\x49\xb8"sv, static_cast<std::uint64_t>(std::int64_t{file})); // r8
        load("\x49\xb9"sv, 0);                                              // r9
        call(SYS_mmap);
    };
    map(code, codeBytes, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE, -1);
    bytes += "\x49\x89\xc4"sv; // mov r12, rax
    map(ring, ringBytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED_NOREPLACE | MAP_POPULATE, fd);
    bytes += "\x49\x89\xc5"sv; // mov r13, rax
    load("\x48\xbf"sv, static_cast<std::uint64_t>(fd));
    call(SYS_close);
    bytes += '\xcc';
    return bytes;
}

/// Runs `bytes` in the stopped process up to its int3; `registers` are those at the end.
Result<void> runCode(pid_t pid, const TraceeMemory& memory, const std::string& bytes,
                     user_regs_struct& registers) {
    std::string saved(bytes.size(), '\0');
    user_regs_struct start = registers;
    start.orig_rax = ~0ULL; // no system call to be restarted
    if (!memory.read(start.rip, saved.data(), saved.size()) || !memory.write(start.rip, bytes) ||
        !setRegisters(pid, start) || ptrace(PTRACE_CONT, pid, nullptr, 0L) != 0)
        return failed("cannot run code in the program");
    int status = 0;
    while (waitpid(pid, &status, __WALL) < 0 && errno == EINTR) {
    }
    if (!WIFSTOPPED(status) || WSTOPSIG(status) != SIGTRAP || status >> 16 != 0 ||
        !getRegisters(pid, registers))
        return tl::unexpected(Error{"the program did not stop where it should", {}, {}});
    return memory.write(start.rip, saved) ? Result<void>() : failed("cannot write the program's memory");
}

/// Moves the zero of what was noted while the program ran.
void shiftTimes(LaunchRun& run, Nanoseconds by) {
    for (auto* const time : {&run.toReady, &run.toExit, &run.observed})
        if (*time)
            **time -= by;
    for (LaunchOutput* const output : {&run.standardOutput, &run.standardError})
        for (LaunchOutput::Chunk& chunk : output->chunks)
            chunk.time -= by;
}

/// Tells the threads of a run apart by their FS base, and says which one is the main thread: it is the only
/// one until runtime.main starts others.
class ThreadNumbers {
public:
    explicit ThreadNumbers(LaunchRun& run) : m_run(run) {}

    std::uint32_t of(const RingHit& hit, bool surelyMain, Nanoseconds time) {
        if (surelyMain || m_run.threads.empty()) {
            m_numbers.insert_or_assign(hit.fsBase, 0);
            if (m_run.threads.empty())
                m_run.threads.push_back({m_run.pid, time, true});
            return 0;
        }
        const auto [entry, added] =
            m_numbers.try_emplace(hit.fsBase, static_cast<std::uint32_t>(m_run.threads.size()));
        if (added)
            m_run.threads.push_back({0, time, false});
        return entry->second;
    }

private:
    LaunchRun& m_run;
    std::unordered_map<std::uint64_t, std::uint32_t> m_numbers;
};

} // namespace

void UnmapBytes::operator()(char* memory) const {
    munmap(memory, bytes);
}

Result<HitRing> HitRing::create(std::uint32_t hits) {
    HitRing ring;
    const std::size_t bytes = kRingHeaderBytes + std::size_t{hits} * sizeof(RingHit);
    ring.m_file = FileDescriptor(memfd_create("rt0scope hits", MFD_CLOEXEC));
    if (!ring.m_file || ftruncate(ring.m_file.get(), static_cast<off_t>(bytes)) != 0)
        return failed("no shared memory for the hits");
    void* const memory =
        mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, ring.m_file.get(), 0);
    if (memory == MAP_FAILED)
        return failed("no shared memory for the hits");
    ring.m_memory = {static_cast<char*>(memory), UnmapBytes{bytes}};
    ring.m_capacity = hits;
    return ring;
}

std::uint64_t HitRing::asked() const {
    return reinterpret_cast<const RingHeader*>(m_memory.get())->next.load(std::memory_order_acquire);
}

const RingHit* HitRing::hit(std::uint64_t number) const {
    if (number >= std::min<std::uint64_t>(asked(), m_capacity))
        return nullptr;
    const auto* const hit = reinterpret_cast<const RingHit*>(m_memory.get() + kRingHeaderBytes) + number;
    return hit->site.load(std::memory_order_acquire) == 0 ? nullptr : hit;
}

Result<Trampolines> Trampolines::prepare(const ProgramFile& program, const ProbePlan& plan,
                                         const Disassembler& disassembler) {
    constexpr std::size_t kLeastHits = 4096;
    constexpr std::size_t kMostHits = std::size_t{1} << 18U; // as many as a recording may have
    const std::vector<ProbeSite>& sites = plan.sites.sites;
    const auto isMain = [](const ProbeSite& site) { return site.probe.function == "main.main"; };
    if (std::ranges::none_of(sites, isMain))
        return tl::unexpected(
            Error{"main.main has no room for a jump, and nothing else tells when it is reached", {}, {}});
    Trampolines result;
    const std::uint64_t codeBytes = pages(codeBytesFor(sites));
    result.m_place.hits = static_cast<std::uint32_t>(
        std::clamp(sites.size() * 4 + plan.initSteps * 2 + kLeastHits / 2, kLeastHits, kMostHits));
    const auto place = choosePlace(program, codeBytes + result.ringBytes());
    if (!place)
        return tl::unexpected(place.error());
    result.m_place.code = *place;
    result.m_place.ring = *place + codeBytes;
    result.m_place.fsBase = readsFsBase();
    result.m_entry = program.entry();
    result.m_hitCost = measureHitCost(disassembler);
    result.m_code = assemble(sites, result.m_place, disassembler);
    result.m_pieces = joined(result.m_code.patches, program);
    return result;
}

std::uint64_t Trampolines::ringBytes() const {
    return pages(kRingHeaderBytes + std::uint64_t{m_place.hits} * sizeof(RingHit));
}

Result<TrampolineRun> TrampolineRun::create(const Trampolines& trampolines) {
    auto ring = HitRing::create(trampolines.ringHits());
    if (!ring)
        return tl::unexpected(ring.error());
    return TrampolineRun(trampolines, std::move(*ring));
}

Result<void> TrampolineRun::start(ProgramProcess& process, LaunchRun& run) {
    const pid_t pid = process.pid();
    if (auto seized = seize(pid, PTRACE_O_EXITKILL | PTRACE_O_TRACEEXEC); !seized)
        return seized;
    m_firstPair = readClockPair();
    process.release();
    if (auto stopped = waitForExecStop(pid); !stopped) {
        auto reason = process.startError();
        return reason ? tl::unexpected(std::move(*reason)) : stopped;
    }
    const std::int64_t seen = monotonicNow();
    const CpuAccount stopped = cpuAccountOf(pid);
    m_execStop = stopTime(process.beforeExec(), stopped, process.execCall(), seen);
    run.imageStart = Nanoseconds(m_execStop - process.execCall());
    if (auto patched = patch(pid, run); !patched)
        return patched;
    m_waits.inExec = stopped.waitedNs - process.beforeExec().waitedNs;
    m_waits.before = waitedOf(pid);
    const std::int64_t resumed = monotonicNow();
    m_waits.resumed = resumed;
    if (ptrace(PTRACE_DETACH, pid, nullptr, 0L) != 0)
        return failed("cannot let the program go");
    // Until the first instruction notes its own time.
    m_zero = process.execCall() + (resumed - m_execStop);
    run.calibration.patchStop = Nanoseconds(resumed - m_execStop);
    return {};
}

Result<void> TrampolineRun::patch(pid_t pid, LaunchRun& run) {
    const auto vector = readAuxiliaryVector(pid);
    if (!vector)
        return tl::unexpected(vector.error());
    const auto memory = TraceeMemory::open(pid);
    if (!memory)
        return tl::unexpected(memory.error());
    const std::uint64_t bias = vector->entry - m_trampolines->m_entry;
    run.loadBias = bias;
    const CodePlace& place = m_trampolines->m_place;
    const TrampolineCode& code = m_trampolines->m_code;
    const std::uint64_t codeAt = place.code + bias;
    const std::uint64_t ringAt = place.ring + bias;

    user_regs_struct start{};
    if (!getRegisters(pid, start))
        return failed("cannot read the program's registers");
    user_regs_struct after = start;
    const std::string mapping =
        mappingCode(codeAt, place.ring - place.code, ringAt, m_ring.bytes(), m_ring.file());
    if (auto ran = runCode(pid, *memory, mapping, after); !ran)
        return ran;
    if (after.r12 != codeAt || after.r13 != ringAt)
        return tl::unexpected(Error{"no room for probe code near the program", {}, {}});

    std::string bytes = code.bytes;
    std::memcpy(bytes.data() + code.imageTarget, &start.rip, sizeof start.rip);
    bool written = memory->write(codeAt, bytes);
    for (const CodePatch& piece : m_trampolines->m_pieces)
        written = written && memory->write(piece.address + bias, piece.bytes);
    start.rip = codeAt + code.imageEntry;
    start.orig_rax = ~0ULL;
    if (!written || !setRegisters(pid, start))
        return failed("cannot patch the program");
    return {};
}

/// Waiting for the image's first instruction is no part of the run's axis.
std::optional<Nanoseconds> TrampolineRun::waitedUntil(std::int64_t waited) const {
    const RingHit* const first = m_ring.hit(0);
    if (waited < 0 || m_waits.before < 0 || m_waits.inExec < 0 || first == nullptr)
        return std::nullopt;
    const TscClock clock(m_firstPair, readClockPair());
    const std::int64_t ours = std::max<std::int64_t>(clock.nanoseconds(first->tsc) - m_waits.resumed, 0);
    return Nanoseconds(m_waits.inExec + std::max<std::int64_t>(waited - m_waits.before - ours, 0));
}

void TrampolineRun::collect(LaunchRun& run, bool takeOut) const {
    const ClockPair lastPair = readClockPair();
    const TscClock clock(m_firstPair, lastPair);
    const TrampolineCode& code = m_trampolines->m_code;
    run.technique = LaunchTechnique::Trampolines;
    run.calibration.tscHz = clock.hertz();
    run.calibration.costPerHit = m_trampolines->m_hitCost.whole;
    run.calibration.stops = 2; // at exec, and behind our mmap calls
    run.calibration.lostHits = m_ring.asked() - std::min<std::uint64_t>(m_ring.asked(), m_ring.capacity());

    run.probes.push_back({"", LaunchProbe::Kind::Image, 0, -1, -1});
    for (const ProbeSite& site : code.sites)
        run.probes.push_back(site.probe);
    run.skipped.insert(run.skipped.end(), code.skipped.begin(), code.skipped.end());

    const RingHit* const first = m_ring.hit(0);
    if (first == nullptr)
        return;
    // Exactly now does the image begin: all before it since the exec stop was ours.
    const std::int64_t stop = clock.nanoseconds(first->tsc) - m_execStop;
    run.calibration.patchStop = Nanoseconds(stop);
    run.calibration.subtracted = Nanoseconds(stop);
    const std::int64_t zero = m_execStop - run.imageStart.count() + stop;
    run.monotonicZero = Nanoseconds(zero);
    shiftTimes(run, Nanoseconds(zero - m_zero));
    addHits(run, clock, zero);
    if (!takeOut) {
        for (LaunchHit& hit : run.hits)
            hit.cost = {};
        return;
    }
    HitTimes times(run);
    times.moveRest();
    run.calibration.hits = times.sum();
    run.calibration.subtracted += times.sum();
    if (const auto hits = std::ranges::count_if(
            run.hits, [&](const LaunchHit& hit) { return run.threads[hit.thread].main; }))
        run.calibration.costPerHit = times.sum() / hits;
}

void TrampolineRun::addHits(LaunchRun& run, const TscClock& clock, std::int64_t zero) const {
    ThreadNumbers threads(run);
    bool onlyMain = true;
    for (std::uint64_t i = 0; i < std::min<std::uint64_t>(m_ring.asked(), m_ring.capacity()); ++i) {
        const RingHit* const hit = m_ring.hit(i);
        if (hit == nullptr || hit->site > run.probes.size())
            continue;
        const std::uint32_t probe = hit->site - 1;
        const Nanoseconds time(clock.nanoseconds(hit->tsc) - zero);
        // runtime.main starts the second thread.
        onlyMain &= run.probes[probe].function != "runtime.newm";
        run.hits.push_back({time, probe, threads.of(*hit, onlyMain, time), -1, hit->rax, hit->r14, hit->rsp,
                            costOf(*hit, clock)});
    }
    std::ranges::stable_sort(run.hits, {}, &LaunchHit::time);
}

/// When it was interrupted in between, that time is not its own.
Nanoseconds TrampolineRun::costOf(const RingHit& hit, const TscClock& clock) const {
    constexpr Nanoseconds kInterrupted = std::chrono::microseconds(2);
    const HitCost& cost = m_trampolines->m_hitCost;
    const Nanoseconds took = clock.duration(hit.ticks()) + cost.outside;
    return took < kInterrupted ? took : cost.whole;
}

} // namespace rt0::capture
