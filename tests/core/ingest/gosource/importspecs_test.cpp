#include "ingest/gosource/importspecs.h"

#include <gmock/gmock.h>

namespace rt0::gosource {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::string_view kSource = R"(// Copyright: import "nothing"
/* package comment
   import _ "no" */
package main // here

import "fmt"
import _ "net/http/pprof"; import ms "math"
import (
	. "strings" // dot
	_ `image/png`
	_ "embed"; "os"
)

var text = "import _ \"in/a/string\""
import _ "too/late"
)";

std::vector<std::string> described(const std::vector<ImportSpec>& specs) {
    std::vector<std::string> texts;
    for (const ImportSpec& spec : specs)
        texts.push_back(std::to_string(spec.line) + " " + spec.name + " " + spec.path);
    return texts;
}

TEST(ImportSpecs, areReadFromEveryFormOfDeclaration) {
    const auto specs = readImportSpecs(kSource, "main.go");
    ASSERT_TRUE(specs) << specs.error().message();
    EXPECT_THAT(described(*specs), ElementsAre("6  fmt", "7 _ net/http/pprof", "7 ms math", "9 . strings",
                                               "10 _ image/png", "11 _ embed", "11  os"));
}

TEST(ImportSpecs, leaveEverythingElseWhereItIs) {
    auto specs = readImportSpecs(kSource, "main.go");
    ASSERT_TRUE(specs);
    std::erase_if(*specs, [](const ImportSpec& spec) { return !spec.blank(); });
    const std::string without = withoutImports(kSource, *specs);
    EXPECT_EQ(without.size(), kSource.size());
    const auto left = readImportSpecs(without, "main.go");
    ASSERT_TRUE(left) << left.error().message();
    EXPECT_THAT(described(*left), ElementsAre("6  fmt", "7 ms math", "9 . strings", "11  os"));
}

TEST(ImportSpecs, sayWhereTheyCannotBeRead) {
    const auto messageOf = [](std::string_view source) {
        const auto specs = readImportSpecs(source, "x.go");
        return specs ? std::string("read") : specs.error().message();
    };
    EXPECT_THAT(messageOf("func main() {}"), HasSubstr("x.go:1: no package clause"));
    EXPECT_THAT(messageOf("package main\nimport 7\n"), HasSubstr("x.go:2"));
    EXPECT_THAT(messageOf("package main\nimport (\n\"a\"\n"), HasSubstr("cannot be read"));
    EXPECT_THAT(messageOf("package main\nimport \"a\n\"\n"), HasSubstr("cannot be read"));
    EXPECT_EQ(messageOf("package main"), "read");
}

TEST(ImportSpecs, ofACutFileNeverReachBeyondIt) {
    for (std::size_t length = 0; length < kSource.size(); ++length) {
        const std::string_view cut = kSource.substr(0, length);
        const auto specs = readImportSpecs(cut, "cut.go");
        if (!specs)
            continue;
        for (const ImportSpec& spec : *specs)
            EXPECT_LE(spec.end, length);
    }
}

} // namespace
} // namespace rt0::gosource
