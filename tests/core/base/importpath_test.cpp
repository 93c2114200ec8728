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

TEST(ImportPath, KnowsThePackageOfAFunction) {
    EXPECT_EQ(packageOfFunction("net/http.(*Server).Serve"), "net/http");
    EXPECT_EQ(packageOfFunction("main.main.func1"), "main");
    EXPECT_EQ(packageOfFunction("slices.Sort[go.shape.[]a/b.T]"), "slices");
    EXPECT_EQ(packageOfFunction("gopkg.in/yaml%2ev2.init.1"), "gopkg.in/yaml%2ev2");
    EXPECT_EQ(packageOfFunction("type:.eq.[2]a/b.T"), "");
    EXPECT_EQ(packageOfFunction("type..hash.net/http.T"), "");
    EXPECT_EQ(packageOfFunction("_rt0_amd64_linux"), "");
    EXPECT_EQ(packageOfFunction(""), "");
}

} // namespace
} // namespace rt0
