#include "ingest/pprof/prune.h"

#include <algorithm>
#include <memory>
#include <re2/re2.h>

namespace rt0::pprof {
namespace {

constexpr std::int64_t kPatternMemory = std::int64_t{8} << 20U;

std::unique_ptr<RE2> compiled(std::string_view pattern) {
    RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(kPatternMemory);
    auto regex = std::make_unique<RE2>("(?:" + std::string(pattern) + ")", options);
    return regex->ok() ? std::move(regex) : nullptr;
}

/// A name up to its parameters, for patterns know none.
std::string_view withoutParameters(std::string_view name) {
    if (name.starts_with('.'))
        name.remove_prefix(1);
    for (std::size_t at = 0; at < name.size(); ++at)
        for (const std::string_view reserved : {"(anonymous namespace)", "operator()", "("}) {
            if (!name.substr(at).starts_with(reserved))
                continue;
            if (reserved == "(")
                return name.substr(0, at);
            at += reserved.size() - 1;
            break;
        }
    return name;
}

/// Which functions are dropped.
std::vector<bool> droppedFunctions(const Profile& profile, const RE2& drop, const RE2* keep) {
    std::vector<bool> dropped(profile.functions.size());
    for (std::uint32_t i = 0; i < dropped.size(); ++i) {
        const std::string_view full = profile.nameOf(i);
        const std::string_view name = withoutParameters(full);
        const re2::StringPiece piece(name.data(), name.size());
        dropped[i] = !full.empty() && RE2::FullMatch(piece, drop) &&
                     (keep == nullptr || !RE2::FullMatch(piece, *keep));
    }
    return dropped;
}

enum class Place : std::uint8_t {
    Kept,
    Beneath, ///< some inlined calls of it are dropped, and what they call
    Dropped, ///< all of it
};

/// Looks for a dropped function in each location, from the outermost line.
std::vector<Place> pruneLines(Profile& profile, const std::vector<bool>& dropped) {
    std::vector<Place> places(profile.locations.size(), Place::Kept);
    for (std::size_t i = 0; i < places.size(); ++i) {
        ProfileLocation& location = profile.locations[i];
        const auto lines = profile.linesOf(location);
        std::uint32_t left = location.lineCount;
        while (left > 0 && !dropped[lines[left - 1].function])
            --left;
        if (left == 0)
            continue;
        places[i] = left == location.lineCount ? Place::Dropped : Place::Beneath;
        if (places[i] == Place::Dropped)
            continue;
        location.firstLine += left;
        location.lineCount -= left;
    }
    return places;
}

/// How many of a stack's innermost frames go. Nothing goes before the first frame that is kept, seen from the
/// outermost, so that not all is dropped.
std::size_t droppedFrames(std::span<const std::uint32_t> stack, const std::vector<Place>& places) {
    bool foundUser = false;
    for (std::size_t left = stack.size(); left > 0; --left) {
        const Place place = places[stack[left - 1]];
        if (place == Place::Kept)
            foundUser = true;
        else if (foundUser)
            return place == Place::Dropped ? left : left - 1;
    }
    return 0;
}

} // namespace

void dropUninteresting(Profile& profile) {
    const std::string_view dropText = profile.strings[profile.dropFrames];
    const std::string_view keepText = profile.strings[profile.keepFrames];
    const auto drop = dropText.empty() ? nullptr : compiled(dropText);
    const auto keep = keepText.empty() ? nullptr : compiled(keepText);
    if (!drop || (!keep && !keepText.empty()))
        return;
    const auto places = pruneLines(profile, droppedFunctions(profile, *drop, keep.get()));
    std::uint64_t written = 0;
    std::uint64_t begin = 0;
    for (std::uint64_t& end : profile.stackEnds) {
        const std::span<const std::uint32_t> stack(profile.stacks.data() + begin,
                                                   static_cast<std::size_t>(end - begin));
        const auto kept = stack.subspan(droppedFrames(stack, places));
        std::copy(kept.begin(), kept.end(), profile.stacks.begin() + static_cast<std::ptrdiff_t>(written));
        written += kept.size();
        begin = end;
        end = written;
    }
    profile.stacks.resize(static_cast<std::size_t>(written));
}

} // namespace rt0::pprof
