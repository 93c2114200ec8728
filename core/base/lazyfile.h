#pragma once

#include "base/inputfile.h"

#include <atomic>
#include <memory>
#include <mutex>

namespace rt0 {

/// A file of which only the parts are read that somebody looks at, in memory of our own (see FileBytes): of a
/// binary of 100 MB some 20 are needed. Views stay valid as long as the object that a LazyFile was moved
/// through. Several threads may look at the same time.
class LazyFile {
public:
    /// Takes over an opened file; a pipe is read as a whole. Errors: as InputFile::whole().
    static Result<LazyFile> open(InputFile file);
    /// Looks at bytes that somebody else keeps.
    static LazyFile over(std::string_view bytes);

    LazyFile(LazyFile&&) noexcept = default;
    LazyFile& operator=(LazyFile&&) noexcept = default;
    ~LazyFile() = default;

    std::uint64_t size() const { return m_bytes.size(); }
    /// `length` bytes from `offset` on; empty when they do not lie in the file as a whole or cannot be read.
    std::string_view bytes(std::uint64_t offset, std::uint64_t length) const;
    /// How many bytes were read from the file so far.
    std::uint64_t bytesRead() const;

private:
    static constexpr std::size_t kBlockBytes = std::size_t{64} << 10U;

    struct Source {
        explicit Source(InputFile opened) : file(std::move(opened)) {}

        InputFile file;
        FileBytes memory;
        std::unique_ptr<std::atomic<bool>[]> present; ///< one for each block
        std::mutex mutex;
        std::uint64_t read = 0;
    };

    LazyFile() = default;
    bool load(std::size_t firstBlock, std::size_t lastBlock) const;

    std::string_view m_bytes;         ///< all of the file; blocks that are not present are zero
    std::unique_ptr<Source> m_source; ///< null when all bytes are there
};

} // namespace rt0
