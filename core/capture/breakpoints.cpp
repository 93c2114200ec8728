#include "capture/breakpoints.h"

#include <array>
#include <cstring>
#include <string_view>

namespace rt0::capture {
namespace {

using namespace std::string_view_literals;

constexpr std::string_view kInt3 = "\xcc"sv;

} // namespace

Breakpoints::Breakpoints(const std::vector<BreakSite>& sites)
    : m_sites(&sites), m_armed(sites.size(), false) {
    for (std::size_t i = 0; i < sites.size(); ++i)
        m_siteAt.emplace(sites[i].probe.address, i);
}

bool Breakpoints::arm(const TraceeMemory& memory, std::uint64_t loadBias) {
    m_loadBias = loadBias;
    bool written = true;
    for (std::size_t i = 0; i < m_sites->size(); ++i) {
        m_armed[i] = memory.write((*m_sites)[i].probe.address + loadBias, kInt3);
        written = written && m_armed[i];
    }
    return written;
}

void Breakpoints::disarm(const TraceeMemory& memory) const {
    for (std::size_t i = 0; i < m_sites->size(); ++i)
        if (m_armed[i])
            memory.write((*m_sites)[i].probe.address + m_loadBias,
                         std::string_view((*m_sites)[i].instruction).substr(0, 1));
}

std::optional<Breakpoints::Hit> Breakpoints::at(std::uint64_t instructionPointer) const {
    const auto site = m_siteAt.find(instructionPointer - kInt3.size() - m_loadBias);
    if (site == m_siteAt.end())
        return std::nullopt;
    return Hit{site->second, m_armed[site->second]};
}

void Breakpoints::pass(const Hit& hit, const TraceeMemory& memory, user_regs_struct& registers) {
    const std::string& instruction = (*m_sites)[hit.site].instruction;
    registers.rip -= kInt3.size();
    if (!hit.counts || emulate(instruction, memory, registers))
        return;
    memory.write(registers.rip, std::string_view(instruction).substr(0, 1));
    m_armed[hit.site] = false;
}

bool emulate(std::string_view instruction, const TraceeMemory& memory, user_regs_struct& registers) {
    if (instruction == "\xc3"sv) { // ret
        if (!memory.read(registers.rsp, &registers.rip, sizeof registers.rip))
            return false;
        registers.rsp += 8;
        return true;
    }
    if (instruction == "\x55"sv) { // push rbp
        char bytes[8];
        std::memcpy(bytes, &registers.rbp, sizeof bytes);
        if (!memory.write(registers.rsp - 8, {bytes, sizeof bytes}))
            return false;
        registers.rsp -= 8;
    } else if (instruction.size() == 4 && instruction.starts_with("\x48\x83\xec"sv)) { // sub rsp, imm8
        registers.rsp -= static_cast<std::uint64_t>(std::int64_t{static_cast<signed char>(instruction[3])});
    } else if (instruction.size() == 7 && instruction.starts_with("\x48\x81\xec"sv)) { // sub rsp, imm32
        std::int32_t size = 0;
        std::memcpy(&size, instruction.data() + 3, sizeof size);
        registers.rsp -= static_cast<std::uint64_t>(std::int64_t{size});
    } else if (instruction.size() == 7 && instruction.starts_with("\x48\xc7"sv) && instruction[2] >= 0 &&
               instruction[2] < 8) { // mov qword [reg], imm32
        const std::array<unsigned long long, 8> bases{
            registers.rax, registers.rcx, registers.rdx, registers.rbx, 0, 0, registers.rsi, registers.rdi};
        std::int32_t value = 0;
        std::memcpy(&value, instruction.data() + 3, sizeof value);
        const std::int64_t wide = value;
        char bytes[sizeof wide];
        std::memcpy(bytes, &wide, sizeof bytes);
        const std::uint64_t base = bases[static_cast<std::size_t>(instruction[2])];
        if (base == 0 || !memory.write(base, {bytes, sizeof bytes}))
            return false;
    } else {
        return false;
    }
    registers.rip += instruction.size();
    return true;
}

} // namespace rt0::capture
