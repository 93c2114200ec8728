#include "capture/traceprotocol.h"

#include "capture/monotonic.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <iterator>
#include <sys/stat.h>
#include <unistd.h>

namespace rt0::capture {
namespace {

constexpr std::int64_t kPatienceNs = 3'000'000'000;
constexpr std::int64_t kReaderPatienceNs = 300'000'000;
constexpr unsigned kPauseUs = 1000;

// No import but runtime: each other one would have to be initialised before.
constexpr const char* kStartSource = R"(package a0rt0scope

import "runtime"

// Err tells why no trace was started.
var Err = runtime.StartTrace()
)";

constexpr const char* kReaderSource = R"(package reader

import (
	"runtime"
	"syscall"

	start "{module}/{package}"
)

func init() {{
	folder, wanted := syscall.Getenv("{variable}")
	if !wanted || start.Err != nil {{
		return
	}}
	syscall.Unsetenv("{variable}")
	end, _ := syscall.Getenv("{endVariable}")
	syscall.Unsetenv("{endVariable}")
	part, err := syscall.Open(folder+"/part", syscall.O_WRONLY|syscall.O_CREAT|syscall.O_CLOEXEC, 0o600)
	if err != nil {{
		return
	}}
	go write(part, folder)
	go waitForStop(folder)
	endsAtMain = end == "main"
}}

var (
	endsAtMain bool
	written    = make(chan struct{{}})
)

// AtMain is called by the last init before main.main.
func AtMain() {{
	if endsAtMain {{
		runtime.StopTrace()
		<-written
	}}
}}

func write(part int, folder string) {{
	defer close(written)
	for data := runtime.ReadTrace(); data != nil; data = runtime.ReadTrace() {{
		for len(data) > 0 {{
			n, err := syscall.Write(part, data)
			if err != nil && err != syscall.EINTR {{
				return
			}}
			if n > 0 {{
				data = data[n:]
			}}
		}}
	}}
	syscall.Rename(folder+"/part", folder+"/trace")
}}

func waitForStop(folder string) {{
	for {{
		stop, err := syscall.Open(folder+"/stop", syscall.O_RDONLY|syscall.O_CLOEXEC, 0)
		if err == syscall.EINTR {{
			continue
		}}
		if err == nil {{
			syscall.Close(stop)
			runtime.StopTrace()
		}}
		return
	}}
}}
)";

constexpr const char* kMainSource = R"(package main

import "{module}/{package}/reader"

func init() {{ reader.AtMain() }}
)";

constexpr const char* kImportSource = R"(package main

import _ "{module}/{package}/reader"
)";

std::string contentOf(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

} // namespace

std::string traceStartSource() {
    return kStartSource;
}

std::string traceReaderSource(const std::string& module) {
    return fmt::format(fmt::runtime(kReaderSource), fmt::arg("module", module),
                       fmt::arg("package", kTracePackage), fmt::arg("variable", kTraceVariable),
                       fmt::arg("endVariable", kTraceEndVariable));
}

std::string traceImportSource(const std::string& module) {
    return fmt::format(fmt::runtime(kImportSource), fmt::arg("module", module),
                       fmt::arg("package", kTracePackage));
}

std::string traceMainSource(const std::string& module) {
    return fmt::format(fmt::runtime(kMainSource), fmt::arg("module", module),
                       fmt::arg("package", kTracePackage));
}

Result<TraceFolder> TraceFolder::create() {
    auto folder = ScratchFolder::create();
    if (!folder)
        return tl::unexpected(folder.error());
    TraceFolder result(std::move(*folder));
    if (mkfifo(result.member("stop").c_str(), 0600) != 0)
        return tl::unexpected(Error{fmt::format("cannot make a FIFO: {}", std::strerror(errno)),
                                    result.m_folder.path(),
                                    "set TMPDIR to a folder of a file system that has them"});
    return result;
}

std::string TraceFolder::member(const char* name) const {
    return m_folder.path() + "/" + name;
}

std::vector<std::string> TraceFolder::environment(LaunchUntil until) const {
    return {fmt::format("{}={}", kTraceVariable, m_folder.path()),
            fmt::format("{}={}", kTraceEndVariable, until == LaunchUntil::MainMain ? "main" : "stop")};
}

void TraceFolder::endTrace() const {
    const std::int64_t begin = monotonicNow();
    // Nobody waits there when the program has not come so far, or has none of our code.
    while (monotonicNow() - begin < kReaderPatienceNs) {
        const int stop = open(member("stop").c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC);
        if (stop < 0) {
            usleep(kPauseUs);
            continue;
        }
        close(stop);
        while (access(member("trace").c_str(), F_OK) != 0 && monotonicNow() - begin < kPatienceNs)
            usleep(kPauseUs);
        return;
    }
}

void TraceFolder::collect(LaunchRun& run) const {
    std::error_code unknown;
    const bool whole = std::filesystem::exists(member("trace"), unknown);
    const std::string path = member(whole ? "trace" : "part");
    const auto bytes = std::filesystem::file_size(path, unknown);
    const auto warn = [&](const char* what, const char* hint) {
        run.warnings.push_back({Diagnostic::Severity::DataLoss, what, hint, 0});
    };
    if (unknown || bytes == 0)
        return warn("the program wrote no execution trace",
                    "does it end or hang very early, or start a trace of its own?");
    if (bytes > kMaxLaunchTrace)
        return warn("the execution trace is too long for a recording and was left out",
                    "end the recording earlier, with --until");
    run.trace = contentOf(path);
    if (!whole)
        warn("the program ended before its execution trace did: the last of it is missing",
             "use --until ready:REGEX, listen or a time");
}

} // namespace rt0::capture
