#include "capture/instructions.h"

#include <algorithm>
#include <capstone/capstone.h>
#include <cstring>
#include <fmt/format.h>

namespace rt0::capture {
namespace {

using Kind = Instruction::Kind;

std::uint8_t byteAt(std::string_view bytes, std::size_t i) {
    return i < bytes.size() ? static_cast<std::uint8_t>(bytes[i]) : std::uint8_t{0};
}

std::int64_t relative(std::string_view code, std::size_t width) {
    const char* const at = code.data() + code.size() - width;
    if (width == 1) {
        std::int8_t value = 0;
        std::memcpy(&value, at, sizeof value);
        return value;
    }
    std::int32_t value = 0;
    std::memcpy(&value, at, sizeof value);
    return value;
}

/// ff /2 and /4 with or without a REX prefix: call and jmp through a register or memory.
Kind indirectKind(std::string_view code) {
    std::size_t at = 0;
    while (at < code.size() &&
           ((byteAt(code, at) & 0xf0U) == 0x40 || byteAt(code, at) == 0x3e || byteAt(code, at) == 0xf2))
        ++at; // REX, notrack, bnd
    if (byteAt(code, at) != 0xff)
        return Kind::Plain;
    const unsigned operation = byteAt(code, at + 1) >> 3U & 7U;
    if (operation == 2)
        return Kind::IndirectCall;
    return operation == 4 ? Kind::IndirectJump : Kind::Plain;
}

/// Kind and target from the opcode: the few forms that change the flow are faster told apart by hand than by
/// Capstone's details, which would be needed for each instruction of a function.
void classify(std::string_view code, Instruction& instruction) {
    const std::uint8_t first = byteAt(code, 0);
    const std::uint8_t second = byteAt(code, 1);
    std::size_t width = 0;
    if (first == 0xeb || first == 0xe9) {
        instruction.kind = Kind::Jump;
        width = first == 0xeb ? 1 : 4;
    } else if ((first & 0xf0U) == 0x70) {
        instruction.kind = Kind::Branch;
        width = 1;
    } else if (first == 0x0f && (second & 0xf0U) == 0x80) {
        instruction.kind = Kind::Branch;
        width = 4;
    } else if (first >= 0xe0 && first <= 0xe3) {
        instruction.kind = Kind::ShortBranch;
        width = 1;
    } else if (first == 0xe8) {
        instruction.kind = Kind::Call;
        width = 4;
    } else if (first == 0xc3 || first == 0xc2 || (first == 0xf3 && second == 0xc3)) {
        instruction.kind = Kind::Return;
    } else if (first == 0xcc) {
        instruction.kind = Kind::Padding;
    } else {
        instruction.kind = indirectKind(code);
    }
    if (width != 0 && code.size() > width)
        instruction.target =
            instruction.offset + static_cast<std::int64_t>(code.size()) + relative(code, width);
}

} // namespace

struct Disassembler::Handle {
    csh fast = 0;    ///< without details
    csh precise = 0; ///< with them
};

void Disassembler::Close::operator()(Handle* handle) const {
    cs_close(&handle->fast);
    cs_close(&handle->precise);
    delete handle;
}

Disassembler::Disassembler(std::unique_ptr<Handle, Close> handle) : m_handle(std::move(handle)) {}

Result<Disassembler> Disassembler::open() {
    std::unique_ptr<Handle, Close> handle(new Handle);
    for (csh* const each : {&handle->fast, &handle->precise})
        if (const cs_err error = cs_open(CS_ARCH_X86, CS_MODE_64, each); error != CS_ERR_OK)
            return tl::unexpected(Error{fmt::format("Capstone: {}", cs_strerror(error)), {}, {}});
    cs_option(handle->precise, CS_OPT_DETAIL, CS_OPT_ON);
    return Disassembler(std::move(handle));
}

FunctionCode Disassembler::takeApart(std::string bytes) const {
    FunctionCode result;
    result.bytes = std::move(bytes);
    const auto* at = reinterpret_cast<const std::uint8_t*>(result.bytes.data());
    std::size_t left = result.bytes.size();
    std::uint64_t address = 0;
    cs_insn* const decoded = cs_malloc(m_handle->fast);
    while (left > 0 && cs_disasm_iter(m_handle->fast, &at, &left, &address, decoded)) {
        Instruction instruction;
        instruction.offset = static_cast<std::uint32_t>(decoded->address);
        instruction.length = static_cast<std::uint8_t>(decoded->size);
        classify(std::string_view(result.bytes).substr(instruction.offset, instruction.length), instruction);
        result.indirectJumps |= instruction.kind == Kind::IndirectJump;
        if (instruction.kind == Kind::Jump || instruction.kind == Kind::Branch ||
            instruction.kind == Kind::ShortBranch)
            result.targets.push_back(instruction.target);
        result.instructions.push_back(instruction);
    }
    cs_free(decoded, 1);
    result.complete = left == 0;
    std::ranges::sort(result.targets);
    return result;
}

bool FunctionCode::jumpsInto(std::int64_t begin, std::int64_t end) const {
    const auto next = std::ranges::upper_bound(targets, begin);
    return next != targets.end() && *next < end;
}

std::optional<unsigned> Disassembler::ripDisplacement(std::string_view instruction) const {
    const auto* at = reinterpret_cast<const std::uint8_t*>(instruction.data());
    std::size_t left = instruction.size();
    std::uint64_t address = 0;
    cs_insn* const decoded = cs_malloc(m_handle->precise);
    std::optional<unsigned> result;
    if (cs_disasm_iter(m_handle->precise, &at, &left, &address, decoded)) {
        const cs_x86& x86 = decoded->detail->x86;
        const bool ripRelative = (x86.modrm & 0xc7U) == 0x05 && x86.encoding.modrm_offset != 0;
        if (ripRelative && x86.encoding.disp_size == 4)
            result = x86.encoding.disp_offset;
    }
    cs_free(decoded, 1);
    return result;
}

} // namespace rt0::capture
