#pragma once

#include "analysis/compare/difference.h"
#include "analysis/optimize/catalogue.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// What would make one program start faster: claimed, predicted and measured beside each other.
namespace rt0 {

enum class Applicability {
    Unknown, ///< no program was looked at
    Applicable,
    NotApplicable, ///< the program is so already, or nothing would change
    NeedsSource,   ///< it would apply, but only the binary is there
};

/// What the change should do to the whole start, from what was measured of the program as it is.
struct OptimizationPrediction {
    std::optional<compare::Interval> ratio; ///< of the start's time; nothing: no number
    std::string text;                       ///< "saves at most 1.2 ms"
    std::string method;                     ///< "the loader's phase goes: 1.1 ms of 3.1 ms"
    bool orLess =
        false; ///< the method leaves out what would make it faster still: `ratio` has no lower bound
};

/// Whether what was measured bears out what is claimed.
enum class OptimizationVerdict {
    NotMeasured,
    Confirmed, ///< as fast as claimed, or more
    SmallerThanClaimed,
    Faster, ///< nothing is claimed in numbers
    NoEffect,
    Slower,
};

/// "confirmed", "no effect" …
const char* nameOf(OptimizationVerdict verdict);

/// How the program behaved with the change, by what it wrote and how it ended.
struct OutputCheck {
    enum class Result {
        NotCompared, ///< `text` says why
        Same,
        Varies, ///< equal copies differ among themselves: nothing can be said
        Changed,
    };
    Result result = Result::NotCompared;
    std::string text; ///< how it differs, one line
};

/// What the user wrote and built of a guided change.
struct RebuiltProgram {
    std::string program;
    std::vector<std::string> differences; ///< how else it differs from the program as it is; sentences
};

struct OptimizationRow {
    std::string id;    ///< "strip", "blank-import:net/http/pprof", "best"
    std::string title; ///< for people
    OptimizationSubject subject = OptimizationSubject::Other;
    bool guided = false;            ///< the user has to write it
    std::vector<std::string> parts; ///< of a combination: the ids of what it consists of
    VariantSpec change;
    Applicability applicability = Applicability::Applicable;
    std::vector<std::string> evidence; ///< sentences; of guided ones the candidates
    std::optional<OptimizationClaim> claim;
    std::vector<std::string> known; ///< measured elsewhere
    std::optional<OptimizationPrediction> prediction;
    /// Of the whole start, against the program as it is; its samples are single runs.
    std::optional<compare::Difference> measured;
    /// What it does to the package inits: their time, and of rebuilt programs what they allocate.
    std::optional<compare::Difference> initTime;
    std::optional<compare::Difference> initBytes;
    std::optional<compare::Difference> initAllocs;
    OptimizationVerdict verdict = OptimizationVerdict::NotMeasured;
    std::string whyNotMeasured;             ///< empty when it was
    std::optional<std::int64_t> sizeChange; ///< of the file, bytes
    std::optional<OutputCheck> output;
    std::string risk;
    std::vector<std::string> apply; ///< commands or steps
    std::string recipe;             ///< Go code; may be empty
    std::string buildCommand;       ///< what built it; empty when it needs no build, or the source changes
    std::optional<RebuiltProgram> rebuilt; ///< what a guided change was measured with
    std::string buildFailure;              ///< the compiler's words; empty: it was built, or not tried
};

struct OptimizationTable {
    std::string program;                        ///< as the user named it
    std::string goVersion;                      ///< "go1.24.4"
    std::string build;                          ///< "exe, dynamic, cgo, not stripped"
    std::uint64_t bytes = 0;                    ///< of the program as it is
    std::string metric;                         ///< "to main.main"
    std::size_t runs = 0;                       ///< of each variant; 0: nothing was measured
    std::optional<compare::Measured> base;      ///< of the program as it is, nanoseconds
    std::optional<compare::Difference> control; ///< equal copies of it: what chance and page cache do here
    std::vector<std::string> notes;
    /// What is measured by its ratio, the fastest first; then what is not.
    std::vector<OptimizationRow> rows;

    const OptimizationRow* find(std::string_view id) const;
};

/// By the measured ratio, the claim and the control.
OptimizationVerdict verdictOf(const std::optional<compare::Difference>& measured,
                              const std::optional<OptimizationClaim>& claim);

/// Brings the rows into the order that OptimizationTable::rows promises.
void rank(OptimizationTable& table);

} // namespace rt0
