#include "analysis/profile/callstacks.h"
#include "analysis/profile/flametree.h"
#include "analysis/profile/gotop.h"
#include "analysis/profile/rawtext.h"
#include "ingest/pprof/pprof.h"
#include "ingest/pprof/prune.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

namespace {

using namespace rt0;

void require(bool condition) {
    if (!condition)
        std::abort();
}

/// What is true of any profile that was read.
void check(const Profile& profile) {
    require(profile.values.size() == profile.sampleCount() * profile.sampleTypes.size());
    require(profile.labelEnds.size() == profile.sampleCount());
    for (const std::uint32_t frame : profile.stacks)
        require(frame < profile.locations.size());
    for (const ProfileLocation& location : profile.locations) {
        require(location.mapping == kNoProfileIndex || location.mapping < profile.mappings.size());
        for (const ProfileLine& line : profile.linesOf(location))
            require(line.function < profile.functions.size());
    }
}

void use(const Profile& profile) {
    for (std::size_t type = 0; type < std::min<std::size_t>(profile.sampleTypes.size(), 3); ++type) {
        const auto stacks = profile::callStacks(profile, type);
        const auto tree = profile::flameTree(stacks, &stacks);
        for (std::uint32_t i = 0; i < tree.nodes.size(); ++i)
            require(tree.self(i) <= tree.nodes[i].value);
        require(tree.root().value == tree.root().other);
        profile::functionTotals(stacks);
        profile::samplesText(stacks);
    }
    require(!profile::rawText(profile).empty());
    require(!profile::topText(profile, {.nodeCount = 10}).empty());
}

} // namespace

/// Whatever the bytes are: no crash, no endless loop, and a profile that was read can be shown.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    pprof::isProfile(bytes.substr(0, 4096));
    auto read = pprof::readProfile(bytes, "fuzz");
    if (!read)
        return 0;
    check(read->profile);
    pprof::dropUninteresting(read->profile);
    check(read->profile);
    use(read->profile);
    return 0;
}
