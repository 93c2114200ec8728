#pragma once

#include "base/result.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rt0::capture {

/// One amd64 instruction of a function.
struct Instruction {
    enum class Kind : std::uint8_t {
        Plain,
        Jump,         ///< unconditional, direct
        Branch,       ///< conditional, direct, can be given a longer distance
        ShortBranch,  ///< loop, jrcxz: reaches 127 bytes and no further
        Call,         ///< direct
        IndirectJump, ///< through a register or memory: a jump table or a tail call
        IndirectCall,
        Return,
        Padding, ///< int3
    };
    std::uint32_t offset = 0; ///< in the function
    std::uint8_t length = 0;
    Kind kind = Kind::Plain;
    std::int64_t target = 0; ///< of direct jumps and calls: offset in the function, may lie outside
};

/// A function taken apart. What was decoded up to the first bytes that are no instruction.
struct FunctionCode {
    std::string bytes;
    std::vector<Instruction> instructions;
    bool complete = false;             ///< all bytes were decoded
    bool indirectJumps = false;        ///< there may be a jump table: not every jump target is known
    std::vector<std::int64_t> targets; ///< of direct jumps, sorted

    /// True when a known jump goes to an offset in (begin, end).
    bool jumpsInto(std::int64_t begin, std::int64_t end) const;
};

/// Decodes amd64 code by Capstone.
class Disassembler {
public:
    static Result<Disassembler> open();
    FunctionCode takeApart(std::string bytes) const;
    /// Where in the instruction its RIP-relative 32-bit displacement stands, if it has one.
    std::optional<unsigned> ripDisplacement(std::string_view instruction) const;

private:
    struct Handle;
    struct Close {
        void operator()(Handle* handle) const;
    };
    explicit Disassembler(std::unique_ptr<Handle, Close> handle);
    std::unique_ptr<Handle, Close> m_handle;
};

} // namespace rt0::capture
