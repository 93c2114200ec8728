#include "timeline/exectrace.h"

#include "timeline/spanindex.h"

#include <algorithm>
#include <fmt/format.h>

namespace rt0 {

namespace {

RowId rowOf(const std::vector<RowId>& rows, exectrace::Index index, std::size_t rowsBefore) {
    return index < rows.size() ? rows[index] : static_cast<RowId>(rowsBefore + index);
}

} // namespace

RowId ExecTrace::rowOfGoroutine(exectrace::Index goroutine) const {
    return rowOf(goroutineRows, goroutine, 0);
}

RowId ExecTrace::rowOfProc(exectrace::Index proc) const {
    return rowOf(procRows, proc, goroutines.size());
}

RowId ExecTrace::rowOfThreadAlone(exectrace::Index thread) const {
    return rowOf(threadRows, thread, goroutines.size() + directory.procs.size());
}

exectrace::Index ExecTrace::holderOf(exectrace::Index proc, Nanoseconds time) const {
    if (proc >= holders.size())
        return exectrace::kNoIndex;
    const auto behind =
        std::upper_bound(holders[proc].begin(), holders[proc].end(), time,
                         [](Nanoseconds at, const TraceHolder& holder) { return at < holder.from; });
    return behind == holders[proc].begin() ? exectrace::kNoIndex : (behind - 1)->thread;
}

void ExecTrace::prepareRest() const {
    constexpr std::size_t kLongRow = 50'000; // indexed within a millisecond or two
    std::vector<RowId> rows;
    for (RowId row = 0; row < spans->store().rowCount(); ++row)
        if (spans->store().endOf(row) - spans->store().firstOf(row) > kLongRow)
            rows.push_back(row);
    spans->prepare(rows, 1);
    threadSpans();
}

std::string ExecTrace::goroutineName(exectrace::Index goroutine) const {
    const exectrace::StringId entry = goroutines[goroutine].entry;
    if (entry != 0)
        return std::string(text(entry));
    return fmt::format("goroutine {}", directory.goroutines[goroutine]);
}

} // namespace rt0
