#include "capture/gocommand.h"

#include "base/time.h"
#include "capture/programprocess.h"
#include "capture/supervisor.h"

#include <fmt/format.h>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

namespace rt0::capture {
namespace {

/// A build of a large program from nothing.
constexpr Nanoseconds kBuildTime = std::chrono::minutes(30);
constexpr std::size_t kMostWords = 4000;

bool writeFile(const std::string& path, const std::string& content) {
    std::ofstream file(path, std::ios::binary);
    file << content;
    file.close();
    return file.good();
}

} // namespace

Result<std::string> GoCommand::run(const std::vector<std::string>& arguments,
                                   const std::stop_token& stop) const {
    StartRequest request;
    request.path = "/usr/bin/env"; // finds go as the user's shell does
    request.command = {"env", "go"};
    request.command.insert(request.command.end(), arguments.begin(), arguments.end());
    request.workingDirectory = folder;
    request.environment = changedEnvironment(environment);
    auto process = ProgramProcess::prepare(request);
    if (!process)
        return tl::unexpected(process.error());
    process->release();
    LaunchRun run;
    EndConditions conditions;
    conditions.timeLimit = kBuildTime;
    Supervisor supervisor(*process, run, conditions);
    if (auto done = supervisor.run(stop); !done)
        return tl::unexpected(done.error());
    if (stop.stop_requested())
        return tl::unexpected(Error{"cancelled", {}, {}});
    if (run.standardOutput.bytes > run.standardOutput.text.size())
        return tl::unexpected(Error{fmt::format("go {} printed too much", arguments.front()), folder, {}});
    if (run.end == LaunchEnd::Exited && run.exitStatus == 0)
        return run.standardOutput.text;
    constexpr int kNotFound = 127;
    if (run.end == LaunchEnd::Exited && run.exitStatus == kNotFound)
        return tl::unexpected(Error{"the go command was not found", {}, "install Go, or put it into PATH"});
    std::string words = run.standardError.text.substr(0, kMostWords);
    while (!words.empty() && words.back() == '\n')
        words.pop_back();
    return tl::unexpected(Error{fmt::format("go {} failed:\n{}", arguments.front(), words), folder, {}});
}

Result<GoMainPackage> mainPackageOf(const GoCommand& go, const std::vector<std::string>& flags,
                                    const std::stop_token& stop) {
    std::vector<std::string> arguments{"list"};
    arguments.insert(arguments.end(), flags.begin(), flags.end());
    arguments.insert(
        arguments.end(),
        {"-f", "{{.Name}}\n{{.Dir}}\n{{.ImportPath}}\n{{with .Module}}{{.Path}}\n{{.Dir}}{{end}}", "."});
    const auto listed = go.run(arguments, stop);
    if (!listed)
        return tl::unexpected(listed.error());
    GoMainPackage package;
    std::istringstream lines(*listed);
    for (std::string* const line :
         {&package.name, &package.folder, &package.importPath, &package.module, &package.moduleFolder})
        std::getline(lines, *line);
    if (package.name != "main")
        return tl::unexpected(Error{fmt::format("package {} is no program", package.name), go.folder,
                                    "name the folder of a package main"});
    return package;
}

Result<std::string> GoOverlay::write() const {
    nlohmann::ordered_json replace = nlohmann::ordered_json::object();
    bool written = true;
    for (std::size_t i = 0; i < m_files.size(); ++i) {
        const std::string path = fmt::format("{}/{}-{}.txt", m_folder, m_name, i);
        replace[m_files[i].first] = path;
        written = written && writeFile(path, m_files[i].second);
    }
    std::string overlay = fmt::format("{}/{}.json", m_folder, m_name);
    const nlohmann::ordered_json json{{"Replace", replace}};
    written = written &&
              writeFile(overlay, json.dump(1, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
    if (!written)
        return tl::unexpected(Error{"cannot write into the temporary folder", m_folder, "is the disk full?"});
    return overlay;
}

} // namespace rt0::capture
