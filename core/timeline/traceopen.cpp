#include "timeline/traceopen.h"

#include "timeline/tracebuilder.h"
#include "timeline/traceending.h"

namespace rt0 {

Result<std::shared_ptr<const ExecTrace>> openTrace(std::string_view bytes, const std::string& where,
                                                   const Progress& progress,
                                                   std::vector<Diagnostic>& diagnostics,
                                                   const exectrace::ReadOptions& options) {
    TraceBuilder builder;
    Result<exectrace::Outcome> outcome = exectrace::readTrace(bytes, where, builder, progress, options);
    if (!outcome)
        return tl::unexpected(outcome.error());
    diagnostics.insert(diagnostics.end(), outcome->diagnostics.begin(), outcome->diagnostics.end());
    auto trace = std::make_shared<const ExecTrace>(std::move(builder).finish(std::move(*outcome)));
    if (auto notice = unstopped(*trace))
        diagnostics.push_back(*std::move(notice));
    return trace;
}

} // namespace rt0
