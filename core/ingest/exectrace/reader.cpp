#include "ingest/exectrace/reader.h"

#include "ingest/exectrace/v1/v1reader.h"
#include "ingest/exectrace/v2/v2reader.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/format.h>

namespace rt0::exectrace {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kHeaderBytes = 16;
constexpr auto kBegin = "go 1."sv;
constexpr auto kEnd = " trace\0\0\0"sv;
constexpr int kLastV1 = 21;
constexpr std::array kV2{22, 23, 25, 26};

/// N of "go 1.N trace" followed by zeros; nothing for what is no trace.
std::optional<int> versionOf(std::string_view head) {
    if (head.size() < kHeaderBytes || !head.starts_with(kBegin))
        return std::nullopt;
    head = head.substr(kBegin.size(), kHeaderBytes - kBegin.size());
    int version = 0;
    const auto [end, error] = std::from_chars(head.data(), head.data() + head.size(), version);
    if (error != std::errc{} || version < 0)
        return std::nullopt;
    head.remove_prefix(static_cast<std::size_t>(end - head.data()));
    if (!head.starts_with(kEnd) || head.find_first_not_of('\0', kEnd.size()) != std::string_view::npos)
        return std::nullopt;
    return version;
}

} // namespace

bool isTrace(std::string_view head) {
    return versionOf(head).has_value();
}

Result<Outcome> readTrace(std::string_view bytes, const std::string& where, EventSink& sink,
                          const Progress& progress, const ReadOptions& options) {
    const std::optional<int> version = versionOf(bytes);
    if (!version)
        return tl::unexpected(Error{"not a Go execution trace", where, {}});
    if (std::ranges::find(kV2, *version) != kV2.end())
        return v2::readV2(bytes, *version, where, sink, progress, options);
    if (*version <= kLastV1)
        return readV1(bytes, *version, where, sink, progress, options);
    return tl::unexpected(Error{fmt::format("unsupported version of the trace format: go 1.{}", *version),
                                where, "formats 1.11 to 1.26 are read, which Go 1.11 to 1.27 write"});
}

} // namespace rt0::exectrace
