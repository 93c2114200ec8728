#include "ingest/lddebug.h"

#include "base/textcursor.h"

#include <array>

namespace rt0::lddebug {
namespace {

struct Field {
    std::string_view text;
    std::optional<std::uint64_t> LoaderRecord::*member;
};

constexpr std::array kFields{
    Field{"total startup time in dynamic loader: ", &LoaderRecord::totalCycles},
    Field{"time needed for relocation: ", &LoaderRecord::relocationCycles},
    Field{"time needed to load objects: ", &LoaderRecord::loadCycles},
    Field{"number of relocations: ", &LoaderRecord::relocations},
    Field{"number of relocations from cache: ", &LoaderRecord::relocationsFromCache},
    Field{"number of relative relocations: ", &LoaderRecord::relativeRelocations},
    Field{"final number of relocations: ", &LoaderRecord::finalRelocations},
    Field{"final number of relocations from cache: ", &LoaderRecord::finalRelocationsFromCache},
};

/// The process id before the ":\t" whose tab is at `tab`.
bool takePidBefore(std::string_view text, std::size_t tab, Line& line) {
    if (tab < 2 || text[tab - 1] != ':')
        return false;
    std::size_t begin = tab - 1;
    while (begin > 0 && text[begin - 1] >= '0' && text[begin - 1] <= '9')
        --begin;
    line.column = begin;
    TextCursor in(text.substr(begin, tab - 1 - begin));
    return take(in, line.pid);
}

std::optional<Line> parseBody(std::string_view body, bool cutShort, Line line) {
    const std::size_t begin = body.find_first_not_of(' ');
    if (begin == std::string_view::npos)
        return std::nullopt;
    TextCursor in(body, begin);
    if (in.skip(kBegin))
        return line;
    for (const Field& field : kFields) {
        if (!in.skip(field.text))
            continue;
        if (!take(in, line.value) || (cutShort && in.atEnd()))
            return std::nullopt;
        line.field = field.member;
        return line;
    }
    return std::nullopt;
}

} // namespace

std::optional<Line> parseLine(std::string_view text, bool cutShort) {
    for (std::size_t tab = text.find('\t'); tab != std::string_view::npos; tab = text.find('\t', tab + 1)) {
        Line line;
        if (takePidBefore(text, tab, line))
            return parseBody(text.substr(tab + 1), cutShort, line);
    }
    return std::nullopt;
}

} // namespace rt0::lddebug
