#include "analysis/packagegroup.h"

#include "core/analysis/startups.h"

#include <gtest/gtest.h>

namespace rt0 {
namespace {

struct Case {
    const char* importPath;
    const char* group;
};

class PackageGroup : public testing::TestWithParam<Case> {};

TEST_P(PackageGroup, IsReadFromTheShapeOfThePath) {
    EXPECT_EQ(packageGroup(GetParam().importPath), GetParam().group);
}

INSTANTIATE_TEST_SUITE_P(
    RealPaths, PackageGroup,
    testing::Values(
        Case{"main", "main"}, Case{"runtime", "std"}, Case{"crypto/internal/fips140/drbg", "std"},
        Case{"vendor/golang.org/x/net/dns/dnsmessage", "std"},
        Case{"cmd/vendor/golang.org/x/mod/semver", "std"},
        Case{"github.com/sirupsen/logrus", "github.com/sirupsen/logrus"},
        Case{"github.com/docker/docker/api/types", "github.com/docker/docker"},
        Case{"github.com/pelletier/go-toml/v2/unstable", "github.com/pelletier/go-toml/v2"},
        Case{"golang.org/x/sys/unix", "golang.org/x/sys"},
        Case{"k8s.io/kubectl/pkg/cmd/options", "k8s.io/kubectl"}, Case{"k8s.io/klog/v2", "k8s.io/klog/v2"},
        Case{"sigs.k8s.io/structured-merge-diff/v6/value", "sigs.k8s.io/structured-merge-diff/v6"},
        Case{"k8s.io/api/apps/v1", "k8s.io/api"},
        Case{"google.golang.org/grpc/internal/channelz", "google.golang.org/grpc"},
        Case{"go.uber.org/zap/zapcore", "go.uber.org/zap"}, Case{"gopkg.in/yaml.v2", "gopkg.in/yaml.v2"},
        Case{"gopkg.in/square/go-jose.v2/json", "gopkg.in/square/go-jose.v2"},
        Case{"go.opentelemetry.io/otel/semconv/v1.21.0", "go.opentelemetry.io/otel"},
        Case{"k8s.io/kubernetes/vendor/github.com/spf13/pflag", "github.com/spf13/pflag"}, Case{"", "std"},
        Case{"github.com", "github.com"}, Case{"github.com/a", "github.com/a"},
        Case{"github.com/a/b/", "github.com/a/b"}, Case{"gopkg.in", "gopkg.in"}, Case{"/", "std"}));

TEST(GroupTotals, SumTheInitsOfAGroupAndComeLongestFirst) {
    const Startup startup =
        test::startupOf({test::init("runtime", 0, 5), test::init("k8s.io/api/apps/v1", 10, 4),
                         test::init("k8s.io/api/batch/v1", 20, 4)});
    const auto groups = groupTotals(startup);
    ASSERT_EQ(groups.size(), 2U);
    EXPECT_EQ(groups[0].name, "k8s.io/api");
    EXPECT_EQ(groups[0].inits, 2U);
    EXPECT_EQ(groups[0].selfTime, test::us(8, 10));
    EXPECT_EQ(groups[1].name, "std");
}

} // namespace
} // namespace rt0
