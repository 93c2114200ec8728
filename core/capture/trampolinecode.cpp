#include "capture/trampolinecode.h"

#include "capture/hitring.h"

#include <cstddef>
#include <cstring>
#include <limits>
#include <optional>
#include <string_view>
#include <sys/auxv.h>

namespace rt0::capture {
namespace {

using namespace std::string_view_literals;
using Kind = Instruction::Kind;

/// Probe code of one site without its displaced instructions, and what each of these may grow to.
constexpr std::size_t kStubBytes = 48;
constexpr std::size_t kRelocatedBytes = 32;
constexpr std::size_t kCommonBytes = 256;

/// Writes machine code that will stand at `address`.
class Emitter {
public:
    explicit Emitter(std::uint64_t address) : m_address(address) {}

    std::uint64_t here() const { return m_address + m_bytes.size(); }
    std::size_t size() const { return m_bytes.size(); }
    std::string take() { return std::move(m_bytes); }
    void raw(std::string_view bytes) { m_bytes += bytes; }
    void word(std::uint32_t value) { number(value); }
    void quad(std::uint64_t value) { number(value); }
    void align(std::size_t to) {
        while (m_bytes.size() % to != 0)
            m_bytes += '\xcc';
    }
    /// `opcode` and the distance to `target` from its end on; `behind` more bytes belong to the instruction.
    void toward(std::string_view opcode, std::uint64_t target, std::size_t behind = 0) {
        raw(opcode);
        const auto distance = static_cast<std::int64_t>(target - (here() + 4 + behind));
        if (distance < std::numeric_limits<std::int32_t>::min() ||
            distance > std::numeric_limits<std::int32_t>::max())
            m_outOfReach = true;
        number(static_cast<std::int32_t>(distance));
    }
    bool outOfReach() const { return m_outOfReach; }

private:
    template <typename T>
    void number(T value) {
        char bytes[sizeof value];
        std::memcpy(bytes, &value, sizeof value);
        m_bytes.append(bytes, sizeof value);
    }

    std::uint64_t m_address;
    std::string m_bytes;
    bool m_outOfReach = false;
};

/// Every site's code calls this with its number + 1 in ecx, rcx saved on the stack.
void emitCommon(Emitter& emit, const CodePlace& place) {
    emit.raw("\x50"sv                   // push rax
             "\x9f\x0f\x90\xc0"sv       // lahf; seto al
             "\x50\x52\x56"sv           // push rax; push rdx; push rsi
             "\x0f\x31"sv               // rdtsc
             "\x48\xc1\xe2\x20"sv       // shl rdx, 32
             "\x48\x09\xd0"sv           // or rax, rdx
             "\xba\x01\x00\x00\x00"sv); // mov edx, 1
    emit.toward("\xf0\x48\x0f\xc1\x15"sv,
                place.ring + offsetof(RingHeader, next)); // lock xadd [rip+next], rdx
    emit.raw("\x48\x81\xfa"sv);                           // cmp rdx, hits
    emit.word(place.hits);
    Emitter store(emit.here() + 2);
    store.toward("\x48\x8d\x35"sv, place.ring + kRingHeaderBytes); // lea rsi, [rip+hits]
    store.raw("\x48\xc1\xe2\x06"sv                                 // shl rdx, 6
              "\x48\x01\xd6"sv                                     // add rsi, rdx
              "\x48\x89\x06"sv                                     // mov [rsi], rax
              "\x48\x8b\x44\x24\x18"sv                             // mov rax, [rsp+24]: the program's rax
              "\x48\x89\x46\x10"sv                                 // mov [rsi+16], rax
              "\x4c\x89\x76\x18"sv                                 // mov [rsi+24], r14
              "\x48\x8d\x44\x24\x30"sv                             // lea rax, [rsp+48]: the program's rsp
              "\x48\x89\x46\x20"sv);                               // mov [rsi+32], rax
    if (place.fsBase)
        store.raw("\xf3\x48\x0f\xae\xc0"sv // rdfsbase rax
                  "\x48\x89\x46\x28"sv);   // mov [rsi+40], rax
    store.raw("\x0f\x0d\x4e\x40"sv         // prefetchw [rsi+64]: the next hit's line
              "\x0f\x31\x89\x46\x0c"sv     // rdtsc; mov [rsi+12], eax
              "\x89\x4e\x08"sv);           // mov [rsi+8], ecx: the hit is complete
    const std::string stored = store.take();
    const char jumpOver[] = {'\x73', static_cast<char>(stored.size())}; // jae
    emit.raw({jumpOver, 2});
    emit.raw(stored);
    emit.raw("\x5e\x5a\x58"sv // pop rsi; pop rdx; pop rax
             "\x04\x7f\x9e"sv // add al, 127 (sets OF as it was); sahf
             "\x58\xc3"sv);   // pop rax; ret
}

void emitNote(Emitter& emit, std::uint32_t site, std::uint64_t common, bool redZone) {
    if (redZone)
        emit.raw("\x48\x8d\x64\x24\x80"sv); // lea rsp, [rsp-128]
    emit.raw("\x51\xb9"sv);                 // push rcx; mov ecx, site + 1
    emit.word(site + 1);
    emit.toward("\xe8"sv, common); // call
    emit.raw("\x59"sv);            // pop rcx
    if (redZone)
        emit.raw("\x48\x8d\xa4\x24\x80\x00\x00\x00"sv); // lea rsp, [rsp+128]
}

/// A call that returns to where the program would have returned: no address of ours is ever on its stack,
/// where Go's unwinder would meet it.
void emitCall(Emitter& emit, std::uint64_t returnTo, std::uint64_t target) {
    emit.raw("\x48\x8d\x64\x24\xf8"sv        // lea rsp, [rsp-8]
             "\x50"sv);                      // push rax
    emit.toward("\x48\x8d\x05"sv, returnTo); // lea rax, [rip+returnTo]
    emit.raw("\x48\x89\x44\x24\x08"sv        // mov [rsp+8], rax
             "\x58"sv);                      // pop rax
    emit.toward("\xe9"sv, target);
}

/// One instruction that stood at `from`. False: it cannot stand elsewhere.
bool emitDisplaced(Emitter& emit, const std::string& bytes, std::uint64_t from,
                   const Disassembler& disassembler) {
    const FunctionCode code = disassembler.takeApart(bytes);
    if (code.instructions.size() != 1 || !code.complete)
        return false;
    const Instruction& instruction = code.instructions.front();
    const std::uint64_t target = from + static_cast<std::uint64_t>(instruction.target);
    switch (instruction.kind) {
    case Kind::Jump:
        emit.toward("\xe9"sv, target);
        return true;
    case Kind::Branch: {
        const auto first = static_cast<unsigned char>(bytes[0]);
        const auto condition = static_cast<unsigned char>(first == 0x0f ? bytes[1] : first + 0x10);
        const char opcode[] = {'\x0f', static_cast<char>(condition)};
        emit.toward({opcode, 2}, target);
        return true;
    }
    case Kind::Call:
        emitCall(emit, from + bytes.size(), target);
        return true;
    case Kind::ShortBranch:
    case Kind::IndirectCall:
    case Kind::Padding:
        return false;
    case Kind::Plain:
    case Kind::Return:
    case Kind::IndirectJump:
        break;
    }
    const auto displacement = disassembler.ripDisplacement(bytes);
    if (!displacement) {
        emit.raw(bytes);
        return true;
    }
    std::int32_t distance = 0;
    std::memcpy(&distance, bytes.data() + *displacement, sizeof distance);
    const std::uint64_t pointsTo = from + bytes.size() + static_cast<std::uint64_t>(std::int64_t{distance});
    const std::string_view whole = bytes;
    emit.toward(whole.substr(0, *displacement), pointsTo, bytes.size() - *displacement - 4);
    emit.raw(whole.substr(*displacement + 4));
    return true;
}

/// The whole code of one site; nothing when an instruction cannot stand elsewhere.
std::optional<std::string> emitSite(const ProbeSite& site, std::uint32_t number, std::uint64_t address,
                                    std::uint64_t common, const Disassembler& disassembler) {
    Emitter emit(address);
    emitNote(emit, number, common, site.redZone);
    std::uint64_t from = site.probe.address;
    for (const std::string& instruction : site.displaced) {
        if (!emitDisplaced(emit, instruction, from, disassembler))
            return std::nullopt;
        from += instruction.size();
    }
    if (site.resumes)
        emit.toward("\xe9"sv, from);
    if (emit.outOfReach())
        return std::nullopt;
    return emit.take();
}

CodePatch jumpTo(const ProbeSite& site, std::uint64_t stub) {
    Emitter jump(site.probe.address);
    jump.toward("\xe9"sv, stub);
    CodePatch patch{site.probe.address, jump.take()};
    patch.bytes.resize(site.length, '\xcc');
    return patch;
}

} // namespace

bool readsFsBase() {
    constexpr unsigned long kFsGsBase = 2; // HWCAP2_FSGSBASE
    return (getauxval(AT_HWCAP2) & kFsGsBase) != 0;
}

std::size_t codeBytesFor(const std::vector<ProbeSite>& sites) {
    std::size_t bytes = kCommonBytes + kStubBytes;
    for (const ProbeSite& site : sites)
        bytes += kStubBytes + site.displaced.size() * kRelocatedBytes;
    return bytes;
}

TrampolineCode assemble(const std::vector<ProbeSite>& sites, const CodePlace& place,
                        const Disassembler& disassembler) {
    TrampolineCode result;
    Emitter emit(place.code);
    const std::uint64_t common = emit.here();
    emitCommon(emit, place);
    emit.align(16);

    // The image's first instruction: rsp is the program's argument block, nothing below it is in use.
    result.imageEntry = emit.size();
    emitNote(emit, kImageSite, common, false);
    emit.raw("\xff\x25\x00\x00\x00\x00"sv); // jmp [rip+0]
    result.imageTarget = emit.size();
    emit.quad(0);

    for (const ProbeSite& site : sites) {
        const auto number = static_cast<std::uint32_t>(result.sites.size() + 1);
        const auto code = emitSite(site, number, emit.here(), common, disassembler);
        if (!code) {
            result.skipped.push_back({site.probe, "an instruction that cannot be moved"});
            continue;
        }
        result.patches.push_back(jumpTo(site, emit.here()));
        result.sites.push_back(site);
        emit.raw(*code);
    }
    result.bytes = emit.take();
    return result;
}

} // namespace rt0::capture
