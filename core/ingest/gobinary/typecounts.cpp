#include "ingest/gobinary/typecounts.h"

#include "ingest/gobinary/typedescriptor.h"

#include <algorithm>

namespace rt0::gobinary {
namespace {

constexpr std::uint64_t kWord = 8;
constexpr std::uint64_t kItabHead = 24; ///< Inter, Type, Hash and padding; the methods follow

std::uint64_t alignedUp(std::uint64_t value) {
    return (value + kWord - 1) / kWord * kWord;
}

class TypeCounter {
public:
    TypeCounter(const LinkedImage& linked, const Moduledata& module, int goMinor)
        : m_linked(linked),
          m_module(module),
          m_types(linked, module.types, goMinor),
          // Damaged descriptors may overlap: together they refer to no more than the file could hold.
          m_room(linked.image.file().size() / 4) {}

    TypeCounts count();

private:
    void walkTypelinks();
    void readTypelinks();
    void walkItabs();
    void readItabs();
    void addTypelink(std::uint64_t type);
    bool addItab(std::uint64_t itab);
    void reach(std::uint64_t type, std::uint64_t bytes);
    void follow();
    std::uint64_t itabBytes(std::uint64_t itab) const;

    const LinkedImage& m_linked;
    const Moduledata& m_module;
    TypeReader m_types;
    std::uint64_t m_room;
    TypeCounts m_counts;
    std::vector<bool> m_seen; ///< one for each word of the types
    std::vector<std::uint64_t> m_open;
};

TypeCounts TypeCounter::count() {
    const std::uint64_t bytes =
        std::min(m_module.types.bytes(), m_linked.image.bytesBehind(m_module.types.begin));
    m_seen.assign(bytes / kWord + 1, false);
    m_counts.complete = true;
    if (m_module.minor >= 27) {
        walkTypelinks();
        walkItabs();
    } else {
        readTypelinks();
        readItabs();
    }
    follow();
    return m_counts;
}

/// One behind the other (runtime/type.go, moduleTypelinks).
void TypeCounter::walkTypelinks() {
    const std::uint64_t end = m_module.types.begin + m_module.typeDescriptorBytes;
    for (std::uint64_t at = alignedUp(m_module.types.begin + kWord); at < end;) {
        const std::uint64_t bytes = m_types.sizeOf(at);
        if (bytes == 0) {
            m_counts.complete = false;
            return;
        }
        addTypelink(at);
        at = alignedUp(at + bytes);
    }
}

void TypeCounter::readTypelinks() {
    for (std::uint64_t i = 0; i < m_module.typelinks.length; ++i) {
        const auto offset = m_linked.image.word32(m_module.typelinks.address + 4 * i);
        addTypelink(m_module.types.begin + offset.value_or(0));
    }
}

/// One behind the other (runtime/iface.go, addModuleItabs).
void TypeCounter::walkItabs() {
    for (std::uint64_t itab = m_module.itabs.begin; itab < m_module.itabs.end; itab += itabBytes(itab))
        if (!addItab(itab))
            return;
}

void TypeCounter::readItabs() {
    for (std::uint64_t i = 0; i < m_module.itablinks.length; ++i)
        addItab(m_linked.pointer(m_module.itablinks.address + kWord * i).value_or(0));
}

void TypeCounter::addTypelink(std::uint64_t type) {
    const std::uint64_t bytes = m_types.sizeOf(type);
    if (bytes == 0) {
        m_counts.complete = false;
        return;
    }
    ++m_counts.typelinks.count;
    m_counts.typelinks.bytes += bytes;
    reach(type, bytes);
}

bool TypeCounter::addItab(std::uint64_t itab) {
    const std::uint64_t bytes = itabBytes(itab);
    if (bytes == 0) {
        m_counts.complete = false;
        return false;
    }
    ++m_counts.itabs.count;
    m_counts.itabs.bytes += bytes;
    for (const std::uint64_t at : {itab, itab + kWord}) {
        const std::uint64_t type = m_linked.pointer(at).value_or(0);
        reach(type, m_types.sizeOf(type));
    }
    return true;
}

std::uint64_t TypeCounter::itabBytes(std::uint64_t itab) const {
    const auto inter = m_linked.pointer(itab);
    const auto first = m_linked.pointer(itab + kItabHead);
    if (!inter || !first || m_linked.image.bytesBehind(itab) < kItabHead + kWord)
        return 0;
    const std::uint64_t methods = m_types.interfaceMethods(*inter);
    // Without a first method the type does not implement the interface, and the others are left out
    // (since 1.27).
    const bool isShort = *first == 0 && m_module.minor >= 27;
    return kItabHead + kWord * std::max<std::uint64_t>(isShort ? 1 : methods, 1);
}

void TypeCounter::reach(std::uint64_t type, std::uint64_t bytes) {
    const std::uint64_t word = (type - m_module.types.begin) / kWord;
    if (bytes == 0 || word >= m_seen.size() || m_seen[word])
        return;
    m_seen[word] = true;
    ++m_counts.reachable.count;
    m_counts.reachable.bytes += bytes;
    m_open.push_back(type);
}

void TypeCounter::follow() {
    std::vector<std::uint64_t> references;
    while (!m_open.empty()) {
        references.clear();
        m_types.addReferences(m_open.back(), references);
        m_open.pop_back();
        if (references.size() > m_room) {
            m_counts.complete = false;
            return;
        }
        m_room -= references.size();
        for (const std::uint64_t type : references)
            reach(type, m_types.sizeOf(type));
    }
}

} // namespace

TypeCounts countTypes(const LinkedImage& linked, const Moduledata& module, int goMinor) {
    return TypeCounter(linked, module, goMinor == 0 ? module.minor : goMinor).count();
}

} // namespace rt0::gobinary
