#include "ingest/gctrace.h"

#include "ingest/printedtime.h"

namespace rt0::gctrace {
namespace {

constexpr std::string_view kBegin = "gc ";
constexpr std::size_t kMaxDigits = 20;

bool takeHead(TextCursor& in, GcRecord& gc) {
    return in.skip(kBegin) && take(in, gc.number) && in.skip(" @") && takeSeconds(in, gc.start) &&
           in.skip("s ") && take(in, gc.cpuPercent) && in.skip("%");
}

bool takeClock(TextCursor& in, GcRecord& gc) {
    return takeMilliseconds(in, gc.stwSweepTermination) && in.skip("+") &&
           takeMilliseconds(in, gc.concurrentMark) && in.skip("+") &&
           takeMilliseconds(in, gc.stwMarkTermination) && in.skip(" ms clock, ");
}

bool takeCpu(TextCursor& in, GcRecord& gc) {
    return takeMilliseconds(in, gc.cpuSweepTermination) && in.skip("+") &&
           takeMilliseconds(in, gc.cpuAssist) && in.skip("/") && takeMilliseconds(in, gc.cpuBackground) &&
           in.skip("/") && takeMilliseconds(in, gc.cpuIdle) && in.skip("+") &&
           takeMilliseconds(in, gc.cpuMarkTermination) && in.skip(" ms cpu, ");
}

bool takeHeap(TextCursor& in, GcRecord& gc) {
    return take(in, gc.heapStartMb) && in.skip("->") && take(in, gc.heapMarkEndMb) && in.skip("->") &&
           take(in, gc.heapLiveMb) && in.skip(" MB, ") && take(in, gc.goalMb) && in.skip(" MB goal, ");
}

/// "0 MB stacks, " when it is there.
std::optional<std::uint64_t> takeOptionalMb(TextCursor& in, std::string_view unit) {
    TextCursor at = in;
    const auto value = at.takeUnsigned();
    if (!value || !at.skip(unit))
        return std::nullopt;
    in = at;
    return value;
}

} // namespace

std::optional<GcRecord> parse(TextCursor& in) {
    TextCursor at = in;
    GcRecord gc;
    if (!takeHead(at, gc))
        return std::nullopt;
    gc.leakCheck = at.skip(" (checking for goroutine leaks)");
    if (!at.skip(": ") || !takeClock(at, gc) || !takeCpu(at, gc) || !takeHeap(at, gc))
        return std::nullopt;
    gc.stacksMb = takeOptionalMb(at, " MB stacks, ");
    gc.globalsMb = takeOptionalMb(at, " MB globals, ");
    if (!take(at, gc.procs) || !at.skip(" P"))
        return std::nullopt;
    // Nothing else goes on with a bracket, even where the input ends within the word.
    constexpr std::string_view forced = " (forced)";
    gc.forced = at.skip(forced) || (at.rest().size() > 1 && forced.starts_with(at.rest()));
    in = at;
    return gc;
}

bool looksDamaged(std::string_view text, bool cutShort) {
    TextCursor in(text);
    GcRecord gc;
    if (takeHead(in, gc))
        return true;
    TextCursor head(text);
    if (!cutShort || !head.skip(kBegin) || !take(head, gc.number) || !head.skip(" @"))
        return false;
    return head.rest().find_first_not_of("0123456789.s %") == std::string_view::npos;
}

std::optional<std::size_t> beginBefore(std::string_view text, std::size_t at) {
    if (at < kBegin.size() + 2 || text[at - 1] != ' ')
        return std::nullopt;
    std::size_t number = at - 1;
    while (number > 0 && at - number <= kMaxDigits && text[number - 1] >= '0' && text[number - 1] <= '9')
        --number;
    if (number < kBegin.size() || number + 1 == at ||
        !text.substr(number - kBegin.size()).starts_with(kBegin))
        return std::nullopt;
    return number - kBegin.size();
}

} // namespace rt0::gctrace
