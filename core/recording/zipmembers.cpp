#include "recording/zipmembers.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <zip.h>

namespace rt0 {
namespace {

constexpr zip_int64_t kMaxMembers = 4096;

/// libzip's own account of what went wrong.
class ZipError {
public:
    ZipError() { zip_error_init(&m_error); }
    ZipError(const ZipError&) = delete;
    ZipError& operator=(const ZipError&) = delete;
    ~ZipError() { zip_error_fini(&m_error); }

    zip_error_t* get() { return &m_error; }
    std::string text() { return zip_error_strerror(&m_error); }

private:
    zip_error_t m_error{};
};

tl::unexpected<Error> failed(const std::string& reason) {
    return tl::unexpected(Error{"cannot make a zip archive: " + reason, {}, {}});
}

struct FreeSource {
    void operator()(zip_source_t* source) const { zip_source_free(source); }
};

struct CloseFile {
    void operator()(zip_file_t* file) const { zip_fclose(file); }
};

bool addMember(zip_t* archive, const ZipMember& member, std::chrono::sys_seconds date) {
    zip_source_t* const source = zip_source_buffer(archive, member.content.data(), member.content.size(), 0);
    if (source == nullptr)
        return false;
    const zip_int64_t index = zip_file_add(archive, member.name.c_str(), source, ZIP_FL_ENC_UTF_8);
    if (index < 0) {
        zip_source_free(source);
        return false;
    }
    const auto at = static_cast<zip_uint64_t>(index);
    return zip_set_file_compression(archive, at, member.stored ? ZIP_CM_STORE : ZIP_CM_DEFLATE, 0) == 0 &&
           zip_file_set_mtime(archive, at, date.time_since_epoch().count(), 0) == 0;
}

Result<std::string> bytesOf(zip_source_t* source) {
    ZipError error;
    if (zip_source_open(source) != 0)
        return failed(zip_error_strerror(zip_source_error(source)));
    std::string bytes;
    std::array<char, 1 << 16> buffer{};
    zip_int64_t count = 0;
    while ((count = zip_source_read(source, buffer.data(), buffer.size())) > 0)
        bytes.append(buffer.data(), static_cast<std::size_t>(count));
    zip_source_close(source);
    return count < 0 ? Result<std::string>(failed("its bytes cannot be read back")) : bytes;
}

} // namespace

Result<std::string> zipOf(const std::vector<ZipMember>& members, std::chrono::sys_seconds date) {
    ZipError error;
    const std::unique_ptr<zip_source_t, FreeSource> source(
        zip_source_buffer_create(nullptr, 0, 0, error.get()));
    if (!source)
        return failed(error.text());
    zip_t* const archive = zip_open_from_source(source.get(), ZIP_CREATE | ZIP_TRUNCATE, error.get());
    if (archive == nullptr)
        return failed(error.text());
    zip_source_keep(source.get()); // the archive drops one reference when it is closed
    const bool added = std::ranges::all_of(
        members, [&](const ZipMember& member) { return addMember(archive, member, date); });
    if (!added || zip_close(archive) != 0) {
        const std::string reason = zip_strerror(archive);
        zip_discard(archive);
        return failed(reason);
    }
    return bytesOf(source.get());
}

void ZipReader::Discard::operator()(struct zip* archive) const {
    zip_discard(archive);
}

Result<ZipReader> ZipReader::open(std::string_view bytes, const std::string& where) {
    ZipError error;
    const auto damaged = [&where](std::string what) {
        return tl::unexpected(Error{std::move(what), where, "was it copied in full?"});
    };
    zip_source_t* const source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, error.get());
    if (source == nullptr)
        return damaged("not enough memory");
    zip_t* const archive = zip_open_from_source(source, ZIP_RDONLY, error.get());
    if (archive == nullptr) {
        zip_source_free(source);
        return damaged("the zip archive is damaged: " + error.text());
    }
    ZipReader reader(archive);
    if (zip_get_num_entries(archive, 0) > kMaxMembers)
        return damaged(fmt::format("the zip archive holds more than {} files", kMaxMembers));
    return reader;
}

bool ZipReader::has(const std::string& name) const {
    return zip_name_locate(m_archive.get(), name.c_str(), 0) >= 0;
}

Result<std::string> ZipReader::read(const std::string& name, std::uint64_t limit) {
    const auto damaged = [&name](std::string what) {
        return tl::unexpected(Error{std::move(what), name, {}});
    };
    const std::uint64_t most = std::min(limit, kMaxZipBytes - m_inflated);
    zip_stat_t stat;
    zip_stat_init(&stat);
    if (zip_stat(m_archive.get(), name.c_str(), 0, &stat) != 0)
        return damaged("is missing");
    if ((stat.valid & ZIP_STAT_SIZE) == 0 || stat.size > most)
        return damaged(fmt::format("is larger than {} bytes", most));
    const std::unique_ptr<zip_file_t, CloseFile> file(zip_fopen(m_archive.get(), name.c_str(), 0));
    if (!file)
        return damaged(zip_strerror(m_archive.get()));
    std::string content;
    std::array<char, 1 << 16> buffer{};
    zip_int64_t count = 0;
    while ((count = zip_fread(file.get(), buffer.data(), buffer.size())) > 0) {
        m_inflated += static_cast<std::uint64_t>(count);
        if (content.size() + static_cast<std::size_t>(count) > most)
            return damaged(fmt::format("is larger than {} bytes", most));
        content.append(buffer.data(), static_cast<std::size_t>(count));
    }
    if (count < 0 || content.size() != stat.size)
        return damaged("is damaged");
    return content;
}

} // namespace rt0
