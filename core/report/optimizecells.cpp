#include "base/format.h"
#include "report/optimizereport.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fmt/format.h>

namespace rt0 {
namespace {

constexpr double kLeastP = 0.001;

std::string intervalText(const compare::Difference& difference) {
    return difference.interval
               ? fmt::format(" [{:.2f}, {:.2f}]", difference.interval->lo, difference.interval->hi)
               : std::string();
}

std::string ratioText(const compare::Difference& difference) {
    if (!difference.ratio)
        return {};
    return fmt::format("{} {:.2f}{}", compare::differs(difference) ? "×" : "~", *difference.ratio,
                       intervalText(difference));
}

} // namespace

std::string claimedText(const OptimizationRow& row) {
    if (!row.claim)
        return {};
    const std::size_t further = row.claim->text.find(';');
    return further == std::string::npos ? row.claim->text : row.claim->text.substr(0, further) + " …";
}

std::string predictedText(const OptimizationRow& row) {
    if (!row.prediction)
        return {};
    if (!row.prediction->ratio)
        return row.prediction->text;
    const std::string lo = fmt::format("{:.2f}", row.prediction->ratio->lo);
    const std::string hi = fmt::format("{:.2f}", row.prediction->ratio->hi);
    const char* const more = row.prediction->orLess ? " or less" : "";
    return lo == hi ? fmt::format("× {}{}", lo, more) : fmt::format("× {}–{}{}", lo, hi, more);
}

std::string measuredText(const OptimizationRow& row) {
    return row.measured ? ratioText(*row.measured) : std::string();
}

std::string probabilityText(const OptimizationRow& row) {
    if (!row.measured || !row.measured->p)
        return {};
    const double p = row.measured->adjustedP.value_or(*row.measured->p);
    return p < kLeastP ? "< 0.001" : fmt::format("{:.3f}", p);
}

std::string sizeText(const OptimizationRow& row) {
    if (!row.sizeChange)
        return {};
    const std::int64_t change = *row.sizeChange;
    if (change == 0)
        return "same";
    return (change < 0 ? "−" : "+") + formatBytes(static_cast<std::uint64_t>(std::abs(change)));
}

std::string outputText(const OptimizationRow& row) {
    if (!row.output)
        return {};
    switch (row.output->result) {
    case OutputCheck::Result::Same:
        return row.output->text.empty() ? "same" : "same; " + row.output->text;
    case OutputCheck::Result::Changed:
        return "CHANGED: " + row.output->text;
    case OutputCheck::Result::Varies:
        return "cannot be compared: " + row.output->text;
    case OutputCheck::Result::NotCompared:
        break;
    }
    return "not compared: " + row.output->text;
}

std::vector<std::string> initTexts(const OptimizationRow& row) {
    std::vector<std::string> texts;
    const auto time = [](const compare::Measured& measured) {
        return formatDuration(Nanoseconds(std::llround(measured.median)));
    };
    if (row.initTime)
        texts.push_back(fmt::format("package inits: {} → {}, {}", time(row.initTime->before),
                                    time(row.initTime->after), ratioText(*row.initTime)));
    if (!row.initBytes || !row.initAllocs)
        return texts;
    const auto allocated = [&](compare::Measured compare::Difference::*side) {
        const double bytes = ((*row.initBytes).*side).median;
        const double count = ((*row.initAllocs).*side).median;
        const auto rounded = [](double value) { return static_cast<std::uint64_t>(std::llround(value)); };
        return fmt::format("{} in {} allocations, {} each", formatBytes(rounded(bytes)),
                           formatCount(rounded(count)), formatBytes(rounded(count > 0 ? bytes / count : 0)));
    };
    texts.push_back(fmt::format("package inits allocate: {} → {}", allocated(&compare::Difference::before),
                                allocated(&compare::Difference::after)));
    return texts;
}

std::string optimizationHead(const OptimizationTable& table) {
    std::string text = fmt::format("What would make {} start faster ({}; {}; {})\n", table.program,
                                   table.goVersion, table.build, formatBytes(table.bytes));
    if (table.base && table.base->known()) {
        const Nanoseconds median(std::llround(table.base->median));
        text += fmt::format("It takes {} {} as it is (median of {} starts).", formatDuration(median),
                            table.metric, table.runs);
        if (table.control && table.control->ratio)
            text += fmt::format(" Equal copies of it, started beside: {}: no smaller change counts.",
                                ratioText(*table.control));
        text += "\n";
    } else if (std::ranges::none_of(table.rows, [](const auto& row) { return row.measured.has_value(); })) {
        text += "No variant was measured.\n";
    }
    for (const std::string& note : table.notes)
        text += note + "\n";
    return text;
}

} // namespace rt0
