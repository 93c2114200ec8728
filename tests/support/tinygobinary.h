#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace rt0::test {

/// The smallest ELF file that reads like a program built by Go, made to be damaged in tests: six functions,
/// three packages with init tasks and what leads to them. One segment, loaded at kBase.
class TinyGoBinary {
public:
    static constexpr std::uint64_t kBase = 0x400000;
    static constexpr std::uint64_t kBuildInfo = kBase + 0x200;
    static constexpr std::uint64_t kText = kBase + 0x400; ///< functions of 16 bytes each
    static constexpr std::uint64_t kPclntab = kBase + 0x600;
    static constexpr std::uint64_t kTypes = kBase + 0xa00;
    static constexpr std::uint64_t kData = kBase + 0xc00; ///< noptrdata: tasks, their lists, moduledata
    static constexpr std::uint64_t kRuntimeTask = kData + 0x10;
    static constexpr std::uint64_t kAlphaTask = kData + 0x60;
    static constexpr std::uint64_t kEmptyTask = kData + 0xb0; ///< Go 1.19 only
    static constexpr std::uint64_t kMainTask = kData + 0x100;
    static constexpr std::uint64_t kRuntimeSlice = kData + 0x150;
    static constexpr std::uint64_t kMainList = kData + 0x180;
    static constexpr std::uint64_t kModuledata = kData + 0x200;
    static constexpr std::uint64_t kDynamic = kBase + 0x1200;
    static constexpr std::uint64_t kRela = kBase + 0x1300;
    static constexpr std::uint64_t kEnd = kBase + 0x2000;

    /// `minor`: 19, 21, 26 or 27. `pie`: pointers are made by relocations, in the file they are zero.
    explicit TinyGoBinary(int minor, bool pie = false);

    void put32(std::uint64_t address, std::uint32_t value) { put(address, value, 4); }
    void put64(std::uint64_t address, std::uint64_t value) { put(address, value, 8); }
    const std::string& bytes() const { return m_bytes; }

private:
    void put(std::uint64_t address, std::uint64_t value, unsigned size);
    void putText(std::uint64_t address, const std::string& text);
    void pointer(std::uint64_t address, std::uint64_t value);
    void putHeaders();
    void putBuildInfo();
    void putPclntab();
    void putTasks();
    void putTaskGraph();
    void putModuledata();
    void putRelocations();

    struct Relocation {
        std::uint64_t address = 0;
        std::uint64_t addend = 0;
    };

    int m_minor;
    bool m_pie;
    std::string m_bytes;
    std::vector<Relocation> m_relocations;
};

} // namespace rt0::test
