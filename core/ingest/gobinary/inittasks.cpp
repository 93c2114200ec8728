#include "ingest/gobinary/inittasks.h"

#include "base/importpath.h"
#include "base/littleendian.h"
#include "ingest/gobinary/taskreader.h"

#include <fmt/format.h>
#include <unordered_set>

namespace rt0::gobinary {
namespace {

constexpr std::uint64_t kWord = 8;
constexpr std::uint64_t kMaxRuntimeTasks = 4096; ///< some 10 in truth
constexpr std::uint64_t kMaxFunctions = 1U << 20U;

Diagnostic loss(std::string message) {
    return {Diagnostic::Severity::DataLoss, std::move(message), "the file is damaged: copy it again"};
}

/// All tasks of a list; nothing when one of them is none.
std::optional<std::vector<InitTask>> tasksOf(TaskReader& reader, const SliceHeader& list) {
    std::vector<InitTask> tasks;
    for (std::uint64_t i = 0; i < list.length; ++i) {
        const auto address = reader.linked().pointer(list.address + i * kWord);
        auto task = address ? reader.taskAt(*address) : std::nullopt;
        if (!task)
            return std::nullopt;
        tasks.push_back(*std::move(task));
    }
    return tasks;
}

/// runtime.runtime_inittasks, a slice that only code refers to: searched as {p, n, n} of tasks that begin
/// with the runtime's own packages (cmd/link/internal/ld/inittask.go puts it among the data without
/// pointers).
std::optional<std::vector<InitTask>> runtimeTasks(TaskReader& reader, const Moduledata& module) {
    const LinkedImage& linked = reader.linked();
    const std::string_view bytes = linked.image.bytes(module.noptrdata.begin, module.noptrdata.bytes());
    for (std::size_t at = 0; at + 3 * kWord <= bytes.size(); at += kWord) {
        const auto length = loadLittleEndian<std::uint64_t>(bytes.data() + at + kWord);
        const auto capacity = loadLittleEndian<std::uint64_t>(bytes.data() + at + 2 * kWord);
        if (length == 0 || length != capacity || length > kMaxRuntimeTasks)
            continue;
        const auto address = linked.pointer(module.noptrdata.begin + at);
        // moduledata's own list lies among this data, too.
        if (!address || *address == module.initTasks.address || linked.image.bytesBehind(*address) == 0)
            continue;
        if (auto tasks = tasksOf(reader, {*address, length, capacity}))
            return tasks;
    }
    return std::nullopt;
}

void readMainTasks(TaskReader& reader, const SliceHeader& list, InitTasks& result) {
    std::unordered_set<std::uint64_t> seen;
    for (const InitTask& task : result.tasks)
        seen.insert(task.address);
    std::uint64_t unreadable = 0;
    for (std::uint64_t i = 0; i < list.length; ++i) {
        const auto address = reader.linked().pointer(list.address + i * kWord);
        if (address && !seen.insert(*address).second)
            continue; // already done by the runtime's list
        auto task = address ? reader.taskAt(*address) : std::nullopt;
        if (task)
            result.tasks.push_back(*std::move(task));
        else
            ++unreadable;
    }
    if (unreadable > 0) {
        result.complete = false;
        result.diagnostics.push_back(loss(fmt::format("{} init tasks cannot be read", unreadable)));
    }
}

} // namespace

std::optional<InitTask> TaskReader::taskAt(std::uint64_t address) {
    const auto state = m_linked.image.word32(address);
    const auto count = m_linked.image.word32(address + 4);
    if (!state || *state != 0 || !count || *count == 0)
        return std::nullopt;
    return taskOf(address, address + kWord, *count);
}

std::optional<InitTask> TaskReader::taskOf(std::uint64_t task, std::uint64_t address, std::uint64_t count) {
    if (count > kMaxFunctions || (count > 0 && count > m_linked.image.bytesBehind(address) / kWord) ||
        count > m_room)
        return std::nullopt;
    InitTask result;
    result.address = task;
    for (std::uint64_t i = 0; i < count; ++i) {
        const auto entry = m_linked.pointer(address + i * kWord);
        const auto function = entry ? m_functions.startingAt(*entry) : std::nullopt;
        if (!function)
            return std::nullopt;
        takeRoom(1);
        result.functions.push_back({function->name, function->entry, m_functions.beginOf(*function)});
    }
    if (!result.functions.empty())
        result.package = unescapedImportPath(packageOfInit(result.functions.front().name));
    return result;
}

bool TaskReader::takeRoom(std::uint64_t words) {
    if (words > m_room)
        return false;
    m_room -= words;
    return true;
}

InitTasks readInitTasks(const LinkedImage& linked, const FunctionTable& functions, const Moduledata& module) {
    TaskReader reader(linked, functions);
    if (!module.hasInitTasks())
        return readTaskGraph(reader, module);
    InitTasks result;
    result.complete = true;
    if (auto first = runtimeTasks(reader, module)) {
        result.tasks = *std::move(first);
        for (InitTask& task : result.tasks)
            task.ofRuntime = true;
    } else {
        result.complete = false;
        result.diagnostics.push_back(loss("the runtime's own init tasks were not found"));
    }
    readMainTasks(reader, module.initTasks, result);
    return result;
}

} // namespace rt0::gobinary
