#include "ingest/pacertrace.h"

namespace rt0::pacertrace {
namespace {

constexpr std::string_view kCycleStart = "assist ratio=";
constexpr std::string_view kCycleEnd = "% CPU ("; ///< behind a number
constexpr std::string_view kSweepDone = "sweep done at heap size ";
constexpr std::string_view kInFloats = "0123456789.eE+-";
constexpr std::size_t kPrintlnFloatLength = 14; ///< "+2.500000e-001"

bool isProperBegin(std::string_view text, std::string_view of) {
    return text.size() < of.size() && of.starts_with(text);
}

std::optional<PacerCycleStart> parseCycleStart(TextCursor& in, bool cutShort) {
    PacerCycleStart start;
    if (!in.skip(kCycleStart) || !take(in, start.assistRatio) || !in.skip(" (scan ") ||
        !take(in, start.scanMb) || !in.skip(" MB in ") || !take(in, start.heapLiveMb) || !in.skip("->") ||
        !take(in, start.goalMb) || !in.skip(" MB) workers=") || !take(in, start.dedicatedWorkers) ||
        !in.skip("+"))
        return std::nullopt;
    const std::size_t last = in.offset();
    if (!take(in, start.fractionalUtilization))
        return std::nullopt;
    // "0.2" may be what is left of "0.25", and "2.5" what was read of "2.5e-001" cut within its exponent.
    // Only println's form has a known length.
    const bool maybeCut = in.atEnd() ? cutShort : kInFloats.find(in.rest().front()) != std::string_view::npos;
    if (maybeCut && in.offset() - last < kPrintlnFloatLength)
        return std::nullopt;
    return start;
}

bool takeWork(TextCursor& in, PacerCycleEnd& end) {
    return take(in, end.cpuPercent) && in.skip("% CPU (") && take(in, end.expectedCpuPercent) &&
           in.skip(" exp.) for ") && take(in, end.heapScanBytes) && in.skip("+") &&
           take(in, end.stackScanBytes) && in.skip("+") && take(in, end.globalsScanBytes) &&
           in.skip(" B work (") && take(in, end.expectedScanBytes) && in.skip(" B exp.) in ");
}

std::optional<PacerCycleEnd> parseCycleEnd(TextCursor& in) {
    PacerCycleEnd end;
    if (!takeWork(in, end) || !take(in, end.triggerBytes) || !in.skip(" B -> ") ||
        !take(in, end.heapLiveBytes) || !in.skip(" B (\u2206goal ") || !take(in, end.goalDeltaBytes) ||
        !in.skip(", cons/mark ") || !take(in, end.consMark) || !in.skip(")"))
        return std::nullopt;
    constexpr std::string_view reset = "[controller reset]";
    // Nothing else goes on like this, even where the input ends within it.
    end.controllerReset = in.skip(reset) || (!in.atEnd() && isProperBegin(in.rest(), reset));
    return end;
}

std::optional<PacerSweepDone> parseSweepDone(TextCursor& in) {
    PacerSweepDone sweep;
    if (!in.skip(kSweepDone) || !take(in, sweep.heapLiveMb) || !in.skip("MB; allocated ") ||
        !take(in, sweep.allocatedMb) || !in.skip("MB during sweep; swept ") || !take(in, sweep.sweptPages) ||
        !in.skip(" pages at ") || !take(in, sweep.pagesPerByte) || !in.skip(" pages/byte"))
        return std::nullopt;
    return sweep;
}

} // namespace

std::optional<PacerRecord> parse(TextCursor& in, bool cutShort) {
    TextCursor body = in;
    if (!body.skip(kBegin))
        return std::nullopt;
    PacerRecord record;
    const auto accept = [&](const auto& event, const TextCursor& behind) {
        if (!event)
            return false;
        record.event = *event;
        in = behind;
        return true;
    };
    TextCursor asStart = body;
    TextCursor asEnd = body;
    TextCursor asSweep = body;
    if (accept(parseCycleStart(asStart, cutShort), asStart) || accept(parseCycleEnd(asEnd), asEnd) ||
        accept(parseSweepDone(asSweep), asSweep))
        return record;
    return std::nullopt;
}

bool looksDamaged(std::string_view text, bool cutShort) {
    TextCursor in(text);
    if (!in.skip(kBegin))
        return false;
    if (cutShort &&
        (in.atEnd() || isProperBegin(in.rest(), kCycleStart) || isProperBegin(in.rest(), kSweepDone)))
        return true;
    TextCursor percent = in;
    const bool hasPercent = percent.takeUnsigned().has_value();
    const bool cycleEnd =
        hasPercent && (percent.skip(kCycleEnd) || (cutShort && isProperBegin(percent.rest(), kCycleEnd)));
    return cycleEnd || in.skip(kCycleStart) || in.skip(kSweepDone);
}

} // namespace rt0::pacertrace
