#pragma once

#include <cstdint>
#include <protozero/pbf_writer.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace rt0::test {

/// Builds a pprof profile field by field, as a program would write it.
class ProfileWriter {
public:
    ProfileWriter() { text(""); }

    /// Number of a text; written once.
    std::int64_t text(std::string_view value) {
        for (std::size_t i = 0; i < m_texts.size(); ++i)
            if (m_texts[i] == value)
                return static_cast<std::int64_t>(i);
        m_texts.emplace_back(value);
        return static_cast<std::int64_t>(m_texts.size() - 1);
    }
    ProfileWriter& sampleType(std::string_view type, std::string_view unit) {
        return message(1, [&](protozero::pbf_writer& out) {
            out.add_int64(1, text(type));
            out.add_int64(2, text(unit));
        });
    }
    ProfileWriter& sample(const std::vector<std::uint64_t>& locations,
                          const std::vector<std::int64_t>& values) {
        return message(2, [&](protozero::pbf_writer& out) {
            out.add_packed_uint64(1, locations.begin(), locations.end());
            out.add_packed_int64(2, values.begin(), values.end());
        });
    }
    ProfileWriter& mapping(std::uint64_t id, std::uint64_t start, std::uint64_t limit, std::uint64_t offset,
                           std::string_view file) {
        return message(3, [&](protozero::pbf_writer& out) {
            out.add_uint64(1, id);
            out.add_uint64(2, start);
            out.add_uint64(3, limit);
            out.add_uint64(4, offset);
            out.add_int64(5, text(file));
        });
    }
    /// `functions`: the innermost inlined call first.
    ProfileWriter& location(std::uint64_t id, std::uint64_t mapping, std::uint64_t address,
                            const std::vector<std::uint64_t>& functions = {}) {
        return message(4, [&](protozero::pbf_writer& out) {
            out.add_uint64(1, id);
            out.add_uint64(2, mapping);
            out.add_uint64(3, address);
            for (const std::uint64_t function : functions) {
                protozero::pbf_writer line(out, 4);
                line.add_uint64(1, function);
            }
        });
    }
    ProfileWriter& function(std::uint64_t id, std::string_view name) {
        return message(5, [&](protozero::pbf_writer& out) {
            out.add_uint64(1, id);
            out.add_int64(2, text(name));
            out.add_int64(3, text(name));
        });
    }
    ProfileWriter& number(std::uint32_t field, std::int64_t value) {
        protozero::pbf_writer(m_out).add_int64(field, value);
        return *this;
    }
    ProfileWriter& period(std::string_view type, std::string_view unit, std::int64_t value) {
        message(11, [&](protozero::pbf_writer& out) {
            out.add_int64(1, text(type));
            out.add_int64(2, text(unit));
        });
        return number(12, value);
    }

    std::string bytes() const {
        std::string all = m_out;
        protozero::pbf_writer out(all);
        for (const std::string& value : m_texts)
            out.add_string(6, value);
        return all;
    }

private:
    template <typename Fill>
    ProfileWriter& message(std::uint32_t field, Fill fill) {
        std::string inner;
        protozero::pbf_writer out(inner);
        fill(out);
        protozero::pbf_writer(m_out).add_message(field, inner);
        return *this;
    }

    std::string m_out;
    std::vector<std::string> m_texts;
};

} // namespace rt0::test
