#pragma once

#include "base/filebytes.h"
#include "base/result.h"
#include "base/time.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>

namespace rt0 {

/// What is known of a file before it is read.
struct FileInfo {
    std::uint64_t bytes = 0; ///< 0 for pipes
    std::optional<std::chrono::sys_seconds> modified;
};

/// Takes the next bytes of a file; an error stops the reading and is handed on.
using ChunkSink = std::function<Result<void>(std::string_view chunk, const FileInfo& file)>;

/// A file or pipe whose first bytes can be looked at before it is read, piece by piece or as a whole. All
/// waiting ends within 20 ms of a stop request with the error "cancelled", also for a silent pipe.
class InputFile {
public:
    /// Opens `path`; "-" is standard input. Errors: not found, no permission, a directory or device; `where`
    /// is the path.
    static Result<InputFile> open(const std::string& path, std::stop_token stop = {});

    InputFile(InputFile&& other) noexcept;
    InputFile& operator=(InputFile&&) = delete;
    ~InputFile();

    const std::string& path() const { return m_path; }
    const FileInfo& info() const { return m_info; }
    /// The first `length` bytes, or all there are; they are still part of what the functions below read.
    Result<std::string_view> head(std::size_t length);
    /// All bytes through one buffer of 1 MiB: memory does not depend on the file's size, and a file that
    /// shrinks meanwhile just ends.
    Result<FileInfo> chunks(const ChunkSink& sink);
    /// All bytes at once; `report` hears how many were read so far. Errors also: more than kMaxFileBytes, no
    /// memory.
    Result<FileBytes> whole(const std::function<void(std::uint64_t)>& report = {});
    /// Whether readAt() works: a regular file, not the standard input.
    bool readableAnywhere() const;
    /// Fills `to` from `offset` on, whatever was read before; fewer bytes at the file's end.
    Result<std::size_t> readAt(std::uint64_t offset, std::span<char> to) const;

private:
    InputFile(int fd, std::string path, FileInfo info, std::stop_token stop);

    /// Bytes read behind `to`; 0 = end.
    Result<std::size_t> readSome(FileBytes& to);
    Result<FileBytes> wholeRegular(const std::function<void(std::uint64_t)>& report);
    Result<FileBytes> wholeStream(const std::function<void(std::uint64_t)>& report);
    tl::unexpected<Error> failure(std::string what, std::string hint = {}) const;

    int m_fd = -1;
    std::string m_path;
    FileInfo m_info;
    std::stop_token m_stop;
    FileBytes m_head; ///< read, not yet handed out
};

} // namespace rt0
