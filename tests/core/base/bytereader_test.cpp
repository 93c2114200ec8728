#include "base/bytereader.h"

#include <array>
#include <gtest/gtest.h>
#include <string>

using namespace std::literals;

namespace rt0 {
namespace {

std::string encoded(std::uint64_t value, std::size_t padTo = 0) {
    std::string bytes;
    do {
        const auto low = static_cast<char>(value & 0x7f);
        value >>= 7;
        bytes.push_back(value != 0 || bytes.size() + 1 < padTo ? static_cast<char>(low | '\x80') : low);
    } while (value != 0 || bytes.size() < padTo);
    return bytes;
}

TEST(ByteReader, ReadsVarintsOfEveryLengthAndPadded) {
    for (unsigned bits = 0; bits <= 64; ++bits)
        for (const std::size_t padding : {0U, 10U}) {
            const std::uint64_t value = bits == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << bits) - 1;
            const std::string bytes = encoded(value, padding);
            ByteReader in(bytes);
            EXPECT_EQ(in.varint(), value) << bits;
            EXPECT_TRUE(in.atEnd());
            EXPECT_FALSE(in.failed());

            const std::string roomy = bytes + std::string(16, '\xff');
            const char* at = roomy.data();
            std::uint64_t fast = 0;
            EXPECT_TRUE(takeVarint(at, fast));
            EXPECT_EQ(fast, value) << bits;
            EXPECT_EQ(at, roomy.data() + bytes.size());
        }
}

TEST(ByteReader, RefusesVarintsBeyond64Bits) {
    const std::string tooLarge = std::string(9, '\xff') + "\x02" + std::string(16, '\0');
    const std::string endless(32, '\x80');
    for (const std::string& bytes : {tooLarge, endless}) {
        ByteReader in(bytes);
        EXPECT_EQ(in.varint(), 0U);
        EXPECT_TRUE(in.failed());
        const char* at = bytes.data();
        std::uint64_t value = 0;
        EXPECT_FALSE(takeVarint(at, value));
    }
}

TEST(ByteReader, FailsForGoodWhereBytesEnd) {
    ByteReader in("\x80"sv);
    EXPECT_EQ(in.varint(), 0U);
    EXPECT_TRUE(in.failed());
    EXPECT_EQ(in.byte(), 0U);
    EXPECT_EQ(in.remaining(), 0U);

    ByteReader cut("abc"sv);
    EXPECT_EQ(cut.bytes(2), "ab");
    EXPECT_EQ(cut.bytes(~std::uint64_t{0}), "");
    EXPECT_TRUE(cut.failed());
}

TEST(ByteReader, SaysWhetherACountFits) {
    ByteReader in("12345678"sv);
    EXPECT_TRUE(in.fits(4, 2));
    EXPECT_FALSE(in.fits(~std::uint64_t{0}, 2));
    EXPECT_TRUE(in.failed());
}

} // namespace
} // namespace rt0
