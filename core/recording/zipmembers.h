#pragma once

#include "base/result.h"
#include "base/time.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct zip;

namespace rt0 {

/// A file inside a zip archive.
struct ZipMember {
    std::string name;
    std::string content;
    bool stored = false; ///< as it is, so that the archive can be told by its first bytes
};

/// The archive's bytes; members stand in the given order, all with the same date.
Result<std::string> zipOf(const std::vector<ZipMember>& members, std::chrono::sys_seconds date);

/// Members of an archive in memory, one at a time. Hostile archives cost no more than the limits given.
class ZipReader {
public:
    /// `bytes` must outlive the reader. Errors: damaged, too many members.
    static Result<ZipReader> open(std::string_view bytes, const std::string& where);

    bool has(const std::string& name) const;
    /// Inflates a member. What it claims to take is checked first, what it does take while it is read.
    /// Errors: absent, encrypted, damaged, larger than `limit`, all together larger than kMaxZipBytes.
    Result<std::string> read(const std::string& name, std::uint64_t limit);

private:
    struct Discard {
        void operator()(struct zip* archive) const;
    };

    explicit ZipReader(struct zip* archive) : m_archive(archive) {}

    std::unique_ptr<struct zip, Discard> m_archive;
    std::uint64_t m_inflated = 0; ///< so far
};

/// All members of one archive together, inflated.
inline constexpr std::uint64_t kMaxZipBytes = std::uint64_t{1} << 30U;

} // namespace rt0
