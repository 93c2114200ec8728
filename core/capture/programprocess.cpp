#include "capture/programprocess.h"

#include "capture/monotonic.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <new>
#include <poll.h>
#include <string_view>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

namespace rt0::capture {
namespace {

constexpr int kPipeBytes = 1 << 20;
/// A guardian that has not ended by then waits for a process stuck in the kernel; it goes on without us.
constexpr std::int64_t kGuardianTimeNs = 3'000'000'000;

struct Pipe {
    FileDescriptor read;
    FileDescriptor write;

    bool open() {
        std::array<int, 2> ends{-1, -1};
        if (pipe2(ends.data(), O_CLOEXEC) != 0)
            return false;
        read = FileDescriptor(ends[0]);
        write = FileDescriptor(ends[1]);
        return true;
    }
    /// We read, without waiting, and the program never waits for us as long as a megabyte is free.
    bool openForOutput() {
        if (!open())
            return false;
        fcntl(read.get(), F_SETPIPE_SZ, kPipeBytes);
        return fcntl(read.get(), F_SETFL, O_NONBLOCK) == 0;
    }
};

tl::unexpected<Error> systemError(const char* what) {
    return tl::unexpected(Error{fmt::format("{}: {}", what, std::strerror(errno)), {}, {}});
}

std::vector<char*> pointers(const std::vector<std::string>& texts) {
    std::vector<char*> result;
    result.reserve(texts.size() + 1);
    for (const std::string& text : texts)
        result.push_back(const_cast<char*>(text.c_str()));
    result.push_back(nullptr);
    return result;
}

std::string_view nameOf(std::string_view variable) {
    return variable.substr(0, variable.find('='));
}

/// A signal of ours between fork and the child's own signal mask must not run a handler in the child.
class BlockedSignals {
public:
    BlockedSignals() {
        sigset_t all;
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, &m_before);
    }
    ~BlockedSignals() { pthread_sigmask(SIG_SETMASK, &m_before, nullptr); }
    BlockedSignals(const BlockedSignals&) = delete;
    BlockedSignals& operator=(const BlockedSignals&) = delete;

private:
    sigset_t m_before{};
};

} // namespace

std::vector<std::string> changedEnvironment(const std::vector<std::string>& changes) {
    std::vector<std::string> result;
    for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
        const std::string_view name = nameOf(*entry);
        if (std::ranges::none_of(changes, [&](const std::string& c) { return nameOf(c) == name; }))
            result.emplace_back(*entry);
    }
    for (std::size_t i = 0; i < changes.size(); ++i) {
        const bool last = std::none_of(changes.begin() + static_cast<std::ptrdiff_t>(i) + 1, changes.end(),
                                       [&](const std::string& c) { return nameOf(c) == nameOf(changes[i]); });
        if (last && changes[i].find('=') != std::string::npos)
            result.push_back(changes[i]);
    }
    return result;
}

void ProgramProcess::Unmap::operator()(StartPage* page) const {
    munmap(page, sizeof(StartPage));
}

Result<ProgramProcess> ProgramProcess::prepare(const StartRequest& request) {
    ProgramProcess process;
    process.m_path = request.path;
    process.m_directory = request.workingDirectory;
    void* const page =
        mmap(nullptr, sizeof(StartPage), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (page == MAP_FAILED)
        return systemError("no memory to start the program");
    process.m_page.reset(new (page) StartPage{});

    Pipe go, control, report, output, error;
    FileDescriptor input;
    if (!request.passInput)
        input = FileDescriptor(open("/dev/null", O_RDONLY | O_CLOEXEC));
    if (!go.open() || !control.open() || !report.openForOutput() || !error.openForOutput() ||
        (!request.passOutput && !output.openForOutput()))
        return systemError("cannot open a pipe to the program");

    const std::vector<char*> argv = pointers(request.command);
    const std::vector<char*> envp = pointers(request.environment);
    StartPlan plan;
    plan.path = process.m_path.c_str();
    plan.argv = argv.data();
    plan.envp = envp.data();
    plan.directory = process.m_directory.empty() ? nullptr : process.m_directory.c_str();
    plan.standardInput = input.get();
    plan.standardOutput = output.write.get();
    plan.standardError = error.write.get();
    plan.go = go.read.get();
    plan.control = control.read.get();
    plan.report = report.write.get();
    plan.inherited = request.inherited;
    plan.page = process.m_page.get();
    {
        const BlockedSignals blocked;
        process.m_guardian = fork();
        if (process.m_guardian == 0)
            runGuardian(plan);
    }
    if (process.m_guardian < 0)
        return systemError("cannot start a process");
    process.m_go = std::move(go.write);
    process.m_control = std::move(control.write);
    process.m_report = std::move(report.read);
    process.m_output = std::move(output.read);
    process.m_error = std::move(error.read);

    pollfd wait{process.m_report.get(), POLLIN, 0};
    report.write.reset();
    poll(&wait, 1, 10'000);
    const auto started = process.takeReport();
    if (!started || started->kind != GuardianReport::Kind::Started) {
        errno = started ? started->status : EAGAIN;
        return systemError("cannot start a process");
    }
    process.m_pid = started->pid;
    return process;
}

ProgramProcess::~ProgramProcess() {
    if (m_guardian <= 0 || !m_control)
        return;
    m_go.reset();
    kill();
    m_control.reset();
    const std::int64_t giveUp = monotonicNow() + kGuardianTimeNs;
    while (waitpid(m_guardian, nullptr, WNOHANG) == 0 && monotonicNow() < giveUp)
        usleep(200);
}

void ProgramProcess::release() {
    const char go = 'g';
    [[maybe_unused]] const ssize_t written = write(m_go.get(), &go, 1);
    m_go.reset();
}

std::optional<Error> ProgramProcess::startError() const {
    const auto step = static_cast<StartStep>(m_page->failed.load());
    if (step == StartStep::None)
        return std::nullopt;
    const int error = m_page->error;
    if (step == StartStep::Directory)
        return Error{
            fmt::format("cannot start in this directory: {}", std::strerror(error)), m_directory, {}};
    std::string hint;
    if (error == ENOENT)
        hint = "the program's ELF interpreter (ld.so) is missing: is it built for another C library?";
    else if (error == EACCES)
        hint = "is the file system mounted noexec?";
    return Error{fmt::format("cannot be run: {}", std::strerror(error)), m_path, std::move(hint)};
}

std::optional<GuardianReport> ProgramProcess::takeReport() {
    GuardianReport report;
    // Written in one piece that is shorter than PIPE_BUF, thus read in one piece.
    if (read(m_report.get(), &report, sizeof report) != static_cast<ssize_t>(sizeof report))
        return std::nullopt;
    return report;
}

bool ProgramProcess::guardianGone() const {
    pollfd wait{m_report.get(), POLLIN, 0};
    return poll(&wait, 1, 0) == 1 && (wait.revents & POLLIN) == 0;
}

void ProgramProcess::order(GuardianOrder order) {
    // The guardian may be gone; its pipe must not kill us then.
    const auto letter = static_cast<char>(order);
    sigset_t pipeSignal;
    sigset_t before;
    sigemptyset(&pipeSignal);
    sigaddset(&pipeSignal, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipeSignal, &before);
    if (write(m_control.get(), &letter, 1) < 0 && errno == EPIPE) {
        const timespec now{};
        sigtimedwait(&pipeSignal, nullptr, &now);
    }
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

void ProgramProcess::terminate() {
    order(GuardianOrder::Terminate);
}
void ProgramProcess::kill() {
    order(GuardianOrder::Kill);
}

} // namespace rt0::capture
