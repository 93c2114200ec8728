#include "capture/recordlaunch.h"

namespace rt0 {

Result<Launch> recordLaunch(const LaunchOptions&, const LaunchProgress&, std::stop_token) {
    return tl::unexpected(Error{"recording is not supported on this system",
                                {},
                                "record on Linux for amd64 and open the recording here"});
}

} // namespace rt0
