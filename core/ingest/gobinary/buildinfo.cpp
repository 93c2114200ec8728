#include "ingest/gobinary/buildinfo.h"

#include "base/bytereader.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <elf.h>

namespace rt0::gobinary {
namespace {

// debug/buildinfo/buildinfo.go, Go 1.18–1.27
constexpr std::string_view kMagic = "\xff Go buildinf:";
constexpr std::size_t kAlignment = 16;
constexpr std::uint64_t kHeaderBytes = 32;
constexpr std::size_t kFlagsAt = 15;
constexpr unsigned kInlineStrings = 2;
constexpr std::size_t kSentinelBytes = 16; ///< before and behind the module info (cmd/go/internal/modload)
constexpr std::uint64_t kScanBytes = std::uint64_t{1} << 20U;
constexpr std::uint64_t kMaxBytes = std::uint64_t{16} << 20U; ///< for version and modules

/// Where the header lies in a range of the file.
std::optional<std::uint64_t> search(const LazyFile& file, std::uint64_t from, std::uint64_t size) {
    for (std::uint64_t at = 0; at < size; at += kScanBytes) {
        const std::string_view part = file.bytes(from + at, std::min(kScanBytes + kHeaderBytes, size - at));
        for (std::size_t hit = part.find(kMagic); hit != std::string_view::npos;
             hit = part.find(kMagic, hit + 1))
            if ((from + at + hit) % kAlignment == 0)
                return from + at + hit;
    }
    return std::nullopt;
}

std::optional<std::uint64_t> findHeader(const ElfImage& image) {
    if (const Section* section = image.section(".go.buildinfo"))
        if (section->type != SHT_NOBITS && section->offset < image.file().size())
            if (const auto found = search(image.file(), section->offset,
                                          std::min(section->size, image.file().size() - section->offset)))
                return found;
    for (const Segment& segment : image.segments())
        if (segment.type == PT_LOAD && (segment.flags & PF_W) != 0)
            if (const auto found = search(image.file(), segment.offset, segment.fileSize))
                return found;
    return std::nullopt;
}

std::string_view nextField(std::string_view& line) {
    const std::size_t tab = std::min(line.find('\t'), line.size());
    const std::string_view field = line.substr(0, tab);
    line.remove_prefix(std::min(tab + 1, line.size()));
    return field;
}

Module moduleOf(std::string_view line) {
    Module module;
    module.path = nextField(line);
    module.version = nextField(line);
    module.sum = nextField(line);
    return module;
}

/// A Go string literal with the escapes that strconv.Quote makes for settings; anything else stays as it is.
std::string unquoted(std::string_view text) {
    if (text.size() < 2 || text.front() != text.back() || (text.front() != '"' && text.front() != '`'))
        return std::string(text);
    const bool isRaw = text.front() == '`';
    text = text.substr(1, text.size() - 2);
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (isRaw || text[i] != '\\' || i + 1 == text.size()) {
            plain.push_back(text[i]);
            continue;
        }
        const char escaped = text[++i];
        plain.push_back(escaped == 'n' ? '\n' : escaped == 't' ? '\t' : escaped == 'r' ? '\r' : escaped);
    }
    return plain;
}

std::pair<std::string, std::string> settingOf(std::string_view line) {
    // A key with odd characters is quoted, too.
    const std::size_t from = line.starts_with('"') ? std::min(line.find('"', 1), line.size()) : 0;
    const std::size_t equals = std::min(line.find('=', from), line.size());
    return {unquoted(line.substr(0, equals)), unquoted(line.substr(std::min(equals + 1, line.size())))};
}

void takeLine(std::string_view line, BuildInfo& info, Dependency*& last) {
    const std::string_view kind = nextField(line);
    if (kind == "path") {
        info.path = line;
    } else if (kind == "mod") {
        info.main = Dependency{moduleOf(line), std::nullopt};
        last = &*info.main;
    } else if (kind == "dep") {
        last = &info.dependencies.emplace_back(Dependency{moduleOf(line), std::nullopt});
    } else if (kind == "=>") {
        if (last != nullptr)
            last->replacement = moduleOf(line);
    } else if (kind == "build") {
        info.settings.push_back(settingOf(line));
    }
}

} // namespace

int BuildInfo::minor() const {
    constexpr std::string_view kBegin = "go1.";
    const std::size_t at = goVersion.find(kBegin); // also "devel go1.28-abcdef"
    int value = 0;
    if (at == std::string::npos)
        return 0;
    const char* from = goVersion.data() + at + kBegin.size();
    const auto parsed = std::from_chars(from, goVersion.data() + goVersion.size(), value);
    return parsed.ec == std::errc() && value > 0 && value < 1000 ? value : 0;
}

std::string_view BuildInfo::setting(std::string_view key) const {
    const auto found =
        std::find_if(settings.begin(), settings.end(), [&](const auto& one) { return one.first == key; });
    return found == settings.end() ? std::string_view() : std::string_view(found->second);
}

BuildInfo parseModuleInfo(std::string_view text) {
    BuildInfo info;
    Dependency* last = nullptr;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        takeLine(text.substr(0, end), info, last);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return info;
}

Result<BuildInfo> readBuildInfo(const LinkedImage& linked) {
    const LazyFile& file = linked.image.file();
    const auto at = findHeader(linked.image);
    const std::string_view header = at ? file.bytes(*at, kHeaderBytes) : std::string_view();
    if (header.empty())
        return tl::unexpected(Error{"no Go build information", {}, "is this a program built by Go?"});
    if ((static_cast<unsigned char>(header[kFlagsAt]) & kInlineStrings) == 0)
        return tl::unexpected(
            Error{"the build information is of Go 1.17 or older", {}, "rebuild the program"});
    const std::uint64_t behind = std::min(file.size() - *at - kHeaderBytes, kMaxBytes);
    const auto damaged = [] {
        return tl::unexpected(Error{"the build information is damaged", {}, "copy the file again"});
    };
    // Twice, so that no more of the file is read than its strings need.
    ByteReader versionReader(file.bytes(*at + kHeaderBytes, std::min<std::uint64_t>(behind, 4096)));
    const std::string version(versionReader.bytes(versionReader.varint()));
    const std::uint64_t modulesLength = versionReader.varint();
    if (versionReader.failed() || version.empty())
        return damaged();
    const std::uint64_t from = versionReader.offset();
    if (modulesLength > behind - from)
        return damaged();
    std::string_view modules = file.bytes(*at + kHeaderBytes + from, modulesLength);
    const bool framed =
        modules.size() > 2 * kSentinelBytes && modules[modules.size() - kSentinelBytes - 1] == '\n';
    BuildInfo info =
        framed ? parseModuleInfo(modules.substr(kSentinelBytes, modules.size() - 2 * kSentinelBytes))
               : BuildInfo{};
    info.goVersion = version;
    return info;
}

} // namespace rt0::gobinary
