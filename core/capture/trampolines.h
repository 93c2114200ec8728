#pragma once

#include "base/result.h"
#include "capture/hitcost.h"
#include "capture/hitring.h"
#include "capture/instructions.h"
#include "capture/probeplan.h"
#include "capture/programfile.h"
#include "capture/programprocess.h"
#include "capture/trampolinecode.h"
#include "capture/tscclock.h"
#include "recording/launch.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace rt0::capture {

struct UnmapBytes {
    std::size_t bytes = 0;
    void operator()(char* memory) const;
};

/// Memory for hits that the program and we share.
class HitRing {
public:
    static Result<HitRing> create(std::uint32_t hits);

    int file() const { return m_file.get(); }
    std::size_t bytes() const { return m_memory.get_deleter().bytes; }
    std::uint32_t capacity() const { return m_capacity; }
    /// Hits asked for so far, also lost ones.
    std::uint64_t asked() const;
    /// The hit of that number; nullptr: not there, or not completely.
    const RingHit* hit(std::uint64_t number) const;

private:
    HitRing() = default;
    FileDescriptor m_file;
    std::unique_ptr<char, UnmapBytes> m_memory;
    std::uint32_t m_capacity = 0;
};

/// Probe code for one program, made before it starts; serves all its runs.
class Trampolines {
public:
    static Result<Trampolines> prepare(const ProgramFile& program, const ProbePlan& plan,
                                       const Disassembler& disassembler);

    const TrampolineCode& code() const { return m_code; }
    std::uint32_t ringHits() const { return m_place.hits; }
    std::uint64_t ringBytes() const;

private:
    friend class TrampolineRun;
    CodePlace m_place;
    std::uint64_t m_entry = 0; ///< of the program, in the file
    TrampolineCode m_code;
    std::vector<CodePatch> m_pieces; ///< its patches, joined
    HitCost m_hitCost;
};

/// One start with trampolines.
class TrampolineRun {
public:
    static Result<TrampolineRun> create(const Trampolines& trampolines);

    /// Descriptor the program must inherit; the patching closes it again.
    int inherited() const { return m_ring.file(); }
    /// Lets the program call execve, patches it at the exec stop and lets go of it. Fills loadBias,
    /// imageStart and the patch stop. On an error the program must be killed.
    Result<void> start(ProgramProcess& process, LaunchRun& run);
    /// CLOCK_MONOTONIC that stands for zero on the run's axis: the call of execve plus the stop.
    std::int64_t zero() const { return m_zero; }
    /// What has been hit since the last call, on the run's axis; `visit(siteNumber, hit, time)`.
    template <typename Visit>
    void poll(Visit visit) {
        const TscClock clock(m_firstPair, readClockPair());
        for (const RingHit* hit = m_ring.hit(m_polled); hit != nullptr; hit = m_ring.hit(++m_polled))
            visit(hit->site.load() - 1, *hit, Nanoseconds(clock.nanoseconds(hit->tsc) - m_zero));
    }
    /// How long the program's first thread was ready without a CPU since its execve, when the kernel's count
    /// (waitedOf) now is `waited`; nothing when that is not known.
    std::optional<Nanoseconds> waitedUntil(std::int64_t waited) const;
    /// All hits into the run, when the program has ended. `takeOut`: what they cost is no part of its times.
    void collect(LaunchRun& run, bool takeOut) const;

private:
    TrampolineRun(const Trampolines& trampolines, HitRing ring)
        : m_trampolines(&trampolines), m_ring(std::move(ring)) {}
    Result<void> patch(pid_t pid, LaunchRun& run);
    void addHits(LaunchRun& run, const TscClock& clock, std::int64_t zero) const;
    Nanoseconds costOf(const RingHit& hit, const TscClock& clock) const;

    const Trampolines* m_trampolines;
    HitRing m_ring;
    ClockPair m_firstPair;
    /// Waiting for a CPU: during exec, by the kernel's count when we let go of the program, and when that
    /// was.
    struct Waits {
        std::int64_t inExec = -1;
        std::int64_t before = -1;
        std::int64_t resumed = 0;
    };
    Waits m_waits;
    std::int64_t m_execStop = 0;
    std::int64_t m_zero = 0;
    std::uint64_t m_polled = 0;
};

} // namespace rt0::capture
