#include "recording/profile.h"

namespace rt0 {

std::size_t Profile::shownType() const {
    for (std::size_t i = 0; defaultSampleType != 0 && i < sampleTypes.size(); ++i)
        if (strings[sampleTypes[i].type] == strings[defaultSampleType])
            return i;
    return sampleTypes.empty() ? 0 : sampleTypes.size() - 1;
}

} // namespace rt0
