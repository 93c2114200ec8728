#pragma once

#include "ingest/gobinary/inittasks.h"

/// Shared by inittasks.cpp and inittaskgraph.cpp.
namespace rt0::gobinary {

/// Reads single tasks; all of them together may hold no more functions than the file has room for, so that
/// overlapping ones of a damaged file cost no more than a real file's.
class TaskReader {
public:
    TaskReader(const LinkedImage& linked, const FunctionTable& functions)
        : m_linked(linked), m_functions(functions), m_room(linked.image.file().size() / 8) {}

    /// A task of Go >= 1.21: {state u32, nfns u32, fns…}. Nothing when it is none.
    std::optional<InitTask> taskAt(std::uint64_t address);
    /// `count` functions whose entries stand at `address`.
    std::optional<InitTask> taskOf(std::uint64_t task, std::uint64_t address, std::uint64_t count);

    /// Counts words that were read; false when there cannot be so many.
    bool takeRoom(std::uint64_t words);
    const LinkedImage& linked() const { return m_linked; }

private:
    const LinkedImage& m_linked;
    const FunctionTable& m_functions;
    std::uint64_t m_room;
};

/// Go <= 1.20: the tasks hang together by their dependencies (inittaskgraph.cpp).
InitTasks readTaskGraph(TaskReader& reader, const Moduledata& module);

} // namespace rt0::gobinary
