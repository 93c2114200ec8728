#include "ingest/pprof/gzip.h"

#include "base/format.h"
#include "base/littleendian.h"

#include <algorithm>
#include <fmt/format.h>
#include <libdeflate.h>
#include <limits>
#include <memory>
#include <zlib.h>

namespace rt0::pprof {
namespace {

// DEFLATE can make 1032 bytes of one; profiles are seen to grow 3 to 30 times.
constexpr std::size_t kMostGrowth = 100;
constexpr std::size_t kAlwaysAllowed = std::size_t{4} << 20U;
constexpr std::size_t kMostInflatedBytes = std::size_t{4} << 30U;
constexpr std::size_t kSmallestMember = 18; ///< header and trailer
constexpr int kGzipWindow = 15 + 16;        ///< zlib: expect gzip headers

struct FreeDecompressor {
    void operator()(libdeflate_decompressor* decompressor) const {
        libdeflate_free_decompressor(decompressor);
    }
};

/// zlib's stream, which tells what could be read before damage; libdeflate does not, but is twice as fast.
class Stream {
public:
    explicit Stream(std::string_view from) {
        m_ready = inflateInit2(&m_stream, kGzipWindow) == Z_OK;
        // zlib does not write there, its type is older than const.
        m_stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(from.data()));
        m_left = from.size();
    }
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;
    ~Stream() {
        if (m_ready)
            inflateEnd(&m_stream);
    }

    /// Bytes written to `to`; fewer than there is room for at the end of what can be read.
    std::size_t read(std::span<char> to) {
        constexpr auto most = static_cast<std::size_t>(std::numeric_limits<uInt>::max());
        std::size_t done = 0;
        while (m_ready && done < to.size()) {
            const std::size_t in = std::min(m_left, most);
            const std::size_t out = std::min(to.size() - done, most);
            m_stream.avail_in = static_cast<uInt>(in);
            m_stream.next_out = reinterpret_cast<Bytef*>(to.data() + done);
            m_stream.avail_out = static_cast<uInt>(out);
            const int state = inflate(&m_stream, Z_NO_FLUSH);
            m_left -= in - m_stream.avail_in;
            done += out - m_stream.avail_out;
            if (state == Z_STREAM_END && m_left >= kSmallestMember)
                m_ready = inflateReset(&m_stream) == Z_OK;
            else if (state != Z_OK)
                break;
        }
        return done;
    }

private:
    z_stream m_stream{};
    std::size_t m_left = 0;
    bool m_ready = false;
};

tl::unexpected<Error> tooLarge(const std::string& where) {
    return tl::make_unexpected(Error{fmt::format("would inflate to more than {} times its size", kMostGrowth),
                                     where,
                                     "this is no profile that a program wrote; profiles grow 3 to 30 times"});
}

/// What can be read of a damaged file.
Result<Inflated> salvage(std::string_view file, Inflated inflated, std::size_t most,
                         const std::string& where) {
    inflated.bytes.clear();
    inflated.complete = false;
    Stream stream(file);
    for (;;) {
        if (inflated.bytes.room().empty() &&
            !inflated.bytes.reserve(std::min(most, inflated.bytes.size() * 2 + kAlwaysAllowed)))
            return tl::make_unexpected(Error{"not enough memory to inflate this", where, {}});
        const std::size_t room = inflated.bytes.room().size();
        const std::size_t count = stream.read(inflated.bytes.room());
        inflated.bytes.grow(count);
        if (count < room)
            break;
        if (inflated.bytes.size() >= most)
            return tooLarge(where);
    }
    if (inflated.bytes.size() == 0)
        return tl::make_unexpected(
            Error{"is a damaged gzip file of which nothing can be read", where, "get the profile again"});
    return inflated;
}

} // namespace

bool isGzip(std::string_view head) {
    return head.starts_with("\x1f\x8b\x08");
}

Result<Inflated> inflateGzip(std::string_view file, const std::string& where) {
    Inflated inflated;
    std::string_view left = file;
    const std::size_t most = std::min(
        kMostInflatedBytes, kAlwaysAllowed + std::min(file.size(), kMostInflatedBytes) * kMostGrowth);
    const std::unique_ptr<libdeflate_decompressor, FreeDecompressor> decompressor(
        libdeflate_alloc_decompressor());
    if (!decompressor || file.size() < kSmallestMember)
        return salvage(file, std::move(inflated), most, where);
    // The last member's size; that of the whole file, since nearly all have one member.
    std::size_t wanted = loadLittleEndian<std::uint32_t>(file.data() + file.size() - 4);
    while (left.size() >= kSmallestMember) {
        // One byte more than needed, for libdeflate is given no empty room.
        const std::size_t room = std::min(most, inflated.bytes.size() + std::max<std::size_t>(wanted, 1));
        if (!inflated.bytes.reserve(room))
            return tl::make_unexpected(Error{"not enough memory to inflate this", where, {}});
        std::size_t taken = 0;
        std::size_t made = 0;
        const auto state = libdeflate_gzip_decompress_ex(decompressor.get(), left.data(), left.size(),
                                                         inflated.bytes.room().data(),
                                                         inflated.bytes.room().size(), &taken, &made);
        if (state == LIBDEFLATE_INSUFFICIENT_SPACE) {
            if (room >= most)
                return tooLarge(where);
            wanted = (inflated.bytes.room().size() + kAlwaysAllowed) * 2;
            continue;
        }
        if (state != LIBDEFLATE_SUCCESS)
            return salvage(file, std::move(inflated), most, where);
        inflated.bytes.grow(made);
        left.remove_prefix(taken);
    }
    return inflated;
}

std::string inflatedHead(std::string_view head, std::size_t longest) {
    std::string text(longest, '\0');
    text.resize(Stream(head).read(text));
    return text;
}

} // namespace rt0::pprof
