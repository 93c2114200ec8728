#include "capture/goproject.h"
#include "capture/recordcomparison.h"
#include "capture/recordlaunch.h"
#include "capture/tracebuild.h"

namespace rt0 {

Result<Launch> recordLaunch(const LaunchOptions&, const LaunchProgress&, std::stop_token) {
    return tl::unexpected(Error{"recording is not supported on this system",
                                {},
                                "record on Linux for amd64 and open the recording here"});
}

Result<RecordedComparison> recordComparison(std::span<const ComparedProgram>, const ComparisonOptions&,
                                            const ComparisonProgress&, std::stop_token) {
    return tl::unexpected(Error{"recording is not supported on this system",
                                {},
                                "record on Linux for amd64 and compare the recordings here"});
}

struct TracedBuild::Parts {
    std::string none;
};

TracedBuild::TracedBuild(std::unique_ptr<Parts> parts) : m_parts(std::move(parts)) {}
TracedBuild::TracedBuild(TracedBuild&&) noexcept = default;
TracedBuild& TracedBuild::operator=(TracedBuild&&) noexcept = default;
TracedBuild::~TracedBuild() = default;

const std::string& TracedBuild::program() const {
    return m_parts->none;
}

const std::string& TracedBuild::tracedProgram() const {
    return m_parts->none;
}

Result<TracedBuild> TracedBuild::make(const std::string&, const std::vector<std::string>&, std::stop_token) {
    return tl::unexpected(Error{"recording is not supported on this system", {}, {}});
}

struct GoProject::Parts {
    std::string none;
    std::vector<std::string> nothing;
};

GoProject::GoProject(std::unique_ptr<Parts> parts) : m_parts(std::move(parts)) {}
GoProject::GoProject(GoProject&&) noexcept = default;
GoProject& GoProject::operator=(GoProject&&) noexcept = default;
GoProject::~GoProject() = default;

const std::string& GoProject::folder() const {
    return m_parts->none;
}
const std::string& GoProject::importPath() const {
    return m_parts->none;
}
const std::string& GoProject::goVersion() const {
    return m_parts->none;
}
const std::vector<std::string>& GoProject::notes() const {
    return m_parts->nothing;
}

Result<GoProject> GoProject::open(const GoProjectOptions&, const std::stop_token&) {
    return tl::unexpected(Error{"variants can be built on Linux for amd64 only", {}, {}});
}

Result<BuiltProgram> GoProject::build(const VariantSpec&, const std::string&, const std::stop_token&) const {
    return tl::unexpected(Error{"variants can be built on Linux for amd64 only", {}, {}});
}

Result<std::string> GoProject::goList(const std::stop_token&) const {
    return tl::unexpected(Error{"variants can be built on Linux for amd64 only", {}, {}});
}

Result<std::vector<BlankImport>> GoProject::blankImports(const std::stop_token&) const {
    return tl::unexpected(Error{"variants can be built on Linux for amd64 only", {}, {}});
}

} // namespace rt0
