#include "ingest/gobinary/gobinary.h"
#include "report/binaryreport.h"
#include "support/tinygobinary.h"

#include <chrono>
#include <cstddef>
#include <elf.h>
#include <gmock/gmock.h>

namespace rt0::gobinary {
namespace {

using test::TinyGoBinary;
using testing::HasSubstr;

Result<GoBinary> read(std::string_view bytes) {
    return GoBinary::read(LazyFile::over(bytes), "damaged");
}

/// Opens it and asks for everything; an error is as good as an answer.
bool survives(std::string_view bytes) {
    const auto binary = read(bytes);
    if (!binary)
        return !binary.error().what.empty() && binary.error().where == "damaged";
    for (std::size_t i = 0; i < std::min<std::size_t>(binary->functions().size(), 100); ++i)
        binary->functions().lineOf(binary->functions()[i].entry);
    binary->functions().find("nothing");
    const Source source{"damaged", bytes.size(), {}, {}};
    return !binaryText(source, *binary).empty() && !binaryJson(source, *binary, PackageUses::Tell).empty();
}

TEST(DamagedBinary, CutAnywhereIsNoCrash) {
    for (const int minor : {19, 21, 27}) {
        const TinyGoBinary tiny(minor, true);
        for (std::size_t length = 0; length < tiny.bytes().size(); length += 13)
            EXPECT_TRUE(survives(std::string_view(tiny.bytes()).substr(0, length))) << minor << ' ' << length;
    }
}

TEST(DamagedBinary, AnyByteFlippedIsNoCrash) {
    for (const int minor : {19, 21, 27}) {
        std::string bytes = TinyGoBinary(minor, minor == 21).bytes();
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            const char before = bytes[i];
            if (before == 0 && i % 8 != 0) // padding, and the upper bytes of numbers
                continue;
            for (const unsigned flip : {0x01U, 0xffU}) {
                bytes[i] = static_cast<char>(static_cast<unsigned char>(before) ^ flip);
                EXPECT_TRUE(survives(bytes)) << minor << ' ' << i << ' ' << flip;
            }
            bytes[i] = before;
        }
    }
}

TEST(DamagedBinary, HugeCountsAreRefused) {
    for (const std::uint64_t huge : {std::uint64_t{1} << 20U, std::uint64_t{1} << 40U, ~std::uint64_t{0}}) {
        TinyGoBinary functions(21);
        functions.put64(TinyGoBinary::kPclntab + 8, huge);
        EXPECT_TRUE(survives(functions.bytes())) << huge;
        EXPECT_FALSE(read(functions.bytes())) << huge;
        TinyGoBinary relocations(21, true);
        relocations.put64(TinyGoBinary::kDynamic + 24, huge); // DT_RELASZ
        EXPECT_TRUE(survives(relocations.bytes())) << huge;
        TinyGoBinary tasks(21);
        tasks.put32(TinyGoBinary::kAlphaTask + 4, static_cast<std::uint32_t>(huge - 1));
        ASSERT_TRUE(read(tasks.bytes())) << huge;
        EXPECT_FALSE(read(tasks.bytes())->initTasks().complete) << huge;
    }
}

TEST(DamagedBinary, ATaskThatCannotBeReadIsReported) {
    TinyGoBinary tiny(21);
    tiny.put64(TinyGoBinary::kAlphaTask + 8, 0x1234); // no function begins there
    const auto binary = read(tiny.bytes());
    ASSERT_TRUE(binary);
    EXPECT_FALSE(binary->initTasks().complete);
    EXPECT_EQ(binary->initTasks().tasks.size(), 2U); // the others stay
    ASSERT_FALSE(binary->diagnostics().empty());
    EXPECT_THAT(binary->diagnostics()[0].message, HasSubstr("1 init tasks cannot be read"));
}

TEST(DamagedBinary, LoopsOfTasksEnd) {
    TinyGoBinary tiny(19);
    tiny.put64(TinyGoBinary::kAlphaTask + 24, TinyGoBinary::kMainTask); // alpha -> main -> alpha
    const auto binary = read(tiny.bytes());
    ASSERT_TRUE(binary);
    EXPECT_FALSE(binary->initTasks().complete);
    ASSERT_EQ(binary->initTasks().tasks.size(), 1U);
    EXPECT_EQ(binary->initTasks().tasks[0].package, "runtime");
}

TEST(DamagedBinary, WithoutModuledataStillHasItsFunctions) {
    TinyGoBinary tiny(21);
    tiny.put64(TinyGoBinary::kModuledata, 0);
    const auto binary = read(tiny.bytes());
    ASSERT_TRUE(binary);
    EXPECT_FALSE(binary->moduledata());
    EXPECT_EQ(binary->functions().find("main.main")->entry, TinyGoBinary::kText + 80);
    EXPECT_THAT(binary->diagnostics().at(0).message, HasSubstr("moduledata was not found"));
}

std::string whyNot(std::string bytes, std::size_t at, char value) {
    bytes.at(at) = value;
    const auto binary = read(bytes);
    return binary ? "" : binary.error().message();
}

TEST(DamagedBinary, OtherFilesAreRefusedWithTheReason) {
    const std::string bytes = TinyGoBinary(21).bytes();
    EXPECT_THAT(whyNot(bytes, 0, 'x'), HasSubstr("no ELF binary"));
    EXPECT_THAT(whyNot(bytes, EI_CLASS, ELFCLASS32), HasSubstr("32-bit"));
    EXPECT_THAT(whyNot(bytes, EI_DATA, ELFDATA2MSB), HasSubstr("big-endian"));
    EXPECT_THAT(whyNot(bytes, offsetof(Elf64_Ehdr, e_machine), EM_386), HasSubstr("another machine"));
    EXPECT_THAT(whyNot(bytes, offsetof(Elf64_Ehdr, e_type), ET_CORE), HasSubstr("core dump"));
    EXPECT_THAT(whyNot(bytes, offsetof(Elf64_Ehdr, e_type), ET_REL), HasSubstr("object file"));
    EXPECT_THAT(whyNot(bytes, TinyGoBinary::kPclntab - TinyGoBinary::kBase, 0), HasSubstr(".gopclntab"));
    EXPECT_THAT(read("").error().message(), HasSubstr("no ELF binary"));
}

TEST(DamagedBinary, CostsTimeInProportionOnly) {
    // A million functions of one name, all of them init tasks of each other's bytes.
    TinyGoBinary tiny(21);
    std::string bytes = tiny.bytes();
    bytes.resize(std::size_t{32} << 20U, '\x01');
    for (std::size_t i = 0; i < sizeof(std::uint64_t); ++i) { // p_filesz
        bytes[64 + offsetof(Elf64_Phdr, p_filesz) + i] = static_cast<char>(bytes.size() >> (8U * i));
        bytes[TinyGoBinary::kPclntab - TinyGoBinary::kBase + 8 + i] =
            static_cast<char>(std::uint64_t{1'000'000} >> (8U * i));
    }
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_TRUE(survives(bytes));
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(60));
}

} // namespace
} // namespace rt0::gobinary
