#include "recording/rt0file.h"

#include "base/atomicfile.h"
#include "recording/launchjson.h"
#include "recording/rt0manifest.h"
#include "recording/zipmembers.h"

#include <array>
#include <fmt/format.h>
#include <string_view>

namespace rt0 {
namespace {

constexpr const char* kManifest = "manifest.json";
constexpr const char* kLaunch = "launch.json";
constexpr const char* kBinary = "binary.json";
constexpr const char* kGoList = "deps.json";
constexpr const char* kTrace = "execution.trace";
constexpr const char* kControl = "control/";

constexpr std::uint64_t kMaxManifest = std::uint64_t{4} << 20U;
constexpr std::uint64_t kMaxJson = std::uint64_t{256} << 20U;

constexpr auto kPurposes =
    std::to_array<const char*>({"wall", "wall-control", "main-time", "init-log", "ld-debug", "milestones",
                                "details", "init-functions", "trace", "main-time-control"});
static_assert(kPurposes.size() == static_cast<std::size_t>(LaunchPurpose::MainTimeControl) + 1);

std::string outputName(std::size_t run, LaunchPurpose purpose, const char* stream) {
    return fmt::format("runs/{:02}-{}/{}", run + 1, kPurposes[static_cast<std::size_t>(purpose)], stream);
}

/// Collects the members; the manifest, which lists them, comes first in the archive.
class Packing {
public:
    void add(std::string name, std::string meaning, std::string content) {
        m_listed.push_back({name, std::move(meaning), content.size()});
        m_members.push_back({std::move(name), std::move(content), false});
    }

    Result<std::string> finish(const Launch& launch) {
        m_members.insert(m_members.begin(), {kManifest, rt0Manifest(launch, m_listed), true});
        return zipOf(m_members, launch.date);
    }

private:
    std::vector<ZipMember> m_members;
    std::vector<Rt0Member> m_listed;
};

void readOutput(ZipReader& archive, const std::string& name, std::uint64_t limit, std::string& output,
                std::vector<Diagnostic>& diagnostics) {
    if (!archive.has(name))
        return; // it wrote nothing
    auto text = archive.read(name, limit);
    if (text)
        output = std::move(*text);
    else
        diagnostics.push_back({Diagnostic::Severity::DataLoss, text.error().message(), {}, 0});
}

void readText(ZipReader& archive, const char* name, std::string& to, std::vector<Diagnostic>& diagnostics) {
    if (!archive.has(name))
        return;
    if (auto text = archive.read(name, kMaxJson))
        to = std::move(*text);
    else
        diagnostics.push_back({Diagnostic::Severity::DataLoss, text.error().message(), {}, 0});
}

/// What each run wrote; names begin with `folder`.
void addOutputs(Packing& packing, const Launch& launch, const std::string& folder) {
    for (std::size_t i = 0; i < launch.runs.size(); ++i) {
        const LaunchRun& run = launch.runs[i];
        const auto add = [&](const char* name, const char* meaning, const std::string& content) {
            if (!content.empty())
                packing.add(folder + outputName(i, run.purpose, name), meaning, content);
        };
        add("stdout", "standard output as captured", run.standardOutput.text);
        add("stderr", "standard error as captured", run.standardError.text);
        add(kTrace, "the execution trace that the program wrote", run.trace);
    }
}

/// A launch with what its runs wrote.
Result<Launch> readLaunch(ZipReader& archive, const std::string& folder,
                          std::vector<Diagnostic>& diagnostics) {
    auto launch = archive.read(folder + kLaunch, kMaxJson).and_then([&](const std::string& text) {
        return launchOf(text).map_error([&](Error error) {
            error.where = folder + kLaunch;
            return error;
        });
    });
    if (!launch)
        return launch;
    for (std::size_t i = 0; i < launch->runs.size(); ++i) {
        LaunchRun& run = launch->runs[i];
        const auto read = [&](const char* name, std::uint64_t limit, std::string& output) {
            readOutput(archive, folder + outputName(i, run.purpose, name), limit, output, diagnostics);
        };
        read("stdout", kMaxLaunchOutput, run.standardOutput.text);
        read("stderr", kMaxLaunchOutput, run.standardError.text);
        read(kTrace, kMaxLaunchTrace, run.trace);
    }
    return launch;
}

tl::unexpected<Error> at(Error error, const std::string& where) {
    error.where = error.where.empty() ? where : fmt::format("{}: {}", where, error.where);
    return tl::unexpected(std::move(error));
}

} // namespace

Result<std::string> rt0FileBytes(const Launch& launch, const std::string& binaryJson,
                                 const std::string& goList, const Launch* control) {
    Packing packing;
    packing.add(kLaunch, "what was started, on which machine, and what each run showed", launchJson(launch));
    if (!binaryJson.empty())
        packing.add(kBinary, "facts of the program, as rt0scope inspect --json writes them", binaryJson);
    if (!goList.empty())
        packing.add(kGoList, "the import graph, as go list -deps -json prints it", goList);
    addOutputs(packing, launch, {});
    if (control != nullptr) {
        packing.add(std::string(kControl) + kLaunch, "the A/A control: starts of equal copies of the program",
                    launchJson(*control));
        addOutputs(packing, *control, kControl);
    }
    return packing.finish(launch);
}

Result<void> writeRt0File(const std::string& path, const Launch& launch, const std::string& binaryJson,
                          const std::string& goList, const Launch* control) {
    const auto bytes = rt0FileBytes(launch, binaryJson, goList, control);
    if (!bytes)
        return tl::unexpected(bytes.error());
    return writeFileAtomically(path, *bytes);
}

Result<Rt0File> readRt0File(std::string_view bytes, const std::string& where) {
    auto archive = ZipReader::open(bytes, where);
    if (!archive)
        return tl::unexpected(archive.error());
    const auto manifest =
        archive->has(kManifest) ? archive->read(kManifest, kMaxManifest) : Result<std::string>(std::string());
    if (!manifest)
        return at(manifest.error(), where);
    auto facts = readRt0Manifest(*manifest);
    if (!facts)
        return at(std::move(facts.error()), where);
    Rt0File file;
    file.generator = std::move(facts->generator);
    auto launch = readLaunch(*archive, {}, file.diagnostics);
    if (!launch)
        return at(std::move(launch.error()), where);
    file.launch = std::move(*launch);
    readText(*archive, kBinary, file.binaryJson, file.diagnostics);
    readText(*archive, kGoList, file.goList, file.diagnostics);
    if (archive->has(std::string(kControl) + kLaunch)) {
        if (auto control = readLaunch(*archive, kControl, file.diagnostics))
            file.control = std::move(*control);
        else
            file.diagnostics.push_back({Diagnostic::Severity::DataLoss,
                                        "the A/A control cannot be read: " + control.error().message(),
                                        {},
                                        0});
    }
    return file;
}

} // namespace rt0
