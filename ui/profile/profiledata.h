#pragma once

#include "analysis/profile/flametree.h"
#include "session.h"
#include "sheet/sheetmodel.h"

#include <memory>
#include <stop_token>

namespace rt0::ui {

/// A kind of values that can be shown.
struct ProfileChoice {
    QString name;            ///< "cpu", with the file's name where there are several
    std::size_t profile = 0; ///< into Document::profiles; behind the last: the CPU samples of the trace
    std::size_t type = 0;    ///< of Profile::sampleTypes
    bool preferred = false;  ///< what go tool pprof shows first
};

/// All there is in a document and the start-up shown; empty without samples.
std::vector<ProfileChoice> profileChoices(const Document& document, const Startup& startup);

/// Why there are none, and what brings them, as rich text.
QString profilesMissingText(const Session& session);

/// Which part of the samples is shown.
struct ProfileScope {
    std::optional<TimeRange> range; ///< on the trace's clock; none: all
    QString text;                   ///< "in the selected range, 5.6 ms"
};

/// Follows the session's selected range, else a selected phase. Only samples of a trace carry
/// times.
ProfileScope profileScope(const Session& session, const ProfileChoice& choice);

/// What the view shows; made on a worker thread.
struct ProfileData {
    std::shared_ptr<const profile::FlameTree> tree;
    std::vector<profile::FunctionTotal> totals; ///< of FlameTree::functions
    std::vector<SheetRow> rows;                 ///< of the table, one for each of `totals`
    std::uint64_t total = 0;
    std::string type;
    std::string unit;
    std::string samples; ///< "1,760 samples, one each 10 ms of CPU time"
    std::string advice;  ///< when there are too few of them
};

/// The samples of a choice; of a trace those in `range`, on its clock.
profile::CallStacks profileStacks(const Document& document, std::size_t startup, const ProfileChoice& choice,
                                  const std::optional<TimeRange>& range, const std::stop_token& stop = {});

/// Null when it was stopped. Does not touch the session: `loaded` keeps everything that is read.
std::shared_ptr<ProfileData> makeProfileData(const std::shared_ptr<const LoadedDocument>& loaded,
                                             std::size_t startup, const ProfileChoice& choice,
                                             const std::optional<TimeRange>& range,
                                             const std::stop_token& stop = {});

} // namespace rt0::ui
