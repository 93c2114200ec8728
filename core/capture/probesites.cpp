#include "capture/probesites.h"

#include <algorithm>
#include <string_view>

namespace rt0::capture {
namespace {

using Kind = Instruction::Kind;
using namespace std::string_view_literals;

/// How far into a function the stack check may reach.
constexpr std::size_t kStackCheckInstructions = 8;
/// A function with more returns is a generated one; the recording would tell nothing by them.
constexpr std::size_t kMaxReturns = 64;

std::string_view bytesOf(const FunctionCode& code, std::size_t i) {
    const Instruction& instruction = code.instructions[i];
    return std::string_view(code.bytes).substr(instruction.offset, instruction.length);
}

std::uint32_t endOf(const Instruction& instruction) {
    return instruction.offset + instruction.length;
}

/// Index of the first instruction behind the stack check that the Go assembler puts before a function
/// (cmd/internal/obj/x86/obj6.go, stacksplit): `cmp reg, [r14+0x10]` and `jbe` to the call of morestack.
std::size_t behindStackCheck(const FunctionCode& code) {
    const std::size_t count = std::min(code.instructions.size(), kStackCheckInstructions);
    for (std::size_t i = 0; i + 1 < count; ++i) {
        const std::string_view compare = bytesOf(code, i);
        const bool comparesGuard = compare == "\x49\x3b\x66\x10"sv || compare == "\x4d\x3b\x66\x10"sv;
        if (comparesGuard && code.instructions[i + 1].kind == Kind::Branch)
            return i + 2;
    }
    return 0;
}

/// Part of what the assembler makes of one entry or one return: no label can lie inside.
bool isFrameCode(std::string_view i) {
    return i == "\x55"sv || i == "\x5d"sv || i == "\x5b"sv || // push rbp, pop rbp, pop rbx
           (i.size() == 2 && i[0] == '\x41' && i[1] >= '\x5c' && i[1] <= '\x5f') ||      // pop r12 to r15
           i == "\x48\x89\xe5"sv ||                                                      // mov rbp, rsp
           i.starts_with("\x48\x83\xec"sv) || i.starts_with("\x48\x81\xec"sv) ||         // sub rsp, n
           i.starts_with("\x48\x83\xc4"sv) || i.starts_with("\x48\x81\xc4"sv) ||         // add rsp, n
           i.starts_with("\x48\x89\x6c\x24"sv) || i.starts_with("\x48\x89\xac\x24"sv) || // mov [rsp+n], rbp
           i.starts_with("\x48\x8b\x6c\x24"sv) || i.starts_with("\x48\x8b\xac\x24"sv) || // mov rbp, [rsp+n]
           i.starts_with("\x48\x8d\x6c\x24"sv) || i.starts_with("\x48\x8d\xac\x24"sv);   // lea rbp, [rsp+n]
}

/// Padding behind instruction `i`, up to `wanted` bytes.
std::size_t paddingBehind(const FunctionCode& code, std::size_t i, std::size_t wanted) {
    std::size_t found = 0;
    for (++i; i < code.instructions.size() && found < wanted && code.instructions[i].kind == Kind::Padding;
         ++i)
        ++found;
    return found;
}

bool endsFlow(Kind kind) {
    return kind == Kind::Jump || kind == Kind::Return || kind == Kind::IndirectJump;
}

/// Why instructions [first, last] cannot stand elsewhere; nullptr: they can.
const char* refusal(const FunctionCode& code, std::size_t first, std::size_t last, std::size_t end) {
    bool onlyFrameCode = true;
    for (std::size_t i = first; i <= last; ++i) {
        const Kind kind = code.instructions[i].kind;
        if (kind == Kind::ShortBranch)
            return "a loop or jrcxz instruction inside the patched bytes";
        if (i != last && (kind == Kind::Call || kind == Kind::IndirectCall || endsFlow(kind)))
            return "a call, return or jump inside the patched bytes";
        if (kind == Kind::IndirectCall)
            return "an indirect call inside the patched bytes";
        if (kind == Kind::Padding)
            return "too short: padding inside the patched bytes";
        onlyFrameCode &= kind == Kind::Return || isFrameCode(bytesOf(code, i));
    }
    if (code.jumpsInto(code.instructions[first].offset, static_cast<std::int64_t>(end)))
        return "a jump target inside the patched bytes";
    // A jump table leads behind the jump that uses it, never into the code that every entry runs through.
    const bool unknownTargets =
        code.instructions[last].kind == Kind::Return ? code.indirectJumps : !code.complete;
    if (!onlyFrameCode && unknownTargets && first != last)
        return "not all jump targets of the function are known";
    return nullptr;
}

struct Window {
    std::size_t first = 0;
    std::size_t last = 0;
    std::size_t length = 0; ///< with padding
    const char* refused = nullptr;
};

Window finishWindow(const FunctionCode& code, std::size_t first, std::size_t last) {
    Window window{first, last, endOf(code.instructions[last]) - code.instructions[first].offset, nullptr};
    window.refused = refusal(code, first, last, endOf(code.instructions[last]));
    if (window.refused == nullptr && window.length < kPatchBytes && endsFlow(code.instructions[last].kind))
        window.length += paddingBehind(code, last, kPatchBytes - window.length);
    if (window.refused == nullptr && window.length < kPatchBytes)
        window.refused = "too short for a jump";
    return window;
}

/// Forward from `first` until a jump fits.
Window entryWindow(const FunctionCode& code, std::size_t first) {
    std::size_t last = first;
    const std::uint32_t begin = code.instructions[first].offset;
    while (endOf(code.instructions[last]) - begin < kPatchBytes && last + 1 < code.instructions.size() &&
           !endsFlow(code.instructions[last].kind))
        ++last;
    return finishWindow(code, first, last);
}

/// Back from the return at `last`: its own frame code first, then padding behind it, then whatever stands
/// before.
Window returnWindow(const FunctionCode& code, std::size_t last) {
    std::size_t first = last;
    const auto length = [&] { return endOf(code.instructions[last]) - code.instructions[first].offset; };
    while (length() < kPatchBytes && first > 0 && isFrameCode(bytesOf(code, first - 1)))
        --first;
    if (length() + paddingBehind(code, last, kPatchBytes) >= kPatchBytes)
        return finishWindow(code, first, last);
    while (length() < kPatchBytes && first > 0)
        --first;
    return finishWindow(code, first, last);
}

void addBreak(const WantedProbe& wanted, const FunctionCode& code, std::size_t at, ProbeSites& to) {
    LaunchProbe probe = wanted.probe;
    probe.address += code.instructions[at].offset;
    to.breaks.push_back({probe, std::string(bytesOf(code, at))});
}

void addWindow(const WantedProbe& wanted, const FunctionCode& code, const Window& window, ProbeSites& to) {
    LaunchProbe probe = wanted.probe;
    probe.address += code.instructions[window.first].offset;
    if (window.refused != nullptr) {
        to.skipped.push_back({probe, window.refused});
        return;
    }
    ProbeSite site;
    site.probe = probe;
    site.length = static_cast<std::uint8_t>(window.length);
    site.redZone = wanted.redZone;
    for (std::size_t i = window.first; i <= window.last; ++i)
        site.displaced.emplace_back(bytesOf(code, i));
    site.resumes = !endsFlow(code.instructions[window.last].kind);
    to.sites.push_back(std::move(site));
}

void addReturns(const WantedProbe& wanted, const FunctionCode& code, ProbeSites& to) {
    if (!code.complete) {
        to.skipped.push_back({wanted.probe, "the function could not be decoded to its end"});
        return;
    }
    std::vector<std::size_t> returns;
    for (std::size_t i = 0; i < code.instructions.size(); ++i)
        if (code.instructions[i].kind == Kind::Return)
            returns.push_back(i);
    if (returns.empty() || returns.size() > kMaxReturns) {
        to.skipped.push_back({wanted.probe, returns.empty() ? "it does not return" : "too many returns"});
        return;
    }
    for (const std::size_t last : returns) {
        addBreak(wanted, code, last, to);
        addWindow(wanted, code, returnWindow(code, last), to);
    }
}

/// `mov qword [reg], state` through a register other than rsp and rbp: what doInit of Go up to 1.20 does with
/// the state of a task (runtime/proc.go).
bool storesState(std::string_view instruction, char state) {
    return instruction.size() == 7 && instruction.starts_with("\x48\xc7"sv) && instruction[2] >= 0 &&
           instruction[2] < 8 && instruction[2] != 4 && instruction[2] != 5 && instruction[3] == state &&
           instruction.substr(4) == "\0\0\0"sv;
}

std::vector<std::size_t> storesOf(const FunctionCode& code, char state) {
    std::vector<std::size_t> stores;
    for (std::size_t i = 0; i < code.instructions.size(); ++i)
        if (storesState(bytesOf(code, i), state))
            stores.push_back(i);
    return stores;
}

/// runtime.doInit of Go up to 1.20 is called for each import of each package, ten thousand times in a large
/// program, and nearly always returns at once. Its probes stand where a task's state becomes "running", with
/// the task in rax as at the entry, and "done". False: not compiled as known.
bool addStateSites(const WantedProbe& wanted, const FunctionCode& code, ProbeSites& to) {
    constexpr char kRunning = 1;
    constexpr char kDone = 2;
    const std::vector<std::size_t> begins = storesOf(code, kRunning);
    const std::vector<std::size_t> ends = storesOf(code, kDone);
    if (begins.size() != 1 || bytesOf(code, begins.front())[2] != 0 || ends.empty())
        return false;
    const bool entry = wanted.probe.kind == LaunchProbe::Kind::Entry;
    for (const std::size_t at : entry ? begins : ends)
        if (finishWindow(code, at, at).refused != nullptr)
            return false;
    for (const std::size_t at : entry ? begins : ends) {
        addBreak(wanted, code, at, to);
        addWindow(wanted, code, finishWindow(code, at, at), to);
    }
    return true;
}

} // namespace

void addSites(const WantedProbe& wanted, const FunctionCode& code, ProbeSites& to) {
    if (code.instructions.empty()) {
        to.skipped.push_back({wanted.probe, "its code is not in the file"});
        return;
    }
    if (wanted.probe.function == "runtime.doInit" && addStateSites(wanted, code, to))
        return;
    if (wanted.probe.kind == LaunchProbe::Kind::Return) {
        addReturns(wanted, code, to);
        return;
    }
    const std::size_t first = behindStackCheck(code);
    if (first < code.instructions.size()) {
        addBreak(wanted, code, first, to);
        addWindow(wanted, code, entryWindow(code, first), to);
    } else
        to.skipped.push_back({wanted.probe, "too short for a jump"});
}

void sortSites(ProbeSites& sites) {
    std::ranges::stable_sort(sites.sites, {}, [](const ProbeSite& s) { return s.probe.address; });
    std::uint64_t free = 0;
    std::erase_if(sites.sites, [&](const ProbeSite& site) {
        if (site.probe.address < free) {
            sites.skipped.push_back({site.probe, "overlaps another probe"});
            return true;
        }
        free = site.probe.address + site.length;
        return false;
    });
    std::ranges::stable_sort(sites.breaks, {}, [](const BreakSite& s) { return s.probe.address; });
    const auto same = [](const BreakSite& a, const BreakSite& b) {
        return a.probe.address == b.probe.address;
    };
    sites.breaks.erase(std::unique(sites.breaks.begin(), sites.breaks.end(), same), sites.breaks.end());
}

} // namespace rt0::capture
