#include "capture/procfile.h"

#include "base/filedescriptor.h"

#include <array>
#include <fcntl.h>
#include <unistd.h>

namespace rt0::capture {

std::string readProcFile(const std::string& path, std::size_t limit) {
    const FileDescriptor fd(open(path.c_str(), O_RDONLY | O_CLOEXEC));
    std::string text;
    std::array<char, 16384> buffer;
    while (fd && text.size() < limit) {
        const ssize_t got = read(fd.get(), buffer.data(), buffer.size());
        if (got <= 0)
            break;
        text.append(buffer.data(), static_cast<std::size_t>(got));
    }
    return text;
}

std::string readProcLink(const std::string& path) {
    std::array<char, 4096> target;
    const ssize_t got = readlink(path.c_str(), target.data(), target.size());
    return got > 0 ? std::string(target.data(), static_cast<std::size_t>(got)) : std::string();
}

} // namespace rt0::capture
