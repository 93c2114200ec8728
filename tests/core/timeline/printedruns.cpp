#include "core/timeline/printedruns.h"

#include <algorithm>
#include <fmt/format.h>

namespace rt0::test {
namespace {

/// runtime.itoaDiv, line for line: `value` with a point before its last `decimals` digits.
std::string itoaDiv(std::uint64_t value, std::size_t decimals) {
    std::array<char, 24> buffer{};
    std::size_t i = buffer.size() - 1;
    const std::size_t point = i - decimals;
    while (value >= 10 || i >= point) {
        buffer[i] = static_cast<char>('0' + value % 10);
        --i;
        if (i == point) {
            buffer[i] = '.';
            --i;
        }
        value /= 10;
    }
    buffer[i] = static_cast<char>('0' + value);
    return {buffer.begin() + static_cast<std::ptrdiff_t>(i), buffer.end()};
}

/// Lengths of all magnitudes, from nothing to 100 ms.
Nanoseconds randomLength(std::mt19937_64& random) {
    const auto magnitude = std::uniform_int_distribution<std::int64_t>(0, 8)(random);
    std::int64_t limit = 1;
    for (std::int64_t i = 0; i < magnitude; ++i)
        limit *= 10;
    return Nanoseconds(std::uniform_int_distribution<std::int64_t>(0, limit)(random));
}

std::string lineOf(const TrueInit& init) {
    return fmt::format("init {} @{} ms, {} ms clock, 0 bytes, 0 allocs\n", init.package,
                       fmtNSAsMS(init.start), fmtNSAsMS(init.end - init.start));
}

std::string lineOf(const TrueCycle& cycle, std::size_t number) {
    const auto& t = cycle.times;
    const auto ms = static_cast<std::uint64_t>(t[0].count()) / 1'000'000;
    return fmt::format(
        "gc {} @{}s 1%: {}+{}+{} ms clock, 0+0/0/0+0 ms cpu, 3->4->2 MB, 4 MB goal, 0 MB stacks, 0 MB "
        "globals, 2 P\n",
        number, itoaDiv(ms, 3), fmtNSAsMS(t[1] - t[0]), fmtNSAsMS(t[2] - t[1]), fmtNSAsMS(t[3] - t[2]));
}

std::vector<TrueInit> randomInits(std::mt19937_64& random) {
    std::vector<TrueInit> inits;
    Nanoseconds now{};
    const auto count = std::uniform_int_distribution<std::size_t>(2, 40)(random);
    for (std::size_t i = 0; i < count; ++i) {
        now += randomLength(random) / 4;
        const Nanoseconds end = now + randomLength(random);
        inits.push_back({i == 0 ? "runtime" : fmt::format("p{}", i), now, end});
        now = end;
    }
    return inits;
}

std::vector<TrueCycle> randomCycles(std::mt19937_64& random, Nanoseconds until) {
    std::vector<TrueCycle> cycles;
    Nanoseconds now = randomLength(random);
    while (now < until && cycles.size() < 20) {
        TrueCycle cycle;
        for (Nanoseconds& time : cycle.times) {
            time = now;
            now += randomLength(random);
        }
        now = cycle.times[3] + randomLength(random);
        cycles.push_back(cycle);
    }
    return cycles;
}

} // namespace

std::string fmtNSAsMS(Nanoseconds time) {
    const auto ns = static_cast<std::uint64_t>(time.count());
    if (ns >= 10'000'000)
        return itoaDiv(ns / 1'000'000, 0);
    std::uint64_t x = ns / 1000;
    if (x == 0)
        return "0";
    std::size_t decimals = 3;
    while (x >= 100) {
        x /= 10;
        --decimals;
    }
    return itoaDiv(x, decimals);
}

TimeBounds boundsOfPrinted(Nanoseconds truth) {
    const std::string text = fmtNSAsMS(truth);
    // What prints alike is one interval, at most 1 ms to either side.
    Nanoseconds lo = truth;
    Nanoseconds hi = truth;
    for (Nanoseconds step(1'000'000); step.count() > 0; step /= 2) {
        while (lo >= step && fmtNSAsMS(lo - step) == text)
            lo -= step;
        while (fmtNSAsMS(hi + step) == text)
            hi += step;
    }
    return {lo, hi + Nanoseconds(1)};
}

TrueRun randomRun(std::mt19937_64& random) {
    TrueRun run;
    run.inits = randomInits(random);
    run.gcCycles = randomCycles(random, run.inits.back().end);
    std::size_t cycle = 0;
    const auto printCyclesUntil = [&](Nanoseconds time) {
        for (; cycle < run.gcCycles.size() && run.gcCycles[cycle].times[3] <= time; ++cycle)
            run.log += lineOf(run.gcCycles[cycle], cycle + 1);
    };
    for (const TrueInit& init : run.inits) {
        printCyclesUntil(init.end);
        run.log += lineOf(init);
    }
    printCyclesUntil(Nanoseconds::max());
    return run;
}

} // namespace rt0::test
