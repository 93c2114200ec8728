#include "capture/trampolinecode.h"

#include "capture/hitcost.h"
#include "capture/hitring.h"
#include "capture/hittimes.h"

#include <array>
#include <cstring>
#include <gmock/gmock.h>
#include <string_view>
#include <sys/mman.h>

// Functions are patched in our own memory and called: what they return must stay the same.
namespace rt0::capture {
namespace {

using namespace std::chrono_literals;
using namespace std::string_view_literals;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

using Kind = LaunchProbe::Kind;

/// A function in executable memory, with room for probe code and hits behind it.
class PatchedFunction {
public:
    explicit PatchedFunction(std::string_view code) : m_disassembler(*Disassembler::open()) {
        m_memory = static_cast<char*>(
            mmap(nullptr, kBytes, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
        std::memcpy(m_memory, code.data(), code.size());
        WantedProbe wanted;
        wanted.probe = {"f", Kind::Entry, address(), -1, -1};
        wanted.length = code.size();
        const FunctionCode apart = m_disassembler.takeApart(std::string(code));
        addSites(wanted, apart, m_sites);
        wanted.probe.kind = Kind::Return;
        addSites(wanted, apart, m_sites);
        sortSites(m_sites);
        m_code = assemble(m_sites.sites, {address() + kCodeAt, address() + kRingAt, kHits, readsFsBase()},
                          m_disassembler);
        std::memcpy(m_memory + kCodeAt, m_code.bytes.data(), m_code.bytes.size());
        for (const CodePatch& patch : m_code.patches)
            std::memcpy(m_memory + (patch.address - address()), patch.bytes.data(), patch.bytes.size());
    }
    ~PatchedFunction() { munmap(m_memory, kBytes); }
    PatchedFunction(const PatchedFunction&) = delete;
    PatchedFunction& operator=(const PatchedFunction&) = delete;

    int operator()(int argument) const { return reinterpret_cast<int (*)(int)>(m_memory)(argument); }
    const ProbeSites& sites() const { return m_sites; }
    /// Kinds of the probes hit so far.
    std::vector<Kind> hits() const {
        std::vector<Kind> kinds;
        const auto* const hits = reinterpret_cast<const RingHit*>(m_memory + kRingAt + kRingHeaderBytes);
        for (std::size_t i = 0; i < kHits && hits[i].site != 0; ++i)
            kinds.push_back(m_code.sites[hits[i].site - 2].probe.kind);
        return kinds;
    }
    /// What the hits say that they took.
    std::vector<std::uint32_t> ticks() const {
        std::vector<std::uint32_t> ticks;
        const auto* const hits = reinterpret_cast<const RingHit*>(m_memory + kRingAt + kRingHeaderBytes);
        for (std::size_t i = 0; i < kHits && hits[i].site != 0; ++i)
            ticks.push_back(hits[i].ticks());
        return ticks;
    }
    std::uint64_t asked() const { return reinterpret_cast<const RingHeader*>(m_memory + kRingAt)->next; }

private:
    static constexpr std::size_t kCodeAt = 4096;
    static constexpr std::size_t kRingAt = 3 * 4096;
    static constexpr std::uint32_t kHits = 8;
    static constexpr std::size_t kBytes = kRingAt + kRingHeaderBytes + kHits * sizeof(RingHit);

    std::uint64_t address() const { return reinterpret_cast<std::uint64_t>(m_memory); }

    Disassembler m_disassembler;
    char* m_memory = nullptr;
    ProbeSites m_sites;
    TrampolineCode m_code;
};

TEST(TrampolineCode, notesEntryAndReturnOfAFrame) {
    const PatchedFunction triple("\x55\x48\x89\xe5"             // push rbp; mov rbp, rsp
                                 "\x48\x83\xec\x10"             // sub rsp, 16
                                 "\x8d\x04\x7f"                 // lea eax, [rdi+rdi*2]
                                 "\x48\x83\xc4\x10\x5d\xc3"sv); // add rsp, 16; pop rbp; ret
    EXPECT_EQ(triple(14), 42);
    EXPECT_THAT(triple.hits(), ElementsAre(Kind::Entry, Kind::Return));
    EXPECT_THAT(triple.ticks(), testing::Each(testing::Gt(0U)));
}

TEST(TrampolineCode, keepsFlagsBetweenInstructions) {
    const PatchedFunction below5("\x90\x90\x90\x90\x90"             // nops: the entry's own bytes
                                 "\x83\xff\x05"                     // cmp edi, 5
                                 "\x0f\x9c\xc0\x0f\xb6\xc0\xc3"sv); // setl al; movzx eax, al; ret
    EXPECT_EQ(below5(4), 1);
    EXPECT_EQ(below5(5), 0);
    EXPECT_EQ(below5(-2'147'483'647 - 1), 1) << "overflow flag";
    EXPECT_EQ(below5.hits().size(), 6U);
}

TEST(TrampolineCode, movesAccessesToMemoryNearby) {
    const PatchedFunction add("\x8b\x05\x0a\x00\x00\x00"                 // mov eax, [rip+10]
                              "\x01\xf8\xc3\xcc\xcc\xcc\xcc\xcc\xcc\xcc" // add eax, edi; ret; padding
                              "\x28\x00\x00\x00"sv);                     // 40
    EXPECT_EQ(add(2), 42);
    EXPECT_THAT(add.hits(), ElementsAre(Kind::Entry, Kind::Return));
}

TEST(TrampolineCode, movesShortBranches) {
    const PatchedFunction choose("\x85\xff\x74\x06"             // test edi, edi; je +6
                                 "\xb8\x01\x00\x00\x00\xc3"     // mov eax, 1; ret
                                 "\xb8\x02\x00\x00\x00\xc3"sv); // mov eax, 2; ret
    EXPECT_EQ(choose(0), 2);
    EXPECT_EQ(choose(7), 1);
}

TEST(TrampolineCode, movesCallsWithoutLeavingItsAddressOnTheStack) {
    // The called function gives the lowest byte of its return address, less that of its own.
    const PatchedFunction call("\x50"                             // push rax
                               "\xe8\x02\x00\x00\x00"             // call +2
                               "\x59\xc3"                         // pop rcx; ret
                               "\x8b\x04\x24"                     // mov eax, [rsp]
                               "\x48\x8d\x0d\xf6\xff\xff\xff"     // lea rcx, [rip-10]: this function
                               "\x29\xc8\xc3\xcc\xcc\xcc\xcc"sv); // sub eax, ecx; ret
    EXPECT_EQ(call(0), -2);
    EXPECT_FALSE(call.hits().empty());
}

TEST(TrampolineCode, refusesAJumpTargetInside) {
    const PatchedFunction loop("\x31\xc0"         // xor eax, eax
                               "\xff\xc0"         // inc eax
                               "\x39\xf8\x7c\xfa" // cmp eax, edi; jl -6
                               "\x90\x90\x90\x90\xc3"sv);
    EXPECT_EQ(loop(9), 9);
    ASSERT_FALSE(loop.sites().skipped.empty());
    EXPECT_THAT(loop.sites().skipped.front().reason, HasSubstr("jump target"));
}

TEST(TrampolineCode, countsHitsWithoutRoom) {
    const PatchedFunction same(
        "\x0f\x1f\x44\x00\x00\x89\xf8\xc3\xcc\xcc\xcc\xcc"sv); // nop; mov eax, edi; ret
    for (int i = 0; i < 20; ++i)
        EXPECT_EQ(same(i), i);
    EXPECT_EQ(same.hits().size(), 8U);
    EXPECT_EQ(same.asked(), 40U);
}

TEST(ProbeSites, beginBehindTheStackCheck) {
    const auto disassembler = Disassembler::open();
    ASSERT_TRUE(disassembler);
    const std::string_view code = "\x49\x3b\x66\x10\x76\x0a" // cmp rsp, [r14+16]; jbe
                                  "\x55\x48\x89\xe5\x90\x90\x90\x5d\xc3\xcc\xcc\xcc"sv;
    WantedProbe wanted;
    wanted.probe = {"f", Kind::Entry, 0x1000, -1, -1};
    ProbeSites sites;
    addSites(wanted, disassembler->takeApart(std::string(code)), sites);
    ASSERT_EQ(sites.sites.size(), 1U);
    EXPECT_EQ(sites.sites.front().probe.address, 0x1006U);
    ASSERT_EQ(sites.breaks.size(), 1U);
    EXPECT_EQ(sites.breaks.front().instruction, "\x55");
}

TEST(ProbeSites, sayWhatIsTooShort) {
    const auto disassembler = Disassembler::open();
    ASSERT_TRUE(disassembler);
    WantedProbe wanted;
    wanted.probe = {"f", Kind::Entry, 0x1000, -1, -1};
    ProbeSites sites;
    addSites(wanted, disassembler->takeApart("\xc3\x90"), sites);
    EXPECT_THAT(sites.sites, IsEmpty());
    ASSERT_EQ(sites.skipped.size(), 1U);
    EXPECT_THAT(sites.skipped.front().reason, HasSubstr("too short"));
    EXPECT_EQ(sites.breaks.size(), 1U) << "a breakpoint fits";
}

TEST(Disassembler, stopsAtBytesThatAreNoInstruction) {
    const auto disassembler = Disassembler::open();
    ASSERT_TRUE(disassembler);
    const FunctionCode code = disassembler->takeApart(std::string("\x90\x06\x06", 3));
    EXPECT_EQ(code.instructions.size(), 1U);
    EXPECT_FALSE(code.complete);
    EXPECT_TRUE(disassembler->takeApart("").complete);
}

TEST(HitCost, isFarBelowAMicrosecond) {
    const auto disassembler = Disassembler::open();
    ASSERT_TRUE(disassembler);
    const HitCost cost = measureHitCost(*disassembler);
    EXPECT_GT(cost.whole.count(), 0);
    EXPECT_LT(cost.whole, std::chrono::microseconds(5)) << "even on a slow machine";
    EXPECT_LT(cost.outside, cost.whole) << "each hit measures a part of itself";
}

LaunchHit hitAt(Nanoseconds time, std::uint32_t thread, Nanoseconds cost) {
    LaunchHit hit;
    hit.time = time;
    hit.thread = thread;
    hit.cost = cost;
    return hit;
}

TEST(HitTimes, takeOutWhatTheMainThreadsHitsTook) {
    LaunchRun run;
    run.threads = {{1, 100ns, true}, {2, 1120ns, false}};
    run.hits = {hitAt(100ns, 0, 30ns), hitAt(1000ns, 0, 200ns), hitAt(1120ns, 1, 500ns),
                hitAt(2000ns, 0, 40ns)};
    run.toExit = 3000ns;
    run.standardOutput.chunks = {{0, 50ns}, {5, 1500ns}};
    HitTimes times(run);
    times.moveRest();
    EXPECT_EQ(times.sum(), 270ns) << "not of the other thread";
    EXPECT_EQ(run.hits[0].time, 100ns) << "it begins before it is noted";
    EXPECT_EQ(run.hits[1].time, 970ns);
    EXPECT_EQ(run.hits[2].time, 970ns) << "within the main thread's hit: not before it";
    EXPECT_EQ(run.hits[3].time, 1770ns);
    EXPECT_EQ(run.toExit, 2730ns);
    EXPECT_EQ(run.standardOutput.chunks[0].time, 50ns);
    EXPECT_EQ(run.standardOutput.chunks[1].time, 1270ns);
    EXPECT_EQ(run.threads[0].firstSeen, 100ns);
}

TEST(HitTimes, leaveARunWithoutCostsAlone) {
    LaunchRun run;
    run.threads = {{1, 0ns, true}};
    run.hits = {hitAt(10ns, 0, 0ns), hitAt(10ns, 0, 0ns), hitAt(20ns, 0, 0ns)};
    EXPECT_EQ(HitTimes(run).sum(), 0ns);
    EXPECT_EQ(run.hits[1].time, 10ns);
    EXPECT_EQ(run.hits[2].time, 20ns);
}

} // namespace
} // namespace rt0::capture
