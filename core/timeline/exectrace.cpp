#include "timeline/exectrace.h"

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

RowId ExecTrace::rowOfThread(exectrace::Index thread) const {
    return rowOf(threadRows, thread, goroutines.size() + directory.procs.size());
}

std::string ExecTrace::goroutineName(exectrace::Index goroutine) const {
    const exectrace::StringId entry = goroutines[goroutine].entry;
    if (entry != 0)
        return std::string(text(entry));
    return fmt::format("goroutine {}", directory.goroutines[goroutine]);
}

} // namespace rt0
