#include "ingest/pprof/simplename.h"

namespace rt0::pprof {
namespace {

bool looksLikeCPlusPlus(std::string_view name) {
    const auto holds = [&](std::string_view part) { return name.find(part) != std::string_view::npos; };
    const bool java = holds(".<");
    const bool goMethodOfGenericType = holds("]).");
    return !java && !goMethodOfGenericType &&
           (name.find_first_of("<>[]") != std::string_view::npos || holds("::"));
}

/// Leaves out what stands between outermost pairs of `open` and `close`; a name in which they do not pair
/// stays as it is from there on.
std::string withoutPairs(std::string_view name, char open, char close) {
    std::string kept;
    std::size_t depth = 0;
    std::size_t from = 0; ///< first character that is not in `kept` yet
    for (std::size_t i = 0; i < name.size(); ++i) {
        if (name[i] == open && depth++ == 0) {
            kept += name.substr(from, i - from);
            from = i;
        } else if (name[i] == close) {
            if (depth == 0)
                break;
            if (--depth == 0)
                from = i + 1;
        }
    }
    return kept.append(name.substr(from));
}

} // namespace

std::optional<std::string> simpleName(std::string_view name) {
    if (!looksLikeCPlusPlus(name))
        return std::nullopt;
    std::string simple = withoutPairs(withoutPairs(name, '(', ')'), '<', '>');
    return simple == name ? std::nullopt : std::optional(std::move(simple));
}

} // namespace rt0::pprof
