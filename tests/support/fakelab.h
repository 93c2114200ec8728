#pragma once

#include "analysis/optimize/lab.h"
#include "recording/rt0file.h"
#include "support/samplelaunch.h"
#include "support/tinygobinary.h"
#include "timeline/launchstartup.h"

#include <atomic>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <thread>
#include <unistd.h>

namespace rt0::test {

inline constexpr int kRuns = 12;

/// Times are the sample's, scaled, with a spread of 2 %.
inline Launch timedLaunch(double factor) {
    Launch launch = sampleLaunch();
    std::erase_if(launch.runs, [](const LaunchRun& run) { return run.purpose == LaunchPurpose::MainTime; });
    for (int i = 0; i < kRuns; ++i) {
        LaunchRun& run = launch.runs.emplace_back();
        run.purpose = LaunchPurpose::MainTime;
        run.technique = LaunchTechnique::Trampolines;
        run.end = LaunchEnd::Stopped;
        run.toMain = Nanoseconds(static_cast<std::int64_t>(factor * (10e6 + 20'000 * ((i * 7) % kRuns))));
        run.toReady = run.toMain;
    }
    return launch;
}

/// A lab where a variant takes what the test says, by what is changed.
class FakeLab final : public OptimizationLab {
public:
    explicit FakeLab(bool source) : m_source(source) {
        m_base.program =
            std::filesystem::temp_directory_path().string() + "/rt0scope-fakelab-" + std::to_string(getpid());
        std::ofstream(m_base.program, std::ios::binary) << TinyGoBinary(27).bytes();
        m_base.bytes = 8192;
        m_imports = {{"example.org/m", "image/png", {"/m/main.go"}, "main.go:5"},
                     {"example.org/m", "net/http/pprof", {"/m/main.go"}, "main.go:6"}};
    }
    ~FakeLab() override {
        std::remove(m_base.program.c_str());
        for (const auto& [program, factor] : m_rebuilt)
            std::remove(program.c_str());
    }

    /// A program built by Go 1.`minor` that takes `factor` times as long.
    std::string rebuild(int minor, double factor) {
        std::string bytes = TinyGoBinary(minor).bytes();
        bytes += static_cast<char>('0' + m_rebuilt.size()); // else it may be the same
        const std::string program = m_base.program + "-rebuilt" + std::to_string(m_rebuilt.size());
        std::ofstream(program, std::ios::binary) << bytes;
        m_rebuilt[program] = factor;
        return program;
    }

    const BuiltProgram& base() const override { return m_base; }
    std::string name() const override { return "example.org/m"; }
    bool hasSource() const override { return m_source; }
    std::vector<std::string> notes() const override { return {"a note"}; }
    const std::vector<BlankImport>& blankImports() const override { return m_source ? m_imports : m_none; }

    Result<std::shared_ptr<const Document>> recordBase(const std::stop_token&) override {
        Rt0File file;
        file.launch = timedLaunch(1);
        for (LaunchRun& run : file.launch.runs)
            if (run.purpose == LaunchPurpose::InitLog)
                run.standardError.text += collections;
        return std::make_shared<const Document>(documentOf(std::move(file), {}));
    }

    Result<BuiltProgram> build(const VariantSpec& variant, const std::string& name,
                               const std::stop_token&) override {
        built.push_back(name);
        if (!variant.buildEnvironment.empty())
            return tl::unexpected(Error{"go build failed:\nmain.go:3: C code", {}, {}});
        BuiltProgram program = m_base;
        program.bytes -= variant.linkerFlags.empty() ? 0 : 1000;
        program.program = m_base.program + "-" + std::to_string(built.size());
        specs.push_back(variant);
        return program;
    }

    Result<RecordedComparison> measure(std::span<const ComparedProgram> programs, bool logs,
                                       const std::stop_token& stop) override {
        while (hangs && !stop.stop_requested())
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        if (stop.stop_requested())
            return tl::unexpected(Error{"cancelled", {}, {}});
        logged = logs;
        RecordedComparison recorded;
        for (const ComparedProgram& program : programs)
            recorded.sides.push_back(timedLaunch(factorOf(program)));
        recorded.control = timedLaunch(1.001);
        return recorded;
    }

    std::vector<std::string> built;
    std::vector<VariantSpec> specs;
    bool logged = false;             ///< by the last measure()
    std::string collections;         ///< what gctrace prints
    std::atomic<bool> hangs = false; ///< measuring takes until it is stopped

private:
    /// Each linker flag counts 3 %, each import that is left out 10 %, a file in package main costs 50 %.
    double factorOf(const ComparedProgram& program) const {
        const std::size_t dash = program.command.front().rfind('-');
        const std::string number = program.command.front().substr(dash + 1);
        if (program.command.front() == m_base.program)
            return 1;
        if (const auto rebuilt = m_rebuilt.find(program.command.front()); rebuilt != m_rebuilt.end())
            return rebuilt->second;
        double factor = 1;
        std::size_t successes = 0;
        for (std::size_t i = 0; i < built.size() && successes < specs.size(); ++i) {
            const VariantSpec& spec = specs[successes];
            if (std::to_string(i + 1) == number) {
                for (std::size_t k = 0; k < spec.withoutImports.size(); ++k)
                    factor *= 0.9;
                factor *= spec.linkerFlags.empty() ? 1.0 : 0.95;
                factor *= spec.mainFiles.empty() ? 1.0 : 1.5;
            }
            successes += built[i] == "static" ? 0 : 1;
        }
        return factor;
    }

    bool m_source;
    BuiltProgram m_base;
    std::vector<BlankImport> m_imports;
    std::vector<BlankImport> m_none;
    std::map<std::string, double> m_rebuilt;
};

} // namespace rt0::test
