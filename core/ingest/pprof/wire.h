#pragma once

#include "base/bytereader.h"

#include <cstdint>
#include <protozero/pbf_reader.hpp>

/// Fields of protobuf messages, on protozero. What does not fit throws a protozero::exception, which does not
/// leave the reader.
namespace rt0::pprof {

using Message = protozero::pbf_reader;

/// The field's varint; another wire type is damage.
inline std::uint64_t takeNumber(Message& field) {
    if (field.wire_type() != protozero::pbf_wire_type::varint)
        throw protozero::unknown_pbf_wire_type_exception{};
    return field.get_uint64();
}

inline protozero::data_view takeBytes(Message& field) {
    if (field.wire_type() != protozero::pbf_wire_type::length_delimited)
        throw protozero::unknown_pbf_wire_type_exception{};
    return field.get_view();
}

inline Message takeMessage(Message& field) {
    return Message(takeBytes(field));
}

/// A repeated number, packed or not; `add` takes each. The bytes may be followed by at least kMaxVarint
/// others or not: only the last few are read with care.
template <typename Add>
void takeNumbers(Message& field, Add add) {
    if (field.wire_type() == protozero::pbf_wire_type::varint)
        return add(field.get_uint64());
    const protozero::data_view view = takeBytes(field);
    const char* at = view.data();
    const char* const end = at + view.size();
    std::uint64_t value = 0;
    while (end - at >= static_cast<std::ptrdiff_t>(kMaxVarint)) {
        if (!takeVarint(at, value))
            throw protozero::varint_too_long_exception{};
        add(value);
    }
    while (at != end)
        add(protozero::decode_varint(&at, end));
}

} // namespace rt0::pprof
