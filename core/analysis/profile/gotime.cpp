#include "analysis/profile/gotime.h"

#include <chrono>
#include <fmt/format.h>

namespace rt0::profile {
namespace {

using namespace std::chrono;

/// ".36" of 360'000'000 with nine digits, "" of zero.
std::string fraction(std::uint64_t value, int digits) {
    if (value == 0)
        return {};
    std::string text = fmt::format(".{:0{}}", value, digits);
    text.erase(text.find_last_not_of('0') + 1);
    return text;
}

struct Moment {
    std::string seconds; ///< "2022-10-18 15:39:57"
    std::uint64_t nanoseconds = 0;
};

Moment moment(std::int64_t sinceEpoch) {
    const sys_time<nanoseconds> time{nanoseconds(sinceEpoch)};
    const auto toSeconds = floor<seconds>(time);
    const auto day = floor<days>(toSeconds);
    const year_month_day date{day};
    const hh_mm_ss clock{toSeconds - day};
    return {fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}", static_cast<int>(date.year()),
                        static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                        clock.hours().count(), clock.minutes().count(), clock.seconds().count()),
            static_cast<std::uint64_t>((time - toSeconds).count())};
}

} // namespace

std::string goDuration(std::int64_t nanoseconds) {
    const bool negative = nanoseconds < 0;
    const std::uint64_t value =
        negative ? 0 - static_cast<std::uint64_t>(nanoseconds) : static_cast<std::uint64_t>(nanoseconds);
    const std::string sign = negative ? "-" : "";
    constexpr std::uint64_t second = 1'000'000'000;
    if (value == 0)
        return "0s";
    if (value < 1000)
        return fmt::format("{}{}ns", sign, value);
    if (value < 1'000'000)
        return fmt::format("{}{}{}µs", sign, value / 1000, fraction(value % 1000, 3));
    if (value < second)
        return fmt::format("{}{}{}ms", sign, value / 1'000'000, fraction(value % 1'000'000, 6));
    std::string text = fmt::format("{}{}s", value / second % 60, fraction(value % second, 9));
    if (value >= 60 * second)
        text = fmt::format("{}m{}", value / second / 60 % 60, text);
    if (value >= 3600 * second)
        text = fmt::format("{}h{}", value / second / 3600, text);
    return sign + text;
}

std::string goTime(std::int64_t nanoseconds) {
    const Moment at = moment(nanoseconds);
    return fmt::format("{}{} +0000 UTC", at.seconds, fraction(at.nanoseconds, 9));
}

std::string goTimeToSeconds(std::int64_t nanoseconds) {
    return moment(nanoseconds).seconds + " UTC";
}

} // namespace rt0::profile
