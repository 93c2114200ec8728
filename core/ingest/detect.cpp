#include "ingest/detect.h"

#include "base/textcursor.h"

#include <array>
#include <fmt/format.h>
#include <span>

namespace rt0 {
namespace {

using namespace std::string_view_literals;

using Detected = std::optional<ForeignFormat>;

struct Sniffer {
    Detected (*sniff)(std::string_view head);
};

/// "go 1.23 trace\0\0\0" (internal/trace/version, also runtime/trace of Go 1.5–1.21).
Detected sniffTrace(std::string_view head) {
    TextCursor in(head);
    std::uint64_t minor = 0;
    if (!in.skip("go 1.") || !take(in, minor) || !in.skip(" trace\0"sv))
        return std::nullopt;
    return ForeignFormat{fmt::format("a Go execution trace (go 1.{})", minor),
                         "this version reads start-up logs"};
}

Detected sniffElf(std::string_view head) {
    if (!isElf(head))
        return std::nullopt;
    return ForeignFormat{"an ELF binary",
                         "rt0scope inspect tells what it holds; for its start-up run it with "
                         "GODEBUG=inittrace=1 2>start.log and open start.log"};
}

Detected sniffGzip(std::string_view head) {
    if (!head.starts_with("\x1f\x8b"))
        return std::nullopt;
    return ForeignFormat{"a compressed file (gzip) that holds no pprof profile",
                         "if it is a log, gunzip it first"};
}

Detected sniffCompressed(std::string_view head) {
    if (!head.starts_with("\x28\xb5\x2f\xfd") && !head.starts_with("\xfd\x37zXZ\0"sv) &&
        !head.starts_with("BZh"))
        return std::nullopt;
    return ForeignFormat{"a compressed file (zstd, xz or bzip2)", "decompress it first"};
}

Detected sniffZip(std::string_view head) {
    if (!isZip(head))
        return std::nullopt;
    return ForeignFormat{"a zip archive", "unpack it first: start-up logs and execution traces are read"};
}

Detected sniffUtf16(std::string_view head) {
    const bool marked = head.starts_with("\xff\xfe") || head.starts_with("\xfe\xff");
    // Without a mark: every second byte of ASCII text is zero.
    const bool little = head.starts_with("i\0n\0i\0t\0"sv);
    if (!marked && !little)
        return std::nullopt;
    return ForeignFormat{"UTF-16 text", "convert it: iconv -f UTF-16 -t UTF-8 FILE > start.log"};
}

/// What net/http/pprof writes with ?debug=1 or 2, and programs before Go 1.9 (profile/legacy_profile.go).
Detected sniffOldProfile(std::string_view head) {
    constexpr std::array starts{"heap profile: "sv,  "goroutine profile: "sv, "threadcreate profile: "sv,
                                "block profile: "sv, "--- contention"sv,      "--- mutex"sv,
                                "--- heap"sv};
    // A CPU profile of gperftools: a header of 64-bit words 0, 3, 0, period, 0.
    constexpr std::string_view cpu("\0\0\0\0\0\0\0\0\3\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 24);
    bool found = head.starts_with(cpu);
    for (const std::string_view start : starts)
        found = found || head.starts_with(start);
    if (!found)
        return std::nullopt;
    return ForeignFormat{"a profile in its old form",
                         "get it without debug=1, or convert it: go tool pprof -proto FILE > profile.pb.gz"};
}

constexpr std::array kBinary{Sniffer{sniffTrace},      Sniffer{sniffElf}, Sniffer{sniffGzip},
                             Sniffer{sniffCompressed}, Sniffer{sniffZip}, Sniffer{sniffUtf16},
                             Sniffer{sniffOldProfile}};

Detected firstMatch(std::span<const Sniffer> sniffers, std::string_view head) {
    for (const Sniffer& sniffer : sniffers)
        if (auto found = sniffer.sniff(head))
            return found;
    return std::nullopt;
}

} // namespace

bool isElf(std::string_view head) {
    return head.starts_with("\x7f"
                            "ELF");
}

bool isZip(std::string_view head) {
    return head.starts_with("PK\x03\x04");
}

std::optional<ForeignFormat> detectBinary(std::string_view head) {
    return firstMatch(kBinary, head);
}

} // namespace rt0
