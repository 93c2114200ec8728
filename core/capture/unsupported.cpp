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

} // namespace rt0
