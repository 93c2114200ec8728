#pragma once

#include "base/bytereader.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

/// Events of formats v1 as they stand in the file (runtime/trace.go, Go 1.11–1.21).
namespace rt0::exectrace::v1 {

/// The values are those of the file.
enum class WireType : std::uint8_t {
    None = 0,
    Batch,
    Frequency,
    Stack,
    Gomaxprocs,
    ProcStart,
    ProcStop,
    GcStart,
    GcDone,
    StwStart,
    StwDone,
    GcSweepStart,
    GcSweepDone,
    GoCreate,
    GoStart,
    GoEnd,
    GoStop,
    GoSched,
    GoPreempt,
    GoSleep,
    GoBlock,
    GoUnblock,
    GoBlockSend,
    GoBlockRecv,
    GoBlockSelect,
    GoBlockSync,
    GoBlockCond,
    GoBlockNet,
    GoSysCall,
    GoSysExit,
    GoSysBlock,
    GoWaiting,
    GoInSyscall,
    HeapAlloc,
    HeapGoal,
    TimerGoroutine,
    FutileWakeup,
    String,
    GoStartLocal,
    GoUnblockLocal,
    GoSysExitLocal,
    GoStartLabel,
    GoBlockGc,
    GcMarkAssistStart,
    GcMarkAssistDone,
    UserTaskCreate,
    UserTaskEnd,
    UserRegion,
    UserLog,
    CpuSample, ///< since the header 1.19
};
inline constexpr std::size_t kWireTypes = 50;

/// What follows an event's timestamp.
struct Shape {
    std::uint8_t args = 0;
    bool stack = false; ///< a stack id is the last argument

    /// Numbers in the file, the timestamp included.
    std::size_t numbers() const { return 1U + args + (stack ? 1U : 0U); }
};

Shape shapeOf(WireType type);

/// Why the bytes at some place are no event.
enum class Fault : std::uint8_t { None, CutShort, UnknownType, BadNumber, TooLong, WrongCount };

std::string_view textOf(Fault fault);

/// One event of the file. What it holds depends on its type:
///     Batch                  numbers = P, ticks
///     Frequency, Timer…      numbers[0]
///     Stack                  bytes = its arguments
///     String                 numbers[0] = id, bytes = text
///     all others             numbers = timestamp, arguments…, stack; bytes = message of a UserLog
struct WireEvent {
    WireType type = WireType::None;
    Fault fault = Fault::None; ///< WrongCount: this event cannot be understood, the next one can
    std::array<std::uint64_t, 5> numbers{};
    std::string_view bytes;
};

/// Takes one event after the other.
class WireReader {
public:
    WireReader() = default;
    WireReader(std::string_view bytes, std::size_t at, int version)
        : m_bytes(bytes), m_at(at), m_version(version) {}

    /// False at the end of the bytes and at the first byte that is no event, see fault(); then offset() is
    /// where that event begins.
    bool next(WireEvent& event);
    Fault fault() const { return m_fault; }
    std::size_t offset() const { return m_at; }

private:
    class Numbers;
    void readSpecial(Numbers& in, WireEvent& event, unsigned inlineCount) const;
    static void readInline(Numbers& in, WireEvent& event, unsigned count);
    static void readCounted(Numbers& in, WireEvent& event);
    bool known(WireType type) const;

    std::string_view m_bytes;
    std::size_t m_at = 0;
    int m_version = 0;
    Fault m_fault = Fault::None;
};

} // namespace rt0::exectrace::v1
