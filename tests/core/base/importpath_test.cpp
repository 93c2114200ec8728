#include "base/importpath.h"

#include <gtest/gtest.h>

namespace rt0 {
namespace {

TEST(ImportPath, UndoesTheLinkersEscapes) {
    EXPECT_EQ(unescapedImportPath("gopkg.in/yaml%2ev2"), "gopkg.in/yaml.v2");
    EXPECT_EQ(unescapedImportPath("a/b%25c"), "a/b%c");
    EXPECT_EQ(unescapedImportPath("a%zz%2"), "a%zz%2");
}

TEST(ImportPath, KnowsAnInitByItsFunctionsName) {
    EXPECT_EQ(packageOfInit("net/http.init"), "net/http");
    EXPECT_EQ(packageOfInit("net/http.init.0"), "net/http");
    EXPECT_EQ(packageOfInit("main.init.0.func1"), "main");
    EXPECT_EQ(packageOfInit("gopkg.in/yaml%2ev2.init.1"), "gopkg.in/yaml%2ev2");
    EXPECT_EQ(packageOfInit("example.init/x.run"), "");
    EXPECT_EQ(packageOfInit("main.initialise"), "");
    EXPECT_EQ(packageOfInit("main.initialise.init"), "main.initialise");
    EXPECT_EQ(packageOfInit(""), "");
}

} // namespace
} // namespace rt0
