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

bool takeNumber(Part part, InitRecord& record, TextCursor& in) {
    switch (part) {
    case Part::Start:
        return takeMilliseconds(in, record.start);
    case Part::Clock:
        return takeMilliseconds(in, record.duration);
    case Part::Bytes:
        return take(in, record.bytes);
    default:
        return take(in, record.allocs);
    }
}

Part behind(Part part) {
    return static_cast<Part>(static_cast<int>(part) + 1);
}

bool continuesNumber(char c) {
    return (c >= '0' && c <= '9') || c == '.';
}

/// Remembers the number where the next statement was expected.
void noteNumber(Fragment& fragment, TextCursor in) {
    fragment.numberOnly = !fragment.complete() && takeNumber(fragment.next, fragment.record, in) &&
                          (in.atEnd() || !continuesNumber(in.rest().front()));
}

} // namespace

bool resume(Fragment& fragment, TextCursor& in) {
    const Part first = fragment.next;
    if (fragment.numberOnly && in.skip(tailOf(fragment.next)))
        fragment.next = behind(fragment.next);
    while (!fragment.complete()) {
        TextCursor at = in;
        if (!takePart(fragment.next, fragment.record, at))
            break;
        in = at;
        fragment.next = behind(fragment.next);
    }
    if (fragment.next != first || first == Part::Start)
        noteNumber(fragment, in);
    return fragment.next != first;
}

std::optional<Part> resumes(std::string_view text) {
    const auto unit = std::ranges::find_if_not(text, continuesNumber);
    text.remove_prefix(static_cast<std::size_t>(unit - text.begin()));
    for (const Part part : {Part::Start, Part::Clock, Part::Bytes, Part::Allocs})
        if (text.starts_with(tailOf(part)))
            return part;
    return std::nullopt;
}

std::size_t findTail(std::string_view text) {
    const std::string_view clock = tailOf(Part::Clock);
    std::size_t found = text.find(clock);
    for (; found != std::string_view::npos; found = text.find(clock, found + 1)) {
        TextCursor in(text, found + clock.size());
        InitRecord record;
        if (takePart(Part::Bytes, record, in) && takePart(Part::Allocs, record, in))
            break;
    }
    return found;
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
    const auto tail = std::ranges::find_if_not(rest, continuesNumber);
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
