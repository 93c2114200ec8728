#include "profile/profiledata.h"

#include "base/format.h"
#include "recording/profile.h"
#include "text.h"
#include "timeline/exectrace.h"

#include <QCoreApplication>

namespace rt0::ui {
namespace {

QString translated(const char* text) {
    return QCoreApplication::translate("Profile", text);
}

double shareOf(std::uint64_t value, std::uint64_t total) {
    return total == 0 ? 0 : static_cast<double>(value) / static_cast<double>(total);
}

/// Flat and cum as values and as parts, then names.
std::vector<SheetRow> rowsOf(const ProfileData& data, const std::stop_token& stop) {
    std::vector<SheetRow> rows;
    rows.reserve(data.totals.size());
    const auto value = [&data](std::uint64_t number) {
        return SheetCell(number == 0 ? QStringLiteral("0") : toQString(profile::valueText(number, data.unit)),
                         static_cast<quint64>(number));
    };
    const auto part = [&data](std::uint64_t number) {
        const double share = shareOf(number, data.total);
        return SheetCell(number == 0 ? QString() : toQString(formatShare(share)),
                         static_cast<quint64>(number), share);
    };
    for (const profile::FunctionTotal& total : data.totals) {
        if (profile::looksAtStop(rows.size()) && stop.stop_requested())
            break;
        const profile::StackFunction& function = data.tree->functions[total.function];
        rows.push_back({value(total.flat), part(total.flat), value(total.cum), part(total.cum),
                        SheetCell(toQString(function.name)), SheetCell(toQString(function.package))});
    }
    return rows;
}

bool isTrace(const Document& document, const ProfileChoice& choice) {
    return choice.profile >= document.profiles.size();
}

} // namespace

std::vector<ProfileChoice> profileChoices(const Document& document, const Startup& startup) {
    std::vector<ProfileChoice> choices;
    const bool trace = startup.trace && !startup.trace->samples.empty();
    const bool several = document.profiles.size() + (trace ? 1U : 0U) > 1;
    for (std::size_t i = 0; i < document.profiles.size(); ++i) {
        const OpenedProfile& opened = document.profiles[i];
        for (std::size_t type = 0; type < opened.profile->sampleTypes.size(); ++type) {
            QString name =
                toQString(std::string(opened.profile->strings[opened.profile->sampleTypes[type].type]));
            if (several)
                name = QStringLiteral("%1 · %2").arg(name, toQString(opened.name));
            choices.push_back({name, i, type, type == opened.profile->shownType()});
        }
    }
    if (trace)
        choices.push_back({translated("CPU samples of the trace"), document.profiles.size(), 0, true});
    return choices;
}

QString profilesMissingText(const Session& session) {
    const bool noTraceSamples = !session.empty() && session.startup().trace != nullptr;
    const QString head =
        session.empty() ? translated("Nothing is open.")
        : noTraceSamples
            ? translated("The trace holds no CPU samples: the program did not profile while it was traced.")
            : translated("No profile is open with this start-up.");
    return translated(
               "<h3>No samples</h3><p>%1</p>"
               "<p>These fill the view:</p><ul>"
               "<li>a pprof profile, gzipped or not: <code>go test -cpuprofile cpu.pb.gz</code>, "
               "<code>pprof.StartCPUProfile</code> first thing in <code>main</code> or in an "
               "<code>init</code>, or "
               "<code>curl -o cpu.pb.gz http://HOST/debug/pprof/profile?seconds=5</code>;</li>"
               "<li>an execution trace that was taken while a CPU profile ran: "
               "<code>pprof.StartCPUProfile</code> and <code>trace.Start</code> together.</li></ul>"
               "<p>A start-up of 50 ms gives five samples at Go's usual rate, one each 10 ms of CPU time. "
               "The "
               "times "
               "of single inits come from a recording (Ctrl+R) or <code>GODEBUG=inittrace=1</code>, not from "
               "samples.</p>")
        .arg(head.toHtmlEscaped());
}

ProfileScope profileScope(const Session& session, const ProfileChoice& choice) {
    const Selection& selection = session.selection();
    const auto time = session.range()                            ? session.range()
                      : selection.kind == Selection::Kind::Phase ? session.selectedTime()
                                                                 : std::nullopt;
    if (!isTrace(session.document(), choice))
        return {std::nullopt,
                time ? translated("the whole profile: its samples carry no time, so the selection cannot "
                                  "narrow them")
                     : translated("the whole profile")};
    if (!time)
        return {std::nullopt, translated("the whole trace")};
    const Nanoseconds offset = session.startup().alignment.offset;
    const TimeRange range{saturatingSubtract(time->begin, offset), saturatingSubtract(time->end, offset)};
    const QString length = durationText(range.length());
    if (session.range())
        return {range, translated("the selected range, %1").arg(length)};
    const Phase& phase = session.startup().phases[selection.index];
    return {range, translated("the phase %1, %2").arg(toQString(phase.name), length)};
}

profile::CallStacks profileStacks(const Document& document, std::size_t startup, const ProfileChoice& choice,
                                  const std::optional<TimeRange>& range, const std::stop_token& stop) {
    return isTrace(document, choice)
               ? profile::callStacks(*document.startups[startup].trace, range)
               : profile::callStacks(*document.profiles[choice.profile].profile, choice.type, stop);
}

std::shared_ptr<ProfileData> makeProfileData(const std::shared_ptr<const LoadedDocument>& loaded,
                                             std::size_t startup, const ProfileChoice& choice,
                                             const std::optional<TimeRange>& range,
                                             const std::stop_token& stop) {
    const profile::CallStacks stacks = profileStacks(loaded->document, startup, choice, range, stop);
    auto data = std::make_shared<ProfileData>();
    data->tree = std::make_shared<const profile::FlameTree>(profile::flameTree(stacks, nullptr, stop));
    data->totals = profile::functionTotals(stacks, stop);
    data->total = stacks.total();
    data->type = stacks.type;
    data->unit = stacks.unit;
    data->samples = profile::samplesText(stacks);
    data->advice = profile::coarseAdvice(stacks);
    data->rows = rowsOf(*data, stop);
    return stop.stop_requested() ? nullptr : data;
}

} // namespace rt0::ui
