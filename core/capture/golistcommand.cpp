#include "capture/golistcommand.h"

#include "base/filebytes.h"
#include "capture/filedescriptor.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <optional>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>
#include <vector>

namespace rt0 {
namespace {

using capture::FileDescriptor;
using Clock = std::chrono::steady_clock;

constexpr const char* kFields =
    "-json=ImportPath,Name,Dir,Standard,ForTest,Module,CgoFiles,Imports,ImportMap,Error";
constexpr int kPollMs = 20;
constexpr std::size_t kMaxWords = std::size_t{64} << 10U; ///< of the standard error
constexpr std::size_t kSaidLength = 600;

struct Pipe {
    FileDescriptor read;
    FileDescriptor write;
};

std::optional<Pipe> makePipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        return std::nullopt;
    return Pipe{FileDescriptor(ends[0]), FileDescriptor(ends[1])};
}

std::string reasonOf(int error) {
    return std::generic_category().message(error);
}

/// The directory's own package, or all of the module when there is none.
const char* patternFor(const std::filesystem::path& directory) {
    std::error_code unknown;
    for (const auto& entry : std::filesystem::directory_iterator(directory, unknown))
        if (entry.path().extension() == ".go" && !entry.path().filename().string().ends_with("_test.go"))
            return ".";
    return "./...";
}

/// A child in a process group of its own, which goes with this object.
class Child {
public:
    Child() = default;
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;
    ~Child() {
        if (m_pid > 0)
            end();
    }

    /// 0, or why it could not be started.
    int start(const std::vector<std::string>& arguments, const std::string& directory, const Pipe& output,
              const Pipe& errors) {
        std::vector<char*> argv;
        for (const std::string& argument : arguments)
            argv.push_back(const_cast<char*>(argument.c_str())); // posix_spawn does not write to them
        argv.push_back(nullptr);
        posix_spawn_file_actions_t files{};
        posix_spawn_file_actions_init(&files);
        posix_spawn_file_actions_addchdir_np(&files, directory.c_str());
        posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        posix_spawn_file_actions_adddup2(&files, output.write.get(), STDOUT_FILENO);
        posix_spawn_file_actions_adddup2(&files, errors.write.get(), STDERR_FILENO);
        posix_spawnattr_t attributes{};
        posix_spawnattr_init(&attributes);
        posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
        posix_spawnattr_setpgroup(&attributes, 0);
        const int failed = ::posix_spawnp(&m_pid, argv.front(), &files, &attributes, argv.data(), environ);
        posix_spawnattr_destroy(&attributes);
        posix_spawn_file_actions_destroy(&files);
        if (failed != 0)
            m_pid = -1;
        return failed;
    }

    /// Its exit status, when it has ended.
    std::optional<int> ended() {
        int status = 0;
        if (::waitpid(m_pid, &status, WNOHANG) != m_pid)
            return std::nullopt;
        m_pid = -1;
        return status;
    }

private:
    void end() {
        ::kill(-m_pid, SIGKILL);
        while (::waitpid(m_pid, nullptr, 0) < 0 && errno == EINTR)
            continue;
        m_pid = -1;
    }

    pid_t m_pid = -1;
};

/// Reads once; false at the end.
bool readSome(int fd, std::string& to, std::size_t longest) {
    std::array<char, 1U << 16U> buffer{};
    const ssize_t count = ::read(fd, buffer.data(), buffer.size());
    if (count < 0)
        return errno == EINTR || errno == EAGAIN;
    const std::size_t room = longest - std::min(to.size(), longest);
    to.append(buffer.data(), std::min(static_cast<std::size_t>(count), room));
    return count > 0;
}

struct Said {
    std::string output;
    std::string errors;
    int status = 0;
};

/// Reads both streams to their ends.
Result<Said> listen(Child& child, Pipe output, Pipe errors, const GoListOptions& options,
                    const std::stop_token& stop) {
    const auto deadline = Clock::now() + options.timeout;
    output.write = FileDescriptor();
    errors.write = FileDescriptor();
    Said said;
    std::array<pollfd, 2> streams{pollfd{output.read.get(), POLLIN, 0}, pollfd{errors.read.get(), POLLIN, 0}};
    std::optional<int> status;
    while (!status || streams[0].fd >= 0 || streams[1].fd >= 0) {
        if (stop.stop_requested())
            return tl::unexpected(Error{"cancelled", options.directory, {}});
        if (Clock::now() > deadline)
            return tl::unexpected(
                Error{fmt::format("go list took longer than {} s", options.timeout / std::chrono::seconds(1)),
                      options.directory, "run it once by hand: it may be downloading modules"});
        const bool silent = ::poll(streams.data(), streams.size(), kPollMs) == 0;
        if (silent && status)
            break; // a process that it left behind keeps the pipes open
        if (streams[0].revents != 0 && !readSome(streams[0].fd, said.output, kMaxFileBytes))
            streams[0].fd = -1;
        if (streams[1].revents != 0 && !readSome(streams[1].fd, said.errors, kMaxWords))
            streams[1].fd = -1;
        if (!status)
            status = child.ended();
    }
    said.status = *status;
    return said;
}

/// On one line, its end when it is long: there the reason stands.
std::string said(const std::string& errors) {
    std::string text = errors.substr(0, errors.find_last_not_of(" \t\r\n") + 1);
    if (text.size() > kSaidLength)
        text = "…" + text.substr(text.size() - kSaidLength);
    std::ranges::replace(text, '\n', ' ');
    std::ranges::replace(text, '\t', ' ');
    return text;
}

} // namespace

Result<std::string> runGoList(const GoListOptions& options, std::stop_token stop) {
    std::error_code unknown;
    if (!std::filesystem::is_directory(options.directory, unknown))
        return tl::unexpected(Error{"no such directory", options.directory, {}});
    auto output = makePipe();
    auto errors = makePipe();
    if (!output || !errors)
        return tl::unexpected(Error{"cannot run go list: " + reasonOf(errno), options.directory, {}});
    Child child;
    const int failed =
        child.start({options.go, "list", "-e", "-deps", kFields, patternFor(options.directory)},
                    options.directory, *output, *errors);
    if (failed != 0)
        return tl::unexpected(
            Error{fmt::format("cannot run {}: {}", options.go, reasonOf(failed)), options.directory,
                  "install Go, or name a file that go list -deps -json wrote where it is installed"});
    auto heard = listen(child, *std::move(output), *std::move(errors), options, stop);
    if (!heard)
        return tl::unexpected(heard.error());
    if (heard->status != 0 || heard->output.empty())
        return tl::unexpected(Error{"go list failed: " + said(heard->errors), options.directory,
                                    "build the program in this directory first"});
    return std::move(heard->output);
}

} // namespace rt0
