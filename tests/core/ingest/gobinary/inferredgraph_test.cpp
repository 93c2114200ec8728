#include "ingest/gobinary/codereferences.h"
#include "ingest/gobinary/inferredgraph.h"
#include "support/tinygobinary.h"

#include <gmock/gmock.h>
#include <string>
#include <utility>
#include <vector>

namespace rt0::gobinary {
namespace {

using test::TinyGoBinary;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

using Found = std::vector<std::pair<Reference, std::uint64_t>>;

Found referencesOf(Machine machine, const std::string& code) {
    Found found;
    forEachReference(machine, code, 0x1000,
                     [&](Reference kind, std::uint64_t target) { found.emplace_back(kind, target); });
    return found;
}

std::string bytes(std::initializer_list<unsigned> values) {
    std::string text;
    for (const unsigned value : values)
        text += static_cast<char>(value);
    return text;
}

std::string words(std::initializer_list<std::uint32_t> values) {
    std::string text;
    for (const std::uint32_t value : values)
        for (unsigned shift = 0; shift < 32; shift += 8)
            text += static_cast<char>(value >> shift);
    return text;
}

TEST(CodeReferences, OfAmd64EndAtTheirInstruction) {
    EXPECT_THAT(referencesOf(Machine::Amd64, bytes({0xe8, 0x10, 0, 0, 0})),
                ElementsAre(Pair(Reference::Call, 0x1015)));
    EXPECT_THAT(referencesOf(Machine::Amd64, bytes({0xe9, 0xfb, 0xff, 0xff, 0xff})), // jmp to itself
                ElementsAre(Pair(Reference::Call, 0x1000)));
    EXPECT_THAT(referencesOf(Machine::Amd64, bytes({0x4c, 0x8d, 0x05, 0x20, 0, 0, 0})), // lea r8, [rip+32]
                ElementsAre(Pair(Reference::Address, 0x1027)));
    EXPECT_THAT(referencesOf(Machine::Amd64, bytes({0x48, 0x89, 0x0d, 0x20, 0, 0, 0})), // mov [rip+32], rcx
                ElementsAre(Pair(Reference::Store, 0x1027)));
    EXPECT_THAT(referencesOf(Machine::Amd64, bytes({0x48, 0x83, 0x3d, 0x20, 0, 0, 0, 0})), // cmp [rip+32], 0
                ElementsAre(Pair(Reference::Load, 0x1028)));
    EXPECT_THAT(
        referencesOf(Machine::Amd64, bytes({0x0f, 0x11, 0x05, 0x20, 0, 0, 0})), // movups [rip+32], xmm0
        ElementsAre(Pair(Reference::Store, 0x1027)));
}

TEST(CodeReferences, OfAmd64AreWholeOrNone) {
    const std::string lea = bytes({0x4c, 0x8d, 0x05, 0x20, 0, 0, 0});
    for (std::size_t length = 0; length < lea.size(); ++length)
        EXPECT_THAT(referencesOf(Machine::Amd64, lea.substr(0, length)), IsEmpty()) << length;
}

TEST(CodeReferences, OfArm64ArePairsOfPageAndOffset) {
    EXPECT_THAT(referencesOf(Machine::Arm64, words({0x94000004})),
                ElementsAre(Pair(Reference::Call, 0x1010)));
    EXPECT_THAT(referencesOf(Machine::Arm64, words({0x17ffffff})), ElementsAre(Pair(Reference::Call, 0xffc)));
    // adrp x0, +1 page; add x0, x0, #0x18
    EXPECT_THAT(referencesOf(Machine::Arm64, words({0xb0000000, 0x91006000})),
                ElementsAre(Pair(Reference::Address, 0x2018)));
    // adrp x27, +1 page; ldr x1, [x27, #0x18] and str x1, [x27, #0x18]
    EXPECT_THAT(referencesOf(Machine::Arm64, words({0xb000001b, 0xf9400f61})),
                ElementsAre(Pair(Reference::Load, 0x2018)));
    EXPECT_THAT(referencesOf(Machine::Arm64, words({0xb000001b, 0xf9000f61})),
                ElementsAre(Pair(Reference::Store, 0x2018)));
    // The second one uses another register.
    EXPECT_THAT(referencesOf(Machine::Arm64, words({0xb0000001, 0x91006000})), IsEmpty());
}

/// Six functions of 16 bytes: runtime.init, alpha.init, alpha.init.0, main.init.0, runtime.main, main.main.
void putCall(TinyGoBinary& program, std::uint64_t from, std::uint64_t to) {
    const std::uint64_t at = TinyGoBinary::kText + 16 * from;
    const auto distance = static_cast<std::uint32_t>(TinyGoBinary::kText + 16 * to - (at + 5));
    program.put32(at, 0xe8U | distance << 8U);
    program.put32(at + 4, distance >> 24U);
}

PackageGraph graphOf(const TinyGoBinary& program) {
    const auto binary = GoBinary::read(LazyFile::over(program.bytes()), "tiny");
    EXPECT_TRUE(binary);
    auto graph = inferGraphOf(*binary, "tiny");
    EXPECT_TRUE(graph) << graph.error().message();
    return *std::move(graph);
}

bool uses(const PackageGraph& graph, std::string_view user, std::string_view used) {
    return graph.edgeOf(graph.find(user).value(), graph.find(used).value()) < graph.importCount();
}

TEST(InferredGraph, ACallTellsThatAPackageUsesAnother) {
    for (const int minor : {21, 26, 27}) {
        TinyGoBinary program(minor, minor == 26);
        putCall(program, 5, 2);
        const PackageGraph graph = graphOf(program);
        EXPECT_EQ(graph.source(), GraphSource::BinaryInferred);
        EXPECT_EQ(graph.size(), 3U);
        EXPECT_TRUE(uses(graph, "example.com/tiny", "alpha"));
        EXPECT_TRUE(uses(graph, "example.com/tiny", "runtime")); // which every program runs
        EXPECT_FALSE(uses(graph, "alpha", "runtime"));
        EXPECT_EQ(graph[graph.root()].importPath, "example.com/tiny");
        EXPECT_EQ(graph.moduleOf(graph.root())->path, "example.com/tiny");
    }
}

TEST(InferredGraph, NoPackageUsesOneThatIsInitialisedLater) {
    TinyGoBinary program(26);
    putCall(program, 1, 3);
    EXPECT_FALSE(uses(graphOf(program), "alpha", "example.com/tiny"));
}

TEST(InferredGraph, OfOldProgramsIsReadInstead) {
    const TinyGoBinary program(19);
    const auto binary = GoBinary::read(LazyFile::over(program.bytes()), "tiny");
    ASSERT_TRUE(binary);
    EXPECT_FALSE(inferGraphOf(*binary, "tiny"));
}

TEST(InferredGraph, CanBeStopped) {
    const TinyGoBinary program(26);
    const auto binary = GoBinary::read(LazyFile::over(program.bytes()), "tiny");
    ASSERT_TRUE(binary);
    std::stop_source stop;
    stop.request_stop();
    Progress progress;
    progress.stop = stop.get_token();
    const auto graph = inferGraphOf(*binary, "tiny", progress);
    ASSERT_FALSE(graph);
    EXPECT_EQ(graph.error().what, "cancelled");
}

} // namespace
} // namespace rt0::gobinary
