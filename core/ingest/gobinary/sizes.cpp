#include "ingest/gobinary/sizes.h"

#include "base/bytereader.h"
#include "base/littleendian.h"

#include <algorithm>
#include <cstddef>
#include <elf.h>

namespace rt0::gobinary {
namespace {

constexpr std::uint64_t kMaxGcProgram = std::uint64_t{1} << 18U; ///< some 10 kB in truth
constexpr std::uint64_t kBitsOfMaskByte = 8 * 8;                 ///< a bit for each word of 8 bytes

/// "ZLIB" and the size, big endian (older Go linkers), or an Elf64_Chdr.
std::uint64_t uncompressedBytes(const ElfImage& image, const Section& section) {
    const std::string_view head =
        image.file().bytes(section.offset, std::min<std::uint64_t>(section.size, sizeof(Elf64_Chdr)));
    if (section.name.starts_with(".zdebug_") && head.size() >= 12 && head.starts_with("ZLIB")) {
        std::uint64_t size = 0;
        for (std::size_t i = 4; i < 12; ++i)
            size = size << 8U | static_cast<unsigned char>(head[i]);
        return size;
    }
    if ((section.flags & SHF_COMPRESSED) != 0 && head.size() == sizeof(Elf64_Chdr))
        return loadLittleEndian<std::uint64_t>(head.data() + offsetof(Elf64_Chdr, ch_size));
    return section.size;
}

void addSection(const ElfImage& image, const Section& section, Sizes& sizes) {
    const auto& sections = image.sections();
    const std::uint64_t names = section.link < sections.size() ? sections[section.link].size : 0;
    if (section.type == SHT_SYMTAB)
        sizes.symbolTable += section.size + names;
    else if (section.type == SHT_DYNSYM)
        sizes.dynamicSymbolTable += section.size + names;
    else if (section.name == ".rodata")
        sizes.rodata += section.size;
    else if (section.name.starts_with(".data.rel.ro"))
        sizes.relro += section.size;
    if (section.name.starts_with(".debug_") || section.name.starts_with(".zdebug_")) {
        sizes.dwarf += section.size;
        sizes.dwarfUncompressed += uncompressedBytes(image, section);
    }
}

void addModule(const ElfImage& image, const Moduledata& module, Sizes& sizes) {
    sizes.text = module.text.bytes();
    sizes.types = module.types.bytes();
    sizes.pclntab = module.pclntab.bytes();
    sizes.data = module.data.bytes();
    sizes.noptrdata = module.noptrdata.bytes();
    sizes.bss = module.bss.bytes();
    sizes.noptrbss = module.noptrbss.bytes();
    sizes.gcPrograms = gcProgramBytes(image, module.gcdata) + gcProgramBytes(image, module.gcbss);
    sizes.gcMasks = (sizes.data + kBitsOfMaskByte - 1) / kBitsOfMaskByte +
                    (sizes.bss + kBitsOfMaskByte - 1) / kBitsOfMaskByte;
}

} // namespace

std::uint64_t gcProgramBytes(const ElfImage& image, std::uint64_t address) {
    const std::uint64_t most = std::min(image.bytesBehind(address), kMaxGcProgram);
    ByteReader reader(image.bytes(address, most));
    while (!reader.failed() && !reader.atEnd()) {
        const std::uint8_t instruction = reader.byte();
        if (instruction == 0)
            return reader.offset();
        const std::uint64_t bits = instruction & 0x7fU;
        if (instruction < 0x80) { // bits follow
            reader.bytes((bits + 7) / 8);
            continue;
        }
        if (bits == 0) // repeat so many bits
            reader.varint();
        reader.varint(); // so many times
    }
    return 0;
}

Sizes sizesOf(const GoBinary& binary) {
    const ElfImage& image = binary.elf();
    Sizes sizes;
    sizes.file = image.file().size();
    for (const Segment& segment : image.segments())
        if (segment.type == PT_LOAD)
            sizes.loaded += segment.memorySize;
    for (const Section& section : image.sections())
        addSection(image, section, sizes);
    if (binary.moduledata())
        addModule(image, *binary.moduledata(), sizes);
    sizes.relocationTables = binary.relocations().tableBytes();
    return sizes;
}

} // namespace rt0::gobinary
