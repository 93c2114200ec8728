#include "capture/programcopy.h"

#include "base/filedescriptor.h"

#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <fmt/format.h>
#include <sys/stat.h>
#include <system_error>
#include <vector>

namespace rt0::capture {
namespace {

constexpr std::size_t kBlock = std::size_t{1} << 20U;

tl::unexpected<Error> failed(const char* action, const std::string& path, int code) {
    return tl::unexpected(
        Error{fmt::format("cannot {}: {}", action, std::generic_category().message(code)), path,
              code == ENOSPC || code == EDQUOT ? "free some space, or set TMPDIR to a folder on another disk"
                                               : ""});
}

/// The errno of what failed, 0 when nothing did.
int writeAll(int file, const char* bytes, std::size_t count) {
    while (count > 0) {
        const ssize_t written = ::write(file, bytes, count);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            return written < 0 ? errno : EIO;
        bytes += written;
        count -= static_cast<std::size_t>(written);
    }
    return 0;
}

} // namespace

Result<void> copyProgram(const std::string& program, const std::string& folder, const std::string& copy) {
    std::error_code unmade;
    std::filesystem::create_directories(folder, unmade);
    if (unmade)
        return failed("make a folder", folder, unmade.value());
    const FileDescriptor from(::open(program.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat status {};
    if (!from || ::fstat(from.get(), &status) != 0)
        return failed("read", program, errno);
    const FileDescriptor to(
        ::open(copy.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, status.st_mode & 0777U));
    if (!to)
        return failed("write", copy, errno);
    std::vector<char> block(kBlock);
    while (true) {
        const ssize_t count = ::read(from.get(), block.data(), block.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return failed("read", program, errno);
        if (count == 0)
            return {};
        if (const int error = writeAll(to.get(), block.data(), static_cast<std::size_t>(count)); error != 0)
            return failed("write", copy, error);
    }
}

} // namespace rt0::capture
