#pragma once

#include "base/result.h"
#include "capture/goproject.h"
#include "capture/recordcomparison.h"
#include "timeline/startup.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

namespace rt0 {

/// Where variants are built and measured: the edge to the outside world.
class OptimizationLab {
public:
    OptimizationLab() = default;
    OptimizationLab(const OptimizationLab&) = delete;
    OptimizationLab& operator=(const OptimizationLab&) = delete;
    virtual ~OptimizationLab() = default;

    /// The program as it is; it stays so as long as the lab, also when the user builds anew in its place.
    virtual const BuiltProgram& base() const = 0;
    virtual std::string name() const = 0; ///< for people: the import path, or the file
    virtual bool hasSource() const = 0;
    virtual std::vector<std::string> notes() const = 0;
    virtual const std::vector<BlankImport>& blankImports() const = 0;
    /// A recording of its start, with the import graph where there is the source.
    virtual Result<std::shared_ptr<const Document>> recordBase(const std::stop_token& stop) = 0;
    virtual Result<BuiltProgram> build(const VariantSpec& variant, const std::string& name,
                                       const std::stop_token& stop) = 0;
    /// The builds are started in turns, with equal copies of the first one beside them. `logs`: in each round
    /// also with inittrace, which tells what inits allocate.
    virtual Result<RecordedComparison> measure(std::span<const ComparedProgram> programs, bool logs,
                                               const std::stop_token& stop) = 0;
};

struct OptimizationTarget {
    std::string target;                  ///< folder of a package main, or a Go program
    std::vector<std::string> arguments;  ///< of the program
    std::vector<std::string> buildFlags; ///< of go build, as the user builds
    std::string buildCache;              ///< empty: a temporary one
    /// How starts are made; its `command` and `tracedProgram` count for nothing, `rounds` are the measured
    /// starts of each variant.
    LaunchOptions launch;
};

struct LabProgress {
    std::function<void(const std::string& step)> step; ///< "Building static"
    /// The `number`th of `count` starts begins.
    std::function<void(std::uint32_t number, std::uint32_t count)> start;
};

/// The real one. Builds the program as it is when there is its source. Errors: those of GoProject and
/// GoBinary. What it makes lies in a temporary folder and goes with it.
Result<std::unique_ptr<OptimizationLab>>
openLab(const OptimizationTarget& target, const LabProgress& progress = {}, const std::stop_token& stop = {});

} // namespace rt0
