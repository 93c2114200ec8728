#pragma once

#include "base/diagnostic.h"
#include "ingest/gobinary/functiontable.h"

namespace rt0::gobinary {

struct InitFunction {
    std::string_view name;           ///< "net/http.init.0"; a view as in Function
    std::uint64_t entry = 0;         ///< virtual address at load bias 0
    std::optional<SourceLine> place; ///< where it begins; the first variable of a package's init
};

/// What the runtime runs as one step: the init functions of one package (runtime/proc.go, initTask).
struct InitTask {
    std::string package;       ///< import path, unescaped: "gopkg.in/yaml.v2"
    std::uint64_t address = 0; ///< of the task; runtime.doInit1 gets it as its argument
    bool ofRuntime = false;    ///< in the list that runs before gcenable
    std::vector<InitFunction> functions;
};

/// A task with what it waits for; only Go up to 1.20 keeps this in the binary.
struct InitNode {
    std::uint64_t address = 0;
    std::string package;                ///< empty for a task without functions
    std::optional<std::uint32_t> task;  ///< index into InitTasks::tasks
    std::vector<std::uint32_t> imports; ///< indices of nodes, in the order in which they are run
};

struct InitTasks {
    std::vector<InitTask> tasks; ///< those with functions, in the order in which they run
    std::vector<InitNode> graph; ///< Go <= 1.20: all tasks, also those without functions
    /// False: not found at all, or damaged; `diagnostics` says why.
    bool complete = false;
    std::vector<Diagnostic> diagnostics;
};

InitTasks readInitTasks(const LinkedImage& linked, const FunctionTable& functions, const Moduledata& module);

} // namespace rt0::gobinary
