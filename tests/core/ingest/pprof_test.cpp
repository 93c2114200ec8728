#include "ingest/pprof/pprof.h"

#include "ingest/pprof/gzip.h"
#include "ingest/pprof/prune.h"
#include "ingest/pprof/simplename.h"
#include "ingest/pprof/symbolise.h"
#include "support/profilewriter.h"
#include "support/tinygobinary.h"
#include "timeline/open.h"

#include <fstream>
#include <gmock/gmock.h>
#include <iterator>
#include <zlib.h>

namespace rt0::pprof {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::string dataFile(const std::string& name) {
    std::ifstream file(std::string(RT0SCOPE_TEST_DATA) + "/pprof/" + name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

Source sourceNamed(const char* path) {
    Source source;
    source.path = path;
    return source;
}

std::string gzipped(const std::string& bytes) {
    z_stream stream{};
    EXPECT_EQ(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
    std::string out(bytes.size() / 2 + 4096, '\0');
    std::string in = bytes;
    stream.next_in = reinterpret_cast<Bytef*>(in.data());
    stream.avail_in = static_cast<uInt>(in.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

/// main.main calls main.work, which calls itself; ten samples of two types.
test::ProfileWriter smallProfile() {
    test::ProfileWriter writer;
    writer.sampleType("samples", "count").sampleType("cpu", "nanoseconds");
    writer.sample({2, 2, 1}, {7, 70'000'000}).sample({1}, {3, 30'000'000});
    writer.location(1, 0, 0x10, {1}).location(2, 0, 0x20, {2});
    writer.function(1, "main.main").function(2, "main.work");
    return writer.period("cpu", "nanoseconds", 10'000'000);
}

Profile readOf(const std::string& bytes) {
    auto read = readProfile(bytes, "test");
    EXPECT_TRUE(read) << (read ? "" : read.error().message());
    if (!read)
        return {};
    EXPECT_THAT(read->diagnostics, IsEmpty());
    return std::move(read->profile);
}

TEST(Pprof, ReadsColumns) {
    const Profile profile = readOf(smallProfile().bytes());
    ASSERT_EQ(profile.sampleCount(), 2U);
    EXPECT_EQ(profile.value(0, 1), 70'000'000);
    EXPECT_EQ(profile.stack(0).size(), 3U);
    EXPECT_EQ(profile.nameOf(profile.linesOf(profile.locations[profile.stack(0)[0]])[0].function),
              "main.work");
    EXPECT_EQ(profile.shownType(), 1U);
    EXPECT_EQ(profile.period, 10'000'000);
}

TEST(Pprof, ReadsTheSameGzipped) {
    const std::string bytes = smallProfile().bytes();
    EXPECT_TRUE(isProfile(bytes));
    EXPECT_TRUE(isProfile(gzipped(bytes)));
    EXPECT_EQ(readOf(gzipped(bytes)).values, readOf(bytes).values);
    // Several members behind each other are one file.
    EXPECT_EQ(readOf(gzipped(bytes.substr(0, 20)) + gzipped(bytes.substr(20))).values, readOf(bytes).values);
}

TEST(Pprof, TellsProfilesFromOtherFiles) {
    for (const char* other :
         {"", "\n", "\n\n\n\n\n\n\n\n\n\n\n\n", "init net @1 ms, 1 ms clock\n", "{\"a\": 1}", "2\1"})
        EXPECT_FALSE(isProfile(other)) << other;
    for (const char* text : {"HTTP/1.1 200 OK\n", "Pp@8Zx", "H", "Z\4abcd", "@@@@@@", "2"})
        EXPECT_FALSE(isProfile(text)) << text;
    EXPECT_FALSE(isProfile(gzipped("init runtime @0.030 ms, 0.11 ms clock, 0 bytes, 0 allocs\n")));
}

/// They begin with the time or the period, and not as google/pprof writes profiles.
TEST(Pprof, KnowsWhatTheRuntimeWrites) {
    for (const char* kind : {"cpu", "heap", "goroutine", "mutex", "block", "threadcreate"}) {
        const std::string bytes = dataFile("go126/" + std::string(kind) + ".pb.gz");
        EXPECT_TRUE(isProfile(std::string_view(bytes).substr(0, 4096))) << kind;
        EXPECT_FALSE(readOf(bytes).sampleTypes.empty()) << kind;
    }
}

TEST(Pprof, KeepsWhatComesBeforeACut) {
    const std::string bytes = smallProfile().bytes();
    std::size_t sound = 0;
    for (std::size_t length = 0; length < bytes.size(); ++length) {
        const auto read = readProfile(bytes.substr(0, length), "cut");
        if (!read)
            EXPECT_FALSE(read.error().what.empty()) << length;
        else
            sound = std::max(sound, read->profile.sampleCount());
    }
    EXPECT_EQ(sound, 2U);
}

TEST(Pprof, KeepsWhatComesBeforeACutInGzip) {
    std::string file = dataFile("large.cpu.pb.gz");
    file.resize(file.size() * 3 / 4);
    const auto read = readProfile(file, "cut");
    ASSERT_TRUE(read) << read.error().message();
    ASSERT_THAT(read->diagnostics, SizeIs(1));
    EXPECT_EQ(read->diagnostics[0].severity, Diagnostic::Severity::DataLoss);
    EXPECT_GT(read->profile.sampleCount() + read->profile.locations.size(), 1000U);
}

TEST(Pprof, SurvivesFlippedBytes) {
    const std::string bytes = smallProfile().bytes();
    for (std::size_t at = 0; at < bytes.size(); ++at)
        for (const int bit : {0, 3, 6, 7}) {
            std::string flipped = bytes;
            flipped[at] = static_cast<char>(flipped[at] ^ (1 << bit));
            static_cast<void>(readProfile(flipped, "flipped"));
        }
}

TEST(Pprof, LeavesOutSamplesThatDoNotFitTheTypes) {
    auto writer = smallProfile();
    const auto read = readProfile(writer.sample({1}, {1}).sample({99, 1}, {1, 1}).bytes(), "odd");
    ASSERT_TRUE(read);
    EXPECT_EQ(read->profile.sampleCount(), 3U);
    EXPECT_EQ(read->profile.stack(2).size(), 1U);
    EXPECT_THAT(read->diagnostics, SizeIs(2));
}

TEST(Pprof, RefusesWhatIsNoProfile) {
    EXPECT_THAT(readProfile("", "x").error().what, HasSubstr("empty"));
    EXPECT_FALSE(readProfile("hello, this is text", "x"));
    auto writer = smallProfile();
    const auto twice = readProfile(writer.number(9, 5).number(9, 6).bytes(), "x");
    ASSERT_FALSE(twice);
    EXPECT_THAT(twice.error().what, HasSubstr("several profiles"));
}

TEST(Pprof, RefusesGzipBombs) {
    const auto read = readProfile(gzipped(std::string(64U << 20U, '\0')), "bomb");
    ASSERT_FALSE(read);
    EXPECT_THAT(read.error().what, HasSubstr("times its size"));
    EXPECT_FALSE(read.error().hint.empty());
}

TEST(Pprof, ASizeInTheTrailerThatLiesIsNoHarm) {
    for (const char last : {'\0', '\x7f'}) {
        std::string file = gzipped(smallProfile().bytes());
        file.back() = last;
        const auto read = readProfile(file, "lie");
        ASSERT_TRUE(read) << read.error().message();
        EXPECT_EQ(read->profile.sampleCount(), 2U);
    }
}

TEST(Pprof, NamesLoseParametersAsInGosTool) {
    EXPECT_EQ(simpleName("ns::f(int, char)"), "ns::f");
    EXPECT_EQ(simpleName("std::map<int, std::vector<int>>::find(int const&)"), "std::map::find");
    EXPECT_EQ(simpleName("runtime.mallocgc"), std::nullopt);
    EXPECT_EQ(simpleName("sync.(*Map[go.shape.int]).Load"), std::nullopt);
    EXPECT_EQ(simpleName("a::b)c"), std::nullopt);
}

TEST(Pprof, DropsFramesThatTheProfileCallsUninteresting) {
    auto writer = smallProfile();
    writer.number(7, writer.text("main\\.work"));
    Profile profile = readOf(writer.bytes());
    dropUninteresting(profile);
    EXPECT_EQ(profile.stack(0).size(), 1U);
    EXPECT_EQ(profile.stack(1).size(), 1U);
    auto broken = smallProfile();
    broken.number(7, broken.text("main(("));
    Profile kept = readOf(broken.bytes());
    dropUninteresting(kept);
    EXPECT_EQ(kept.stack(0).size(), 3U);
}

TEST(Pprof, AddressesAreNamedFromTheProgram) {
    const test::TinyGoBinary tiny(21);
    const auto binary = gobinary::GoBinary::read(LazyFile::over(tiny.bytes()), "tiny");
    ASSERT_TRUE(binary) << binary.error().message();
    const std::string name(binary->functions()[1].name);
    const std::uint64_t inFile = test::TinyGoBinary::kText - test::TinyGoBinary::kBase;
    constexpr std::uint64_t start = 0x7f00'0000'0000;
    test::ProfileWriter writer;
    writer.sampleType("cpu", "nanoseconds").sample({1, 2, 3}, {1});
    writer.mapping(1, start, start + 0x1000, inFile, "/bin/tiny").mapping(2, 0x10, 0x20, 0, "/lib/other.so");
    writer.location(1, 1, start + 20).location(2, 1, start + 0x2000).location(3, 2, 0x14);
    Profile profile = readOf(writer.bytes());
    EXPECT_TRUE(needsSymbols(profile));
    EXPECT_EQ(symbolise(profile, *binary), 1U); // the others lie outside of the mapping, or in another file
    ASSERT_EQ(profile.locations[0].lineCount, 1U);
    EXPECT_EQ(profile.nameOf(profile.linesOf(profile.locations[0])[0].function), name);

    test::ProfileWriter plain; // without mappings addresses are as linked
    plain.sampleType("cpu", "nanoseconds").sample({1}, {1}).location(1, 0, test::TinyGoBinary::kText + 20);
    Profile unmapped = readOf(plain.bytes());
    EXPECT_EQ(symbolise(unmapped, *binary), 1U);
    EXPECT_EQ(unmapped.nameOf(0), name);
}

TEST(Pprof, OpensAloneAndBesideALog) {
    const std::string bytes = smallProfile().bytes();
    const std::array<MemoryFile, 2> files{
        MemoryFile{sourceNamed("cpu.pb"), bytes},
        MemoryFile{sourceNamed("start.log"), "init runtime @0.030 ms, 0.11 ms clock, 0 bytes, 0 allocs\n"}};
    const auto alone = openBytes(std::span(files).first(1));
    ASSERT_TRUE(alone) << alone.error().message();
    ASSERT_THAT(alone->profiles, SizeIs(1));
    ASSERT_THAT(alone->startups, SizeIs(1));
    EXPECT_THAT(alone->startups[0].inits, IsEmpty());
    EXPECT_FALSE(alone->startups[0].phases[0].howToMeasure.empty());
    const auto both = openBytes(files);
    ASSERT_TRUE(both) << both.error().message();
    EXPECT_THAT(both->profiles, SizeIs(1));
    ASSERT_THAT(both->startups, SizeIs(1));
    EXPECT_THAT(both->startups[0].inits, SizeIs(1));
}

TEST(Pprof, OldTextProfilesAreNamed) {
    const MemoryFile file{sourceNamed("heap"), "heap profile: 1: 2 [3: 4] @ heap/1048576\n"};
    const auto opened = openBytes(std::span(&file, 1));
    ASSERT_FALSE(opened);
    EXPECT_THAT(opened.error().message(), HasSubstr("debug=1"));
}

} // namespace
} // namespace rt0::pprof
