#include "base/atomicfile.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>

namespace rt0 {
namespace {

namespace fs = std::filesystem;

class AtomicFile : public testing::Test {
protected:
    void SetUp() override {
        std::string pattern = (fs::temp_directory_path() / "rt0scope-test-XXXXXX").string();
        ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
        m_folder = pattern;
    }
    void TearDown() override { fs::remove_all(m_folder); }

    std::string path(const char* name) const { return (m_folder / name).string(); }
    static std::string contentOf(const std::string& file) {
        std::ifstream in(file);
        return {std::istreambuf_iterator<char>(in), {}};
    }
    std::ptrdiff_t fileCount() const { return std::distance(fs::directory_iterator(m_folder), {}); }

private:
    fs::path m_folder;
};

TEST_F(AtomicFile, WritesANewFileAndLeavesNothingElse) {
    ASSERT_TRUE(writeFileAtomically(path("a"), "text"));
    EXPECT_EQ(contentOf(path("a")), "text");
    EXPECT_EQ(fileCount(), 1);
}

TEST_F(AtomicFile, ReplacesAFileAndKeepsItsMode) {
    ASSERT_TRUE(writeFileAtomically(path("a"), "old and longer"));
    fs::permissions(path("a"), fs::perms::owner_read | fs::perms::owner_write);
    ASSERT_TRUE(writeFileAtomically(path("a"), "new"));
    EXPECT_EQ(contentOf(path("a")), "new");
    EXPECT_EQ(fs::status(path("a")).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(AtomicFile, ASymbolicLinkKeepsPointingToTheFile) {
    ASSERT_TRUE(writeFileAtomically(path("a"), "old"));
    fs::create_symlink("a", path("link"));
    ASSERT_TRUE(writeFileAtomically(path("link"), "new"));
    EXPECT_TRUE(fs::is_symlink(path("link")));
    EXPECT_EQ(contentOf(path("a")), "new");
}

TEST_F(AtomicFile, AMissingFolderIsAnErrorThatSaysWhatToDo) {
    const auto written = writeFileAtomically(path("no/such/file"), "text");
    ASSERT_FALSE(written);
    EXPECT_NE(written.error().message().find("create the folder first"), std::string::npos);
}

TEST_F(AtomicFile, AFolderIsRefused) {
    const auto written = writeFileAtomically(path("."), "text");
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().what, "is a folder");
}

TEST_F(AtomicFile, ADeviceIsWrittenToAndNotReplaced) {
    ASSERT_TRUE(writeFileAtomically("/dev/null", "text"));
    EXPECT_TRUE(fs::is_character_file("/dev/null"));
}

TEST_F(AtomicFile, AFullDeviceIsAnError) {
    if (!fs::exists("/dev/full"))
        GTEST_SKIP();
    EXPECT_FALSE(writeFileAtomically("/dev/full", "text"));
}

} // namespace
} // namespace rt0
