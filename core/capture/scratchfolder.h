#pragma once

#include "base/result.h"

#include <string>

namespace rt0::capture {

/// A folder of our own below TMPDIR, removed with all that is in it.
class ScratchFolder {
public:
    static Result<ScratchFolder> create();
    ScratchFolder(ScratchFolder&& other) noexcept;
    ScratchFolder& operator=(ScratchFolder&& other) noexcept;
    ~ScratchFolder();

    const std::string& path() const { return m_path; } ///< absolute

private:
    ScratchFolder() = default;
    std::string m_path;
};

} // namespace rt0::capture
