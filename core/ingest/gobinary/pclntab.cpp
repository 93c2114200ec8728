#include "ingest/gobinary/pclntab.h"

#include "base/littleendian.h"

#include <algorithm>
#include <array>
#include <elf.h>

namespace rt0::gobinary {
namespace {

using namespace std::string_view_literals;

// internal/abi/symtab.go, Go118PCLnTabMagic and Go120PCLnTabMagic
constexpr std::uint32_t kMagic118 = 0xfffffff0;
constexpr std::uint32_t kMagic120 = 0xfffffff1;
constexpr std::uint32_t kFunctionBytes118 = 40;
constexpr std::uint32_t kFunctionBytes120 = 44; ///< with startLine

constexpr std::uint64_t kHeaderBytes = 72;
constexpr std::uint64_t kMaxPart = std::uint64_t{1} << 32U; ///< offsets within the table are 32 bits wide
constexpr std::uint64_t kScanBytes = std::uint64_t{1} << 20U;
constexpr std::size_t kAlignment = 8;

std::uint64_t wide(std::string_view bytes, std::size_t at) {
    return loadLittleEndian<std::uint64_t>(bytes.data() + at);
}

bool isHeader(std::string_view bytes) {
    const auto magic = loadLittleEndian<std::uint32_t>(bytes.data());
    const auto quantum = static_cast<std::uint8_t>(bytes[6]);
    return (magic == kMagic118 || magic == kMagic120) && bytes[4] == 0 && bytes[5] == 0 &&
           (quantum == 1 || quantum == 4) && bytes[7] == 8;
}

/// Whether the first functions have ascending entries, a _func of their own and a name.
bool firstFunctionsFit(const ElfImage& image, const Pclntab& tab) {
    constexpr std::uint64_t kLooked = 16;
    const std::uint64_t count = std::min(tab.functions, kLooked);
    const std::string_view entries = image.bytes(tab.table, count * Pclntab::kEntryBytes);
    if (entries.empty())
        return false;
    std::uint32_t last = 0;
    for (std::uint64_t i = 0; i < count; ++i) {
        const char* at = entries.data() + i * Pclntab::kEntryBytes;
        const auto entry = loadLittleEndian<std::uint32_t>(at);
        const auto function = loadLittleEndian<std::uint32_t>(at + 4);
        const auto name = image.word32(tab.table + function + 4);
        if (entry < last || image.word32(tab.table + function) != entry || !name ||
            !image.text(tab.names + *name))
            return false;
        last = entry;
    }
    return true;
}

std::optional<Pclntab> search(const LinkedImage& linked, const Segment& segment) {
    constexpr std::array kPatterns{"\xf1\xff\xff\xff\0\0"sv, "\xf0\xff\xff\xff\0\0"sv};
    for (std::uint64_t at = 0; at < segment.fileSize; at += kScanBytes) {
        const std::uint64_t length = std::min(kScanBytes + kHeaderBytes, segment.fileSize - at);
        const std::string_view part = linked.image.file().bytes(segment.offset + at, length);
        for (const std::string_view pattern : kPatterns)
            for (std::size_t hit = part.find(pattern); hit != std::string_view::npos;
                 hit = part.find(pattern, hit + 1))
                if ((segment.address + at + hit) % kAlignment == 0)
                    if (const auto found = pclntabAt(linked, segment.address + at + hit))
                        return found;
    }
    return std::nullopt;
}

} // namespace

std::optional<Pclntab> pclntabAt(const LinkedImage& linked, std::uint64_t address) {
    const std::string_view bytes = linked.image.bytes(address, kHeaderBytes);
    if (bytes.empty() || !isHeader(bytes))
        return std::nullopt;
    Pclntab tab;
    tab.address = address;
    tab.magic = loadLittleEndian<std::uint32_t>(bytes.data());
    tab.pcQuantum = static_cast<std::uint8_t>(bytes[6]);
    tab.functionBytes = tab.magic == kMagic118 ? kFunctionBytes118 : kFunctionBytes120;
    tab.functions = wide(bytes, 8);
    tab.textStart = linked.pointer(address + 24).value_or(0);
    std::array<std::uint64_t*, 5> parts{&tab.names, &tab.units, &tab.files, &tab.pcs, &tab.table};
    const std::uint64_t behind = std::min(linked.image.bytesBehind(address), kMaxPart);
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const std::uint64_t offset = wide(bytes, 32 + 8 * i);
        if (offset < kHeaderBytes - 8 || offset >= behind)
            return std::nullopt;
        *parts[i] = address + offset;
    }
    const std::uint64_t room = linked.image.bytesBehind(tab.table);
    const bool fits = room >= 4 && tab.functions <= (room - 4) / Pclntab::kEntryBytes;
    if (tab.functions == 0 || !fits || !firstFunctionsFit(linked.image, tab))
        return std::nullopt;
    return tab;
}

std::optional<Pclntab> findPclntab(const LinkedImage& linked) {
    for (const std::string_view name : {".gopclntab"sv, ".data.rel.ro.gopclntab"sv})
        if (const Section* section = linked.image.section(name))
            if (const auto found = pclntabAt(linked, section->address))
                return found;
    // Externally linked and stripped PIEs keep neither name. Code is searched last: it is large and never
    // right.
    constexpr std::array<std::uint32_t, 4> kOrder{PF_W, 0, PF_X, PF_W | PF_X};
    for (const std::uint32_t wanted : kOrder)
        for (const Segment& segment : linked.image.segments())
            if (segment.type == PT_LOAD && (segment.flags & (PF_W | PF_X)) == wanted)
                if (const auto found = search(linked, segment))
                    return found;
    return std::nullopt;
}

} // namespace rt0::gobinary
