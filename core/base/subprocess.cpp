#include "base/subprocess.h"

#include "base/filedescriptor.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>

extern char** environ;

namespace rt0 {
namespace {

constexpr std::size_t kChunk = std::size_t(1) << 16U;
constexpr std::size_t kMaxErrors = std::size_t(1) << 16U;
constexpr int kPollMs = 10; ///< how long a request to stop may wait

Error systemError(const std::string& program, int code) {
    return {"cannot be started: " + std::generic_category().message(code), program,
            "is it installed and in PATH?"};
}

std::string nameOf(const std::string& text) {
    return text.substr(0, text.find('='));
}

std::vector<std::string> environmentWith(const std::vector<std::string>& changes) {
    std::vector<std::string> all = changes;
    for (char** variable = environ; *variable != nullptr; ++variable) {
        const std::string text = *variable;
        const auto same = [&](const std::string& change) { return nameOf(change) == nameOf(text); };
        if (std::ranges::none_of(changes, same))
            all.push_back(text);
    }
    return all;
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
    std::vector<char*> list;
    for (std::string& text : texts)
        list.push_back(text.data());
    list.push_back(nullptr);
    return list;
}

/// What posix_spawn is told, released at the end.
struct SpawnSettings {
    SpawnSettings() {
        posix_spawn_file_actions_init(&actions);
        posix_spawnattr_init(&attributes);
    }
    ~SpawnSettings() {
        posix_spawn_file_actions_destroy(&actions);
        posix_spawnattr_destroy(&attributes);
    }
    SpawnSettings(const SpawnSettings&) = delete;
    SpawnSettings& operator=(const SpawnSettings&) = delete;

    posix_spawn_file_actions_t actions{};
    posix_spawnattr_t attributes{};
};

/// Our end is `ours`, the program's is `theirs`; both are closed on exec.
struct Channel {
    FileDescriptor ours;
    FileDescriptor theirs;
};

/// Sockets, not pipes: writing to one whose reader is gone need not raise SIGPIPE.
Channel makeChannel() {
    std::array<int, 2> ends{-1, -1};
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
        return {};
    Channel channel{FileDescriptor(ends[0]), FileDescriptor(ends[1])};
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    return channel;
}

class Running {
public:
    static Result<Running> start(const SubprocessRequest& request);
    Running(Running&& other) noexcept = default;
    Running& operator=(Running&&) = delete;
    ~Running() {
        if (m_pid > 0)
            killAll(); // the caller gave up: no process outlives it
    }

    Result<SubprocessOutput> finish(const SubprocessRequest& request, const std::stop_token& stop);

private:
    Running() = default;
    void wait();
    bool ended();
    void feed(std::string_view input);
    void take(FileDescriptor& from, std::string& to);
    void killAll();

    struct Pid {
        pid_t value = -1;
        Pid() = default;
        Pid(Pid&& other) noexcept : value(std::exchange(other.value, -1)) {}
        Pid& operator=(pid_t pid) {
            value = pid;
            return *this;
        }
        operator pid_t() const { return value; }
    };

    Pid m_pid;
    FileDescriptor m_input;
    FileDescriptor m_output;
    FileDescriptor m_errors;
    std::size_t m_fed = 0;
    SubprocessOutput m_result;
};

Result<Running> Running::start(const SubprocessRequest& request) {
    Channel input = makeChannel();
    Channel output = makeChannel();
    Channel errors = makeChannel();
    if (!input.ours || !output.ours || !errors.ours)
        return tl::unexpected(systemError(request.program, errno));
    SpawnSettings settings;
    posix_spawn_file_actions_adddup2(&settings.actions, input.theirs.get(), STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&settings.actions, output.theirs.get(), STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&settings.actions, errors.theirs.get(), STDERR_FILENO);
    if (!request.workingDirectory.empty())
        posix_spawn_file_actions_addchdir_np(&settings.actions, request.workingDirectory.c_str());
    posix_spawnattr_setflags(&settings.attributes, POSIX_SPAWN_SETPGROUP);

    std::vector<std::string> command{request.program};
    command.insert(command.end(), request.arguments.begin(), request.arguments.end());
    std::vector<std::string> environment = environmentWith(request.environment);
    Running running;
    pid_t pid = -1;
    const int failed = posix_spawnp(&pid, request.program.c_str(), &settings.actions, &settings.attributes,
                                    pointers(command).data(), pointers(environment).data());
    if (failed != 0)
        return tl::unexpected(systemError(request.program, failed));
    running.m_pid = pid;
    running.m_input = std::move(input.ours);
    running.m_output = std::move(output.ours);
    running.m_errors = std::move(errors.ours);
    return running;
}

void Running::wait() {
    // poll() passes over descriptors below zero, the closed ones.
    std::array<pollfd, 3> waits{pollfd{m_input.get(), POLLOUT, 0}, pollfd{m_output.get(), POLLIN, 0},
                                pollfd{m_errors.get(), POLLIN, 0}};
    poll(waits.data(), waits.size(), kPollMs);
}

void Running::feed(std::string_view input) {
    while (m_input && m_fed < input.size()) {
        const ssize_t sent = send(m_input.get(), input.data() + m_fed, input.size() - m_fed, MSG_NOSIGNAL);
        if (sent < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        if (sent < 0)
            break; // it does not want more
        m_fed += static_cast<std::size_t>(sent);
    }
    m_input.reset();
}

void Running::take(FileDescriptor& from, std::string& to) {
    std::array<char, kChunk> chunk{};
    if (!from)
        return;
    const ssize_t got = read(from.get(), chunk.data(), chunk.size());
    if (got > 0)
        to.append(chunk.data(), static_cast<std::size_t>(got));
    else if (got == 0 || (errno != EAGAIN && errno != EINTR))
        from.reset();
}

void Running::killAll() {
    kill(-m_pid, SIGKILL);
    while (waitpid(m_pid, nullptr, 0) < 0 && errno == EINTR) {
    }
    m_pid = -1;
}

bool Running::ended() {
    int status = 0;
    if (m_output || m_errors || waitpid(m_pid, &status, WNOHANG) != m_pid)
        return false;
    m_pid = -1;
    m_result.exitCode = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
    m_result.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    return true;
}

Result<SubprocessOutput> Running::finish(const SubprocessRequest& request, const std::stop_token& stop) {
    const auto deadline = std::chrono::steady_clock::now() + request.timeLimit;
    while (!ended()) {
        wait();
        feed(request.input);
        take(m_output, m_result.output);
        take(m_errors, m_result.errors);
        if (m_result.errors.size() > 2 * kMaxErrors)
            m_result.errors.erase(0, m_result.errors.size() - kMaxErrors);
        if (stop.stop_requested())
            return tl::unexpected(Error{"was stopped", request.program, {}});
        if (m_result.output.size() > request.maxOutput)
            return tl::unexpected(
                Error{fmt::format("printed more than {} MB", request.maxOutput >> 20U), request.program, {}});
        if (std::chrono::steady_clock::now() > deadline)
            return tl::unexpected(Error{
                fmt::format("took longer than {} s",
                            std::chrono::duration_cast<std::chrono::seconds>(request.timeLimit).count()),
                request.program,
                {}});
    }
    return std::move(m_result);
}

} // namespace

Result<SubprocessOutput> runSubprocess(const SubprocessRequest& request, const std::stop_token& stop) {
    auto running = Running::start(request);
    return running ? running->finish(request, stop) : tl::unexpected(running.error());
}

} // namespace rt0
