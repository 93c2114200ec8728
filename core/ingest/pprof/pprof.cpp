#include "ingest/pprof/pprof.h"

#include "base/format.h"
#include "ingest/pprof/gzip.h"
#include "ingest/pprof/samples.h"

#include <fmt/format.h>
#include <optional>

namespace rt0::pprof {
namespace {

constexpr std::size_t kSniffedBytes = 1024;
constexpr std::uint32_t kSampleField = 2;
constexpr std::uint64_t kSamplesBetweenLooks = 4096; ///< at the stop token

/// A message ValueType: {1: n, 2: n}.
bool isValueType(std::string_view bytes) {
    ByteReader in(bytes);
    std::uint8_t last = 0;
    while (!in.atEnd() && !in.failed()) {
        const std::uint8_t tag = in.byte();
        if ((tag != 0x08 && tag != 0x10) || tag == last)
            return false;
        last = tag;
        in.varint();
    }
    return !in.failed() && last != 0;
}

/// The first text, which is empty, or a type of values, before it at most numbers: pprof writes sample types
/// first, Go's runtime the time (of a CPU profile) or the type of the period.
bool looksLikeProfile(std::string_view bytes) {
    constexpr std::uint8_t kSampleType = 0x0a;
    constexpr std::uint8_t kText = 0x32;
    constexpr std::uint8_t kPeriodType = 0x5a;
    constexpr std::string_view kNumbers = "\x38\x40\x48\x50\x60\x70"; // frames, time, period, default type
    ByteReader in(bytes);
    while (!in.atEnd() && !in.failed()) {
        const std::uint8_t tag = in.byte();
        if (tag == kText)
            return in.byte() == 0 && !in.failed();
        if (tag == kSampleType || tag == kPeriodType)
            return isValueType(in.bytes(in.varint())) && !in.failed();
        if (kNumbers.find(static_cast<char>(tag)) == std::string_view::npos)
            return false;
        in.varint();
    }
    return false;
}

tl::unexpected<Error> failure(std::string what, const std::string& where, std::string hint) {
    return tl::make_unexpected(Error{std::move(what), where, std::move(hint)});
}

/// One pass over the profile's fields, up to the first damage.
class Pass {
public:
    explicit Pass(std::string_view bytes) : m_bytes(bytes), m_fields(bytes.data(), bytes.size()) {}

    /// False at the end, or where `take` cannot read a field.
    template <typename Take>
    bool next(Take take) {
        m_at = m_bytes.size() - m_fields.length();
        try {
            if (!m_fields.next())
                return false;
            take(m_fields);
            return true;
        } catch (const protozero::exception&) {
            m_damaged = true;
            return false;
        }
    }
    bool damaged() const { return m_damaged; }
    /// Where the field begins that was looked at last.
    std::size_t offset() const { return m_at; }

private:
    std::string_view m_bytes;
    Message m_fields;
    std::size_t m_at = 0;
    bool m_damaged = false;
};

void warn(std::vector<Diagnostic>& to, std::string message, std::string hint = {}) {
    to.push_back({Diagnostic::Severity::DataLoss, std::move(message), std::move(hint), 0});
}

void tell(const Damage& damage, std::vector<Diagnostic>& to) {
    const auto count = [&](std::uint64_t number, const char* what) {
        if (number > 0)
            warn(to, fmt::format("{} {}", formatCount(number), what));
    };
    count(damage.samples, "damaged samples are left out");
    count(damage.frames, "frames name no location and are left out");
    count(damage.texts, "texts are missing");
    count(damage.ids, "entries have an id that is 0 or used twice");
    count(damage.links, "lines or locations name a function or mapping that is not there");
}

Result<ReadProfile> readFields(std::string_view bytes, const std::string& where, const Progress& progress) {
    ReadProfile read;
    Damage damage;
    Tables tables(read.profile, damage);
    Pass pass(bytes);
    try {
        while (pass.next([&](Message& field) { tables.take(field); })) {
        }
    } catch (const Tables::Concatenated&) {
        return failure("holds several profiles one behind the other", where,
                       "split the file, or merge them with go tool pprof -proto A B > MERGED");
    } catch (const Tables::NoProfile&) {
        return failure("is no pprof profile: its first text is not empty", where, {});
    }
    tables.link();
    if (read.profile.sampleTypes.empty())
        return failure("is no pprof profile: it says no sample type", where,
                       pass.damaged() ? fmt::format("the file is damaged at offset {}", pass.offset())
                                      : std::string());
    if (pass.damaged())
        warn(read.diagnostics, fmt::format("the profile is cut short or damaged at offset {}", pass.offset()),
             "what comes before is shown; get the profile again");
    Samples samples(read.profile, tables, damage);
    Pass again(bytes);
    std::uint64_t seen = 0;
    while (again.next([&](Message& field) {
        if (field.tag() != kSampleField)
            return field.skip();
        samples.take(takeMessage(field));
        ++seen;
    }))
        if (seen % kSamplesBetweenLooks == 0) {
            if (progress.stop.stop_requested())
                return failure("cancelled", where, {});
            if (progress.report)
                progress.report(again.offset(), bytes.size());
        }
    tell(damage, read.diagnostics);
    return read;
}

} // namespace

bool isProfile(std::string_view head) {
    return isGzip(head) ? looksLikeProfile(inflatedHead(head, kSniffedBytes)) : looksLikeProfile(head);
}

Result<ReadProfile> readProfile(std::string_view bytes, const std::string& where, const Progress& progress) {
    if (bytes.empty())
        return failure("is empty", where, "a CPU profile is written when pprof.StopCPUProfile is called");
    if (!isGzip(bytes))
        return readFields(bytes, where, progress);
    const auto inflated = inflateGzip(bytes, where);
    if (!inflated)
        return tl::make_unexpected(inflated.error());
    auto read = readFields(inflated->bytes.view(), where, progress);
    if (read && !inflated->complete) {
        read->diagnostics.clear();
        warn(read->diagnostics, "the file is cut short or damaged",
             fmt::format("{} of the profile are shown; get it again", formatBytes(inflated->bytes.size())));
    }
    return read;
}

} // namespace rt0::pprof
