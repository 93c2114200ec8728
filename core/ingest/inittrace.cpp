#include "ingest/inittrace.h"

#include "ingest/printedtime.h"

#include <algorithm>
#include <array>

namespace rt0::inittrace {
namespace {

constexpr std::string_view kBegin = "init ";
constexpr std::size_t kMaxPackageLength = 4096;

/// The linker escapes blanks, quotes, control characters and everything that is not ASCII.
constexpr auto kPackageCharacters = [] {
    std::array<bool, 256> accepted{};
    for (unsigned c = ' ' + 1; c < 0x7f; ++c)
        accepted[c] = c != '"';
    return accepted;
}();

bool isPackageCharacter(char c) {
    return kPackageCharacters[static_cast<unsigned char>(c)];
}

bool takePart(Part part, InitRecord& record, TextCursor& in) {
    switch (part) {
    case Part::Start:
        return takeMilliseconds(in, record.start) && in.skip(" ms, ");
    case Part::Clock:
        return takeMilliseconds(in, record.duration) && in.skip(" ms clock, ");
    case Part::Bytes:
        return take(in, record.bytes) && in.skip(" bytes, ");
    case Part::Allocs:
        return take(in, record.allocs) && in.skip(" allocs");
    case Part::None:
        break;
    }
    return false;
}

std::string_view tailOf(Part part) {
    switch (part) {
    case Part::Start:
        return " ms, ";
    case Part::Clock:
        return " ms clock, ";
    case Part::Bytes:
        return " bytes, ";
    default:
        return " allocs";
    }
}

} // namespace

bool resume(Fragment& fragment, TextCursor& in) {
    const Part first = fragment.next;
    while (!fragment.complete()) {
        TextCursor at = in;
        if (!takePart(fragment.next, fragment.record, at))
            break;
        in = at;
        fragment.next = static_cast<Part>(static_cast<int>(fragment.next) + 1);
    }
    return fragment.next != first;
}

std::optional<Fragment> begin(TextCursor& in) {
    TextCursor at = in;
    if (!at.skip(kBegin))
        return std::nullopt;
    const std::string_view package = at.takeWhile(isPackageCharacter);
    if (package.empty() || package.size() > kMaxPackageLength || !at.skip(" @"))
        return std::nullopt;
    Fragment fragment;
    fragment.record.package = package;
    resume(fragment, at);
    in = at;
    return fragment;
}

bool looksCutShort(Part next, std::string_view rest) {
    const auto isNumber = [](char c) { return (c >= '0' && c <= '9') || c == '.'; };
    const auto tail = std::ranges::find_if_not(rest, isNumber);
    const std::string_view behind = rest.substr(static_cast<std::size_t>(tail - rest.begin()));
    return rest.empty() || (behind.size() < rest.size() && tailOf(next).starts_with(behind));
}

std::optional<std::size_t> beginBefore(std::string_view text, std::size_t at) {
    if (at < kBegin.size() + 2 || text[at - 1] != ' ')
        return std::nullopt;
    std::size_t package = at - 1;
    const std::size_t limit = package > kMaxPackageLength ? package - kMaxPackageLength : 0;
    while (package > limit && isPackageCharacter(text[package - 1]))
        --package;
    if (package < kBegin.size() || package + 1 == at ||
        !text.substr(package - kBegin.size()).starts_with(kBegin))
        return std::nullopt;
    return package - kBegin.size();
}

} // namespace rt0::inittrace
