#pragma once

#include <cstdlib>
#include <string>
#include <vector>

namespace rt0::test {

/// As the programs of the tests are built.
inline std::vector<std::string> goEnvironment() {
    const std::string go = RT0SCOPE_GO;
    const char* const path = std::getenv("PATH");
    return {"PATH=" + go.substr(0, go.rfind('/')) + ":" + (path != nullptr ? path : "/usr/bin:/bin"),
            "GOCACHE=" + std::string(RT0SCOPE_GO_CACHE),
            "GOFLAGS=-mod=mod",
            "GOPROXY=off",
            "GOTOOLCHAIN=local",
            "GO111MODULE=on",
            "GOWORK=off",
            "CGO_ENABLED=0"};
}

} // namespace rt0::test
