#include "ingest/gobinary/moduledata.h"

#include "base/littleendian.h"

#include <algorithm>
#include <array>
#include <elf.h>

namespace rt0::gobinary {
namespace {

constexpr std::uint64_t kWord = 8;
constexpr std::size_t kMaxCandidates = 16;
constexpr std::uint64_t kScanBytes = std::uint64_t{1} << 20U;

/// First version of each layout, newest first.
constexpr std::array kLayouts{27, 26, 21, 20, 18};

/// Takes one field after the other.
class Words {
public:
    Words(const LinkedImage& linked, std::uint64_t address) : m_linked(linked), m_at(address) {}

    std::uint64_t next() {
        const auto word = m_linked.pointer(m_at);
        m_failed = m_failed || !word;
        m_at += kWord;
        return word.value_or(0);
    }
    void skip(unsigned words) { m_at += words * kWord; }
    Range range() {
        const std::uint64_t begin = next();
        return {begin, next()};
    }
    SliceHeader slice() {
        const std::uint64_t address = next();
        const std::uint64_t length = next();
        return {address, length, next()};
    }
    bool failed() const { return m_failed; }

private:
    const LinkedImage& m_linked;
    std::uint64_t m_at;
    bool m_failed = false;
};

void readTypes(Words& words, Moduledata& module) {
    module.types.begin = words.next();
    if (module.minor >= 27)
        module.typeDescriptorBytes = words.next();
    module.types.end = words.next();
    if (module.minor < 27)
        return;
    const std::uint64_t itabOffset = words.next();
    module.itabs.begin = module.types.begin + itabOffset;
    module.itabs.end = module.itabs.begin + words.next();
}

bool ordered(const Range& range) {
    return range.begin <= range.end;
}

bool holds(const ElfImage& image, const SliceHeader& slice, std::uint64_t itemBytes) {
    return slice.length <= slice.capacity &&
           (slice.length == 0 || slice.length <= image.bytesBehind(slice.address) / itemBytes);
}

bool plausible(const ElfImage& image, const Moduledata& module) {
    const bool ranges = ordered(module.text) && ordered(module.noptrdata) && ordered(module.data) &&
                        ordered(module.bss) && ordered(module.noptrbss) && ordered(module.types) &&
                        ordered(module.itabs);
    return ranges && module.text.begin != 0 && module.types.begin != 0 &&
           module.typeDescriptorBytes <= module.types.bytes() && image.bytesBehind(module.types.begin) > 0 &&
           image.bytesBehind(module.text.begin) > 0 && image.bytesBehind(module.goFunctions) > 0 &&
           module.textSections.length <= 64 && holds(image, module.textSections, 3 * kWord) &&
           holds(image, module.typelinks, 4) && holds(image, module.itablinks, kWord) &&
           holds(image, module.initTasks, kWord);
}

std::optional<Moduledata> readAs(int minor, const LinkedImage& linked, const Pclntab& tab,
                                 std::uint64_t address) {
    Moduledata module;
    module.address = address;
    module.minor = minor;
    Words words(linked, address);
    words.skip(13); // pcHeader, funcnametab, cutab, filetab, pctab
    const SliceHeader pclntable = words.slice();
    words.skip(6); // ftab, findfunctab, minpc, maxpc
    module.text = words.range();
    module.noptrdata = words.range();
    module.data = words.range();
    module.bss = words.range();
    module.noptrbss = words.range();
    words.skip(minor >= 20 ? 3 : 1); // covctrs, ecovctrs; end
    module.gcdata = words.next();
    module.gcbss = words.next();
    readTypes(words, module);
    module.rodata = words.next();
    module.goFunctions = words.next();
    module.pclntab = {tab.address, minor >= 26 ? words.next() : pclntable.address + pclntable.length};
    module.textSections = words.slice();
    if (minor < 27) {
        module.typelinks = words.slice();
        module.itablinks = words.slice();
    }
    words.skip(8); // ptab, pluginpath, pkghashes
    if (minor >= 21)
        module.initTasks = words.slice();
    if (words.failed() || !plausible(linked.image, module))
        return std::nullopt;
    return module;
}

/// Addresses in the data where the words {pclntab, funcnametab} stand.
std::vector<std::uint64_t> candidates(const LinkedImage& linked, const Pclntab& tab) {
    std::vector<std::uint64_t> found = linked.relocations.addressesOf(tab.address, kMaxCandidates);
    for (const Segment& segment : linked.image.segments()) {
        if (segment.type != PT_LOAD || (segment.flags & PF_W) == 0 || !found.empty())
            continue;
        const std::uint64_t skew = (kWord - segment.address % kWord) % kWord;
        for (std::uint64_t at = skew; at + kWord <= segment.fileSize; at += kScanBytes) {
            const std::uint64_t length = std::min(kScanBytes, segment.fileSize - at);
            const std::string_view part = linked.image.file().bytes(segment.offset + at, length);
            for (std::size_t i = 0; i + kWord <= part.size() && found.size() < kMaxCandidates; i += kWord)
                if (loadLittleEndian<std::uint64_t>(part.data() + i) == tab.address)
                    found.push_back(segment.address + at + i);
        }
    }
    std::erase_if(found, [&](std::uint64_t address) { return linked.pointer(address + kWord) != tab.names; });
    return found;
}

} // namespace

std::optional<Moduledata> findModuledata(const LinkedImage& linked, const Pclntab& tab, int goMinor) {
    std::vector<int> layouts;
    for (const int first : kLayouts)
        if (goMinor >= first && layouts.empty())
            layouts.push_back(first);
    for (const int first : kLayouts)
        if (layouts.empty() || layouts.front() != first)
            layouts.push_back(first);
    const std::vector<std::uint64_t> addresses = candidates(linked, tab);
    for (const int minor : layouts)
        for (const std::uint64_t address : addresses)
            if (auto module = readAs(minor, linked, tab, address))
                return module;
    return std::nullopt;
}

} // namespace rt0::gobinary
