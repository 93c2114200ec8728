#include "base/inputfile.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <system_error>
#include <thread>
#include <unistd.h>
#include <utility>

namespace rt0 {
namespace {

constexpr std::size_t kChunkBytes = std::size_t{1} << 20U;
constexpr std::size_t kPartBytes = std::size_t{8} << 20U; ///< read between two looks at the stop token
constexpr int kPollMs = 20;

std::string hintFor(int code) {
    return code == EACCES || code == EPERM ? "check the file's permissions" : "";
}

Error systemError(const std::string& path, int code) {
    return {std::generic_category().message(code), path, hintFor(code)};
}

Result<FileInfo> inspect(int fd, const std::string& path) {
    struct stat status {};
    if (::fstat(fd, &status) != 0)
        return tl::make_unexpected(systemError(path, errno));
    if (S_ISDIR(status.st_mode))
        return tl::make_unexpected(Error{"is a directory", path, "name a file in it"});
    const bool device = S_ISBLK(status.st_mode) || (S_ISCHR(status.st_mode) && !::isatty(fd));
    if (device && path != "-")
        return tl::make_unexpected(Error{"is a device, not a file", path, {}});
    FileInfo info;
    if (S_ISREG(status.st_mode)) {
        info.bytes = static_cast<std::uint64_t>(status.st_size);
        info.modified = std::chrono::sys_seconds(std::chrono::seconds(status.st_mtime));
    }
    return info;
}

/// Opens a named pipe without waiting for its writer, so that a stop request is seen.
int openWithoutWaiting(const std::string& path) {
    const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd >= 0)
        ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) & ~O_NONBLOCK);
    return fd;
}

struct Part {
    int fd = -1;
    std::span<char> room;
    off_t from = 0;
    std::size_t read = 0;
    int error = 0;
};

/// Fills a part of a file; ends early where the file does.
void readPart(Part& part, std::atomic<std::uint64_t>& done, const std::stop_token& stop,
              const std::function<void(std::uint64_t)>& report) {
    while (part.read < part.room.size() && !stop.stop_requested()) {
        const std::size_t wanted = std::min(kPartBytes, part.room.size() - part.read);
        const ssize_t count =
            ::pread(part.fd, part.room.data() + part.read, wanted, part.from + static_cast<off_t>(part.read));
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0) {
            part.error = count < 0 ? errno : 0;
            return;
        }
        part.read += static_cast<std::size_t>(count);
        done += static_cast<std::uint64_t>(count);
        if (report)
            report(done);
    }
}

} // namespace

InputFile::InputFile(int fd, std::string path, FileInfo info, std::stop_token stop)
    : m_fd(fd), m_path(std::move(path)), m_info(info), m_stop(std::move(stop)) {}

InputFile::InputFile(InputFile&& other) noexcept
    : m_fd(std::exchange(other.m_fd, -1)),
      m_path(std::move(other.m_path)),
      m_info(other.m_info),
      m_stop(std::move(other.m_stop)),
      m_head(std::move(other.m_head)) {}

InputFile::~InputFile() {
    if (m_fd > STDERR_FILENO) // standard input stays open
        ::close(m_fd);
}

Result<InputFile> InputFile::open(const std::string& path, std::stop_token stop) {
    const int fd = path == "-" ? STDIN_FILENO : openWithoutWaiting(path);
    if (fd < 0)
        return tl::make_unexpected(systemError(path, errno));
    InputFile file(fd, path, {}, std::move(stop));
    const auto info = inspect(fd, path);
    if (!info)
        return tl::make_unexpected(info.error());
    file.m_info = *info;
    return file;
}

tl::unexpected<Error> InputFile::failure(std::string what, std::string hint) const {
    return tl::make_unexpected(Error{std::move(what), m_path, std::move(hint)});
}

Result<std::size_t> InputFile::readSome(FileBytes& to) {
    for (;;) {
        if (m_stop.stop_requested())
            return failure("cancelled");
        // A named pipe that nobody has opened for writing yet would read as empty.
        if (m_stop.stop_possible() || !m_info.modified) {
            pollfd waiting{m_fd, POLLIN, 0};
            if (::poll(&waiting, 1, kPollMs) == 0)
                continue;
        }
        const ssize_t count = ::read(m_fd, to.room().data(), std::min(to.room().size(), kChunkBytes));
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return tl::make_unexpected(systemError(m_path, errno));
        to.grow(static_cast<std::size_t>(count));
        return static_cast<std::size_t>(count);
    }
}

Result<std::string_view> InputFile::head(std::size_t length) {
    if (!m_head.reserve(length))
        return failure("not enough memory");
    while (m_head.size() < length) {
        const auto count = readSome(m_head);
        if (!count)
            return tl::make_unexpected(count.error());
        if (*count == 0)
            break;
    }
    return m_head.view().substr(0, length);
}

Result<FileInfo> InputFile::chunks(const ChunkSink& sink) {
    if (m_head.size() > 0)
        if (auto taken = sink(m_head.view(), m_info); !taken)
            return tl::make_unexpected(std::move(taken.error()));
    FileBytes buffer;
    if (!buffer.reserve(kChunkBytes))
        return failure("not enough memory");
    for (;;) {
        buffer.clear();
        const auto count = readSome(buffer);
        if (!count)
            return tl::make_unexpected(count.error());
        if (*count == 0)
            return m_info;
        if (auto taken = sink(buffer.view(), m_info); !taken)
            return tl::make_unexpected(std::move(taken.error()));
    }
}

Result<FileBytes> InputFile::whole(const std::function<void(std::uint64_t)>& report) {
    if (m_info.bytes > kMaxFileBytes)
        return failure("the file is larger than 4 GiB", "record a shorter time");
    return readableAnywhere() ? wholeRegular(report) : wholeStream(report);
}

bool InputFile::readableAnywhere() const {
    // Files of /proc say that they are empty, and standard input may be in the middle of a file.
    return m_info.bytes > 0 && m_path != "-";
}

Result<std::size_t> InputFile::readAt(std::uint64_t offset, std::span<char> to) const {
    Part part{m_fd, to, static_cast<off_t>(offset), 0, 0};
    std::atomic<std::uint64_t> done = 0;
    readPart(part, done, m_stop, {});
    if (m_stop.stop_requested())
        return failure("cancelled");
    if (part.error != 0)
        return tl::make_unexpected(systemError(m_path, part.error));
    return part.read;
}

Result<FileBytes> InputFile::wholeRegular(const std::function<void(std::uint64_t)>& report) {
    FileBytes bytes;
    if (!bytes.reserve(m_info.bytes))
        return failure("not enough memory for the file");
    const std::span<char> room = bytes.room();
    const std::size_t half = m_info.bytes / 2;
    std::atomic<std::uint64_t> done = 0;
    Part first{m_fd, room.first(half), 0, 0, 0};
    Part second{m_fd, room.subspan(half), static_cast<off_t>(half), 0, 0};
    {
        const std::jthread other([&] { readPart(first, done, m_stop, {}); });
        readPart(second, done, m_stop, report);
    }
    if (m_stop.stop_requested())
        return failure("cancelled");
    for (const Part* part : {&first, &second})
        if (part->error != 0)
            return tl::make_unexpected(systemError(m_path, part->error));
    bytes.grow(first.read == half ? half + second.read : first.read); // the file may have been shortened
    return bytes;
}

Result<FileBytes> InputFile::wholeStream(const std::function<void(std::uint64_t)>& report) {
    FileBytes bytes = std::move(m_head);
    for (;;) {
        if (bytes.size() > kMaxFileBytes)
            return failure("the input is larger than 4 GiB", "record a shorter time");
        if (bytes.room().size() < kChunkBytes && !bytes.reserve(bytes.size() * 2 + kChunkBytes))
            return failure("not enough memory for the input");
        const auto count = readSome(bytes);
        if (!count)
            return tl::make_unexpected(count.error());
        if (*count == 0)
            return bytes;
        if (report)
            report(bytes.size());
    }
}

} // namespace rt0
