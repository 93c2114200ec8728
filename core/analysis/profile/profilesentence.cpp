#include "analysis/profile/profilesentence.h"

#include "analysis/profile/callstacks.h"

#include <fmt/format.h>

namespace rt0 {

std::string profileSentence(const Document& document) {
    std::string text;
    for (const OpenedProfile& opened : document.profiles) {
        const profile::CallStacks stacks =
            profile::sampleValues(*opened.profile, opened.profile->shownType());
        text += fmt::format("{}The profile {} holds {}: {} ({}).", text.empty() ? "" : " ", opened.name,
                            profile::samplesText(stacks), profile::valueText(stacks.total(), stacks.unit),
                            stacks.type);
    }
    return text;
}

} // namespace rt0
