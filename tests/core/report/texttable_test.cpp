#include "report/texttable.h"

#include <gtest/gtest.h>

namespace rt0 {
namespace {

TEST(Printable, LeavesValidTextAlone) {
    EXPECT_EQ(printable("github.com/a/b µ 日本 𝄞"), "github.com/a/b µ 日本 𝄞");
    EXPECT_EQ(printable(""), "");
}

TEST(Printable, ReplacesWhatIsNoUtf8) {
    EXPECT_EQ(printable("a\xff"
                        "b"),
              "a\uFFFDb");
    EXPECT_EQ(printable("\xc0\xaf"), "\uFFFD\uFFFD");           // overlong
    EXPECT_EQ(printable("\xed\xa0\x80"), "\uFFFD\uFFFD\uFFFD"); // surrogate
    EXPECT_EQ(printable("\xe2\x82"), "\uFFFD\uFFFD");           // cut short
}

TEST(Printable, ReplacesWhatActsOnATerminal) {
    EXPECT_EQ(printable("a\x1b[31mb\n"), "a\uFFFD[31mb\uFFFD");
    EXPECT_EQ(printable("\u202Eabc"), "\uFFFD"
                                      "abc");
    EXPECT_EQ(printable("\u009b"), "\uFFFD");
}

TEST(DisplayWidth, CountsColumnsAndNotBytes) {
    EXPECT_EQ(displayWidth("3.1–3.2 µs"), 10U);
    EXPECT_EQ(displayWidth("日本"), 4U);
    EXPECT_EQ(displayWidth("e\u0301"), 1U);
    EXPECT_EQ(displayWidth("\xff\xff"), 2U);
}

TEST(Elided, KeepsTheEndOfALongPath) {
    EXPECT_EQ(elided("short", 5), "short");
    EXPECT_EQ(elided("k8s.io/kubectl/pkg/cmd", 10), "k8s…kg/cmd");
    EXPECT_EQ(displayWidth(elided("日本日本日本日本日本", 7)), 7U);
}

TEST(TextTable, AlignsColumnsByWidth) {
    TextTable table({{"time", Align::Right}, {"package"}});
    table.addRow({"3 µs", "main"});
    table.addRow({"12–13 µs", "net"});
    EXPECT_EQ(table.text(), "      time  package\n"
                            "      3 µs  main\n"
                            "  12–13 µs  net\n");
}

TEST(TextTable, AHostileCellStaysOnItsLine) {
    TextTable table({{""}});
    table.addRow({"a\nb\x1b[2J" + std::string(1000, 'x')});
    const std::string text = table.text();
    EXPECT_EQ(text.find('\n'), text.size() - 1);
    EXPECT_EQ(text.find('\x1b'), std::string::npos);
    EXPECT_LE(displayWidth(text), 76U);
}

} // namespace
} // namespace rt0
