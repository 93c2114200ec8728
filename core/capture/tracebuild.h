#pragma once

#include "base/result.h"
#include "capture/recordlaunch.h"

#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace rt0 {

/// A main package built twice by the user's own `go build`: as it is, and with code that starts an execution
/// trace before nearly everything else. Nothing is written into the package's folders (`go build -overlay`,
/// which Go has had since 1.16); what is built lies in a temporary folder as long as this object lives.
///
/// The trace begins in the init of a package that imports nothing but runtime. Go 1.21 and later run it
/// behind the few inits that come before it in the alphabet and wait for nothing either; up to 1.20 it is the
/// first import of package main. Another package hands the trace out (`traceprotocol.h`).
class TracedBuild {
public:
    /// `package` is the folder of a main package inside a module; `environment` as in LaunchOptions.
    /// Errors: no such folder, no go command, no main package, no module, the compiler's own words.
    static Result<TracedBuild> make(const std::string& package, const std::vector<std::string>& environment,
                                    std::stop_token stop = {});
    TracedBuild(TracedBuild&&) noexcept;
    TracedBuild& operator=(TracedBuild&&) noexcept;
    ~TracedBuild();

    const std::string& program() const;       ///< as the user builds it
    const std::string& tracedProgram() const; ///< the one with the trace

private:
    struct Parts;
    explicit TracedBuild(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> m_parts;
};

/// To start the package's build as it is, with the arguments that follow the folder in the command, and the
/// one with the trace once.
LaunchOptions withBuild(LaunchOptions options, const TracedBuild& build);

} // namespace rt0
