#include "base/atomicfile.h"

#include "base/filedescriptor.h"

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace rt0 {
namespace {

constexpr int kMaxNameAttempts = 100;
constexpr mode_t kNewFileMode = 0666; // less the umask

Error systemError(const std::string& path, std::string_view action, int code) {
    std::string hint;
    if (code == ENOENT)
        hint = "create the folder first";
    else if (code == EACCES || code == EROFS || code == EPERM)
        hint = "choose a folder you may write to";
    else if (code == ENOSPC || code == EDQUOT)
        hint = "free some space or choose another disk";
    return {fmt::format("cannot {}: {}", action, std::generic_category().message(code)), path, hint};
}

Result<void> writeDirectly(const std::string& path, std::string_view content) {
    FileDescriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
    if (!file)
        return tl::unexpected(systemError(path, "open for writing", errno));
    if (!writeAll(file.get(), content) || !file.reset())
        return tl::unexpected(systemError(path, "write", errno));
    return {};
}

/// Where the bytes go in the end: the file behind a symbolic link, else the path itself.
std::string finalTarget(const std::string& path) {
    namespace fs = std::filesystem;
    std::error_code failed;
    const auto resolved = fs::canonical(path, failed);
    if (!failed)
        return resolved.string();
    // Nothing is there yet: a link may still say where it shall be.
    fs::path target = path;
    constexpr int mostLinks = 40; // as many as the kernel follows
    for (int i = 0; i < mostLinks && fs::is_symlink(target, failed); ++i)
        target = target.parent_path() / fs::read_symlink(target, failed);
    return target.string();
}

struct TemporaryFile {
    std::string path;
    int fd = -1;
    int error = 0;
};

/// Not mkstemp: that one creates with mode 0600, and reading the umask to widen it is not thread-safe.
TemporaryFile createBeside(const std::string& target) {
    const auto directory = std::filesystem::path(target).parent_path();
    for (int attempt = 0; attempt < kMaxNameAttempts; ++attempt) {
        TemporaryFile file{(directory / fmt::format(".rt0scope-{}-{}.tmp", ::getpid(), attempt)).string()};
        file.fd = ::open(file.path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, kNewFileMode);
        file.error = file.fd < 0 ? errno : 0;
        if (file.fd >= 0 || file.error != EEXIST)
            return file;
    }
    return {{}, -1, EEXIST};
}

/// Fills, syncs and closes the temporary file; the errno of what failed, 0 when nothing did.
int fill(int fd, std::string_view content, const struct stat* old) {
    FileDescriptor file(fd);
    if (old != nullptr && ::fchmod(fd, old->st_mode & 07777) != 0)
        return errno;
    if (!writeAll(fd, content) || ::fsync(fd) != 0 || !file.reset())
        return errno;
    return 0;
}

Result<void> replace(const std::string& target, std::string_view content, const struct stat* old) {
    const TemporaryFile temporary = createBeside(target);
    if (temporary.fd < 0)
        return tl::unexpected(systemError(target, "create", temporary.error));
    int failed = fill(temporary.fd, content, old);
    if (failed == 0 && ::rename(temporary.path.c_str(), target.c_str()) != 0)
        failed = errno;
    if (failed == 0)
        return {};
    ::unlink(temporary.path.c_str());
    return tl::unexpected(systemError(target, "write", failed));
}

} // namespace

Result<void> writeFileAtomically(const std::string& path, std::string_view content) {
    const std::string target = finalTarget(path);
    struct stat old {};
    if (::stat(target.c_str(), &old) != 0)
        return errno == ENOENT ? replace(target, content, nullptr)
                               : Result<void>(tl::unexpected(systemError(path, "write", errno)));
    if (S_ISDIR(old.st_mode))
        return tl::unexpected(Error{"is a folder", path, "name a file in it"});
    if (!S_ISREG(old.st_mode))
        return writeDirectly(path, content);
    if (::access(target.c_str(), W_OK) != 0)
        return tl::unexpected(systemError(path, "overwrite", errno));
    return replace(target, content, &old);
}

} // namespace rt0
