#include "capture/scratchfolder.h"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fmt/format.h>
#include <utility>

namespace rt0::capture {

Result<ScratchFolder> ScratchFolder::create() {
    std::error_code unknown;
    std::filesystem::path parent = std::filesystem::temp_directory_path(unknown);
    if (unknown)
        parent = "/tmp";
    std::string name = (parent / "rt0scope-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr)
        return tl::unexpected(Error{fmt::format("cannot make a temporary folder: {}", std::strerror(errno)),
                                    parent.string(), "set TMPDIR to a folder that can be written"});
    ScratchFolder folder;
    folder.m_path = std::move(name);
    return folder;
}

ScratchFolder::ScratchFolder(ScratchFolder&& other) noexcept : m_path(std::exchange(other.m_path, {})) {}

ScratchFolder& ScratchFolder::operator=(ScratchFolder&& other) noexcept {
    std::swap(m_path, other.m_path);
    return *this;
}

ScratchFolder::~ScratchFolder() {
    std::error_code ignored;
    if (!m_path.empty())
        std::filesystem::remove_all(m_path, ignored);
}

} // namespace rt0::capture
