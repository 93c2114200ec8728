#include "base/importpath.h"

#include <algorithm>
#include <charconv>

namespace rt0 {
namespace {

bool isHexDigit(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

} // namespace

std::string unescapedImportPath(std::string_view package) {
    if (package.find('%') == std::string_view::npos)
        return std::string(package);
    std::string path;
    path.reserve(package.size());
    for (std::size_t i = 0; i < package.size(); ++i) {
        const bool escaped = package[i] == '%' && i + 2 < package.size() && isHexDigit(package[i + 1]) &&
                             isHexDigit(package[i + 2]);
        if (!escaped) {
            path.push_back(package[i]);
            continue;
        }
        unsigned code = 0;
        std::from_chars(package.data() + i + 1, package.data() + i + 3, code, 16);
        path.push_back(static_cast<char>(code));
        i += 2;
    }
    return path;
}

std::string escapedImportPath(std::string_view package) {
    const std::size_t slash = package.rfind('/');
    const std::size_t last = slash == std::string_view::npos ? 0 : slash + 1;
    std::string escaped;
    for (std::size_t i = 0; i < package.size(); ++i) {
        const auto byte = static_cast<unsigned char>(package[i]);
        constexpr std::string_view digits = "0123456789abcdef";
        if (byte <= ' ' || (byte == '.' && i >= last) || byte == '%' || byte == '"' || byte >= 0x7f)
            escaped += {'%', digits[byte >> 4U], digits[byte & 0xfU]};
        else
            escaped += package[i];
    }
    return escaped;
}

std::string_view packageOfInit(std::string_view function) {
    constexpr std::string_view kInit = ".init";
    const std::size_t slash = function.rfind('/');
    std::size_t from = slash == std::string_view::npos ? 0 : slash;
    for (;;) {
        const std::size_t at = function.find(kInit, from);
        if (at == std::string_view::npos)
            return {};
        const std::size_t end = at + kInit.size();
        if (end == function.size() || function[end] == '.')
            return function.substr(0, at);
        from = end;
    }
}

std::string_view packageOfFunction(std::string_view function) {
    // Types in brackets hold paths of other packages.
    const std::string_view plain =
        function.substr(0, std::min(function.find_first_of("[("), function.size()));
    const std::size_t slash = plain.rfind('/');
    const std::size_t dot = plain.find('.', slash == std::string_view::npos ? 0 : slash);
    if (dot == std::string_view::npos || dot == 0)
        return {};
    const std::string_view package = plain.substr(0, dot);
    // "type:.eq.…", up to Go 1.19 "type..eq.…"; "go:buildid", "go.buildid".
    const bool isMade = package.find(':') != std::string_view::npos || package.starts_with("type.") ||
                        package == "type" || package == "go";
    return isMade ? std::string_view() : package;
}

} // namespace rt0
