#include "base/inputfile.h"

#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace rt0 {
namespace {

/// A file of its own that is gone after the test.
class TemporaryFile {
public:
    TemporaryFile() {
        const int fd = ::mkstemp(m_path.data());
        EXPECT_GE(fd, 0);
        ::close(fd);
    }
    ~TemporaryFile() { std::filesystem::remove(m_path); }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;

    void write(std::string_view content) const { std::ofstream(m_path, std::ios::binary) << content; }
    const std::string& path() const { return m_path; }

private:
    std::string m_path = std::filesystem::temp_directory_path() / "rt0scope-input-XXXXXX";
};

std::string counted(std::size_t length) {
    std::string text(length, '\0');
    for (std::size_t i = 0; i < length; ++i)
        text[i] = static_cast<char>('a' + i % 23);
    return text;
}

TEST(InputFile, ReadsAllOfAFileAtOnce) {
    const TemporaryFile temporary;
    for (const std::size_t length : {std::size_t{1}, std::size_t{2}, std::size_t{20'000'001}}) {
        temporary.write(counted(length));
        auto file = InputFile::open(temporary.path());
        ASSERT_TRUE(file);
        std::uint64_t last = 0;
        const auto bytes = file->whole([&](std::uint64_t done) { last = done; });
        ASSERT_TRUE(bytes) << bytes.error().message();
        EXPECT_EQ(bytes->view(), counted(length));
        EXPECT_LE(last, length);
    }
}

TEST(InputFile, GivesItsHeadAndThenAllOfIt) {
    const TemporaryFile temporary;
    const std::string content = counted(3'000'000);
    temporary.write(content);
    auto file = InputFile::open(temporary.path());
    ASSERT_TRUE(file);
    EXPECT_EQ(file->head(16).value(), content.substr(0, 16));
    EXPECT_EQ(file->head(4096).value(), content.substr(0, 4096));
    std::string read;
    ASSERT_TRUE(file->chunks([&](std::string_view chunk, const FileInfo& info) -> Result<void> {
        EXPECT_EQ(info.bytes, content.size());
        read += chunk;
        return {};
    }));
    EXPECT_EQ(read, content);
}

TEST(InputFile, ReadsAPipeThatDeliversItsHeadInPieces) {
    const TemporaryFile temporary;
    std::filesystem::remove(temporary.path());
    ASSERT_EQ(::mkfifo(temporary.path().c_str(), 0600), 0);
    const std::string content = counted(5'000'000);
    const int writing = ::open(temporary.path().c_str(), O_RDWR | O_CLOEXEC); // waits for nobody
    std::jthread writer([&] {
        for (std::size_t at = 0; at < content.size();) {
            const std::size_t count = at < 20 ? 1 : std::min<std::size_t>(60'000, content.size() - at);
            at += static_cast<std::size_t>(std::max<ssize_t>(0, ::write(writing, &content[at], count)));
        }
        ::close(writing);
    });
    auto file = InputFile::open(temporary.path());
    ASSERT_TRUE(file);
    EXPECT_EQ(file->head(16).value(), content.substr(0, 16));
    const auto bytes = file->whole();
    ASSERT_TRUE(bytes);
    EXPECT_TRUE(bytes->view() == content);
}

TEST(InputFile, StopsWaitingForASilentPipe) {
    const TemporaryFile temporary;
    std::filesystem::remove(temporary.path());
    ASSERT_EQ(::mkfifo(temporary.path().c_str(), 0600), 0);
    const int writing = ::open(temporary.path().c_str(), O_RDWR | O_CLOEXEC);
    std::stop_source stop;
    auto file = InputFile::open(temporary.path(), stop.get_token());
    ASSERT_TRUE(file);
    const std::jthread stopper([&] { stop.request_stop(); });
    const auto head = file->head(16);
    ASSERT_FALSE(head);
    EXPECT_EQ(head.error().what, "cancelled");
    ::close(writing);
}

TEST(InputFile, RefusesAFileThatIsTooLargeToHoldInMemory) {
    const TemporaryFile temporary;
    std::filesystem::resize_file(temporary.path(), kMaxFileBytes + 1); // a hole, takes no room
    auto file = InputFile::open(temporary.path());
    ASSERT_TRUE(file);
    const auto bytes = file->whole();
    ASSERT_FALSE(bytes);
    EXPECT_EQ(bytes.error().what, "the file is larger than 4 GiB");
}

TEST(InputFile, SaysWhyItCannotOpen) {
    EXPECT_EQ(InputFile::open("/nonexistent/file").error().what, "No such file or directory");
    EXPECT_EQ(InputFile::open("/").error().what, "is a directory");
    EXPECT_EQ(InputFile::open("/dev/zero").error().what, "is a device, not a file");
}

} // namespace
} // namespace rt0
