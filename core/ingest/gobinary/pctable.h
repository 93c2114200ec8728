#pragma once

#include "base/bytereader.h"

#include <cstdint>
#include <string_view>

namespace rt0::gobinary {

/// A value for each instruction of a function, as pairs {value delta, pc delta} (runtime/symtab.go, pcvalue
/// and step): file, line, depth of inlining.
class PcTable {
public:
    /// Without bytes: the value -1 everywhere.
    PcTable(std::string_view bytes, std::uint64_t entry, std::uint32_t pcQuantum)
        : m_reader(bytes), m_quantum(pcQuantum), m_begin(entry), m_end(entry), m_isEmpty(bytes.empty()) {}

    /// Goes to the next range; false at the end, and where the table is damaged.
    bool next();
    /// Whether next() said false because the bytes ended in the middle of the table.
    bool wasCut() const { return m_reader.failed(); }
    std::uint64_t begin() const { return m_begin; }
    std::uint64_t end() const { return m_end; }
    std::int32_t value() const { return m_value; }

private:
    ByteReader m_reader;
    std::uint32_t m_quantum;
    std::uint64_t m_begin;
    std::uint64_t m_end;
    std::int32_t m_value = -1;
    bool m_isEmpty;
    bool m_isFirst = true;
};

} // namespace rt0::gobinary
