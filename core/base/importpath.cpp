#include "base/importpath.h"

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

} // namespace rt0
