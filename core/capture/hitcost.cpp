#include "capture/hitcost.h"

#include "capture/hitring.h"
#include "capture/trampolinecode.h"
#include "capture/tscclock.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <sys/mman.h>

namespace rt0::capture {
namespace {

using namespace std::string_literals;
using namespace std::string_view_literals;

constexpr std::uint32_t kCalls = 4096;
constexpr int kBatches = 8;
constexpr std::size_t kCodeAt = 4096; ///< behind the function's page
constexpr std::size_t kRingAt = 2 * 4096;
constexpr std::size_t kBytes = kRingAt + kRingHeaderBytes + kCalls * sizeof(RingHit);

struct Unmap {
    void operator()(char* memory) const { munmap(memory, kBytes); }
};

std::uint64_t ticksOfCalls(void (*function)()) {
    const std::uint64_t begin = readTsc();
    for (std::uint32_t i = 0; i < kCalls; ++i)
        function();
    return readTsc() - begin;
}

/// Between the two readings of all hits.
std::uint64_t ticksInside(const char* ring) {
    const auto* const hits = reinterpret_cast<const RingHit*>(ring + kRingHeaderBytes);
    std::uint64_t ticks = 0;
    for (std::uint32_t i = 0; i < kCalls; ++i)
        ticks += hits[i].ticks();
    return ticks;
}

} // namespace

HitCost measureHitCost(const Disassembler& disassembler) {
    const ClockPair begin = readClockPair();
    void* const mapped =
        mmap(nullptr, kBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    if (mapped == MAP_FAILED)
        return {};
    const std::unique_ptr<char, Unmap> memory(static_cast<char*>(mapped));
    const auto base = reinterpret_cast<std::uint64_t>(memory.get());
    ProbeSite site;
    site.probe.address = base;
    site.displaced = {"\x0f\x1f\x44\x00\x00"s, "\xc3"s}; // a nop of five bytes, ret
    site.length = 6;
    site.resumes = false;
    const std::string_view plain = "\x0f\x1f\x44\x00\x00\xc3"sv;
    const TrampolineCode code =
        assemble({site}, {base + kCodeAt, base + kRingAt, kCalls, readsFsBase()}, disassembler);
    if (code.patches.size() != 1)
        return {};
    std::memcpy(memory.get() + 16, plain.data(), plain.size());
    std::memcpy(memory.get(), code.patches.front().bytes.data(), site.length);
    std::memcpy(memory.get() + kCodeAt, code.bytes.data(), std::min(code.bytes.size(), kRingAt - kCodeAt));
    if (mprotect(memory.get(), kRingAt, PROT_READ | PROT_EXEC) != 0)
        return {};

    const auto probed = reinterpret_cast<void (*)()>(base);
    const auto bare = reinterpret_cast<void (*)()>(base + 16);
    // The least of each, not of the differences: a batch of bare calls that was interrupted would make a hit
    // seem to cost nothing.
    std::uint64_t leastProbed = std::numeric_limits<std::uint64_t>::max();
    std::uint64_t leastInside = leastProbed;
    std::uint64_t leastBare = leastProbed;
    for (int batch = 0; batch < kBatches; ++batch) {
        reinterpret_cast<RingHeader*>(memory.get() + kRingAt)->next = 0;
        leastProbed = std::min(leastProbed, ticksOfCalls(probed));
        leastInside = std::min(leastInside, ticksInside(memory.get() + kRingAt));
        leastBare = std::min(leastBare, ticksOfCalls(bare));
    }
    const TscClock clock(begin, readClockPair());
    const std::uint64_t whole = leastProbed - std::min(leastProbed, leastBare);
    return {clock.duration(whole / kCalls), clock.duration((whole - std::min(whole, leastInside)) / kCalls)};
}

} // namespace rt0::capture
