#include "base/filechunks.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <vector>

namespace rt0 {
namespace {

constexpr std::size_t kChunkBytes = 1 << 20;

/// An open file descriptor that closes itself; standard input stays open.
class Descriptor {
public:
    explicit Descriptor(int fd) : m_fd(fd) {}
    ~Descriptor() {
        if (m_fd > STDERR_FILENO)
            ::close(m_fd);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int get() const { return m_fd; }

private:
    int m_fd;
};

tl::unexpected<Error> systemError(const std::string& path, int code) {
    std::string hint;
    if (code == EACCES || code == EPERM)
        hint = "check the file's permissions";
    return tl::make_unexpected(Error{std::generic_category().message(code), path, hint});
}

Result<FileInfo> inspect(int fd, const std::string& path) {
    struct stat status {};
    if (::fstat(fd, &status) != 0)
        return systemError(path, errno);
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

} // namespace

Result<FileInfo> readChunks(const std::string& path, const ChunkSink& sink) {
    const Descriptor file(path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
    if (file.get() < 0)
        return systemError(path, errno);
    const auto info = inspect(file.get(), path);
    if (!info)
        return info;
    std::vector<char> buffer(kChunkBytes);
    for (;;) {
        const ssize_t count = ::read(file.get(), buffer.data(), buffer.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return systemError(path, errno);
        if (count == 0)
            return info;
        if (auto taken = sink({buffer.data(), static_cast<std::size_t>(count)}, *info); !taken)
            return tl::make_unexpected(std::move(taken.error()));
    }
}

} // namespace rt0
