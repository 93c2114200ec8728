#include "ingest/gobinary/packageuses.h"

#include "base/importpath.h"
#include "ingest/gobinary/codereferences.h"
#include "ingest/gobinary/typepackages.h"

#include <unordered_set>

namespace rt0::gobinary {
namespace {

constexpr std::uint32_t kNone = PackageNames::kNone;
constexpr std::uint64_t kWord = 8;
constexpr std::size_t kProgressStep = 1024; ///< functions

/// Which function begins at an address: a step of 64 bytes says where to look.
class Entries {
public:
    explicit Entries(const FunctionTable& functions) : m_begin(functions.goText().begin) {
        const std::uint64_t steps = functions.goText().bytes() / kStep;
        for (std::size_t i = 0; i < functions.size(); ++i) {
            m_entries.push_back(functions[i].entry);
            const std::uint64_t step = (m_entries.back() - m_begin) / kStep;
            if (m_entries.back() >= m_begin && step <= steps && m_first.size() <= step)
                m_first.resize(step + 1, static_cast<std::uint32_t>(i));
        }
    }

    std::uint32_t at(std::uint64_t address) const {
        const std::uint64_t step = (address - m_begin) / kStep;
        if (address < m_begin || step >= m_first.size())
            return kNone;
        for (std::uint32_t i = m_first[step]; i < m_entries.size() && m_entries[i] <= address; ++i)
            if (m_entries[i] == address)
                return i;
        return kNone;
    }
    std::uint64_t of(std::size_t function) const { return m_entries[function]; }

private:
    static constexpr std::uint64_t kStep = 64;
    std::uint64_t m_begin;
    std::vector<std::uint64_t> m_entries;
    std::vector<std::uint32_t> m_first; ///< by step: the first function that begins in it or behind it
};

/// The compiler calls runtime's functions that have small letters; who imports it calls others.
bool isOfCompiler(std::string_view function) {
    constexpr std::string_view kRuntime = "runtime.";
    if (!function.starts_with(kRuntime) || function.size() == kRuntime.size())
        return false;
    const char first = function[kRuntime.size()];
    return first != '(' && (first < 'A' || first > 'Z');
}

class UseCollector {
public:
    UseCollector(const GoBinary& binary, const Moduledata& module)
        : m_functions(binary.functions()),
          m_module(module),
          m_packages(packagesOfFunctions(m_functions)),
          m_runtime(m_packages.names.find("runtime")),
          m_entries(m_functions),
          m_linked(binary.linked()),
          m_types(m_linked, module.types,
                  binary.buildInfo().minor() == 0 ? module.minor : binary.buildInfo().minor(),
                  m_packages.names),
          m_room(m_linked.image.file().size()) {}

    Result<PackageUses> collect(const Progress& progress);

private:
    void readFunction(std::size_t index);
    void readCalls(std::size_t index, std::uint32_t own);
    std::uint32_t packageOfCall(std::size_t call);
    void use(std::uint32_t user, std::uint32_t used);
    void useFunction(std::uint32_t user, std::size_t function);
    void useAddress(std::uint32_t user, Reference kind, std::uint64_t address);
    bool isVariable(std::uint64_t address) const;
    void useVariable(std::uint32_t user, Reference kind, std::uint64_t address);
    void useContents(std::uint32_t user, std::uint64_t address);
    void relateVariables();
    void useType(std::uint32_t user, std::uint64_t type);
    void readType(std::uint64_t type);

    const FunctionTable& m_functions;
    const Moduledata& m_module;
    FunctionPackages m_packages;
    std::uint32_t m_runtime;
    Entries m_entries;
    LinkedImage m_linked;
    TypePackages m_types;
    std::uint64_t m_room; ///< bytes that may still be read: functions of damaged files may overlap
    InlineTree m_tree;
    std::vector<std::uint32_t> m_calls; ///< by inlined call: whose code it is
    std::unordered_map<std::uint32_t, std::pair<std::uint32_t, bool>> m_inlinedNames;
    std::unordered_set<std::uint64_t> m_uses;
    std::uint64_t m_lastUse = ~std::uint64_t{0};
    bool m_inRuntime = false;                                 ///< the function is runtime's
    bool m_inInit = false;                                    ///< the function is an init of its package
    std::unordered_map<std::uint64_t, std::uint32_t> m_setBy; ///< by variable: whose init sets it
    std::vector<std::pair<std::uint64_t, std::uint32_t>> m_readBy;
    std::unordered_set<std::uint64_t> m_seenTypes;
    std::vector<std::uint64_t> m_openTypes;
};

void UseCollector::use(std::uint32_t user, std::uint32_t used) {
    const std::uint64_t both = std::uint64_t{user} << 32U | used;
    if (user == used || user == kNone || used == kNone || both == m_lastUse)
        return;
    m_lastUse = both;
    m_uses.insert(both);
}

void UseCollector::useFunction(std::uint32_t user, std::size_t function) {
    const std::uint32_t used = m_packages.ofName[function];
    if (used == kNone || used == user || (used == m_runtime && isOfCompiler(m_functions[function].name)))
        return;
    use(user, used);
}

void UseCollector::useType(std::uint32_t user, std::uint64_t type) {
    for (const std::uint32_t used : m_types.packagesOf(type))
        use(user, used);
    if (m_seenTypes.insert(type).second)
        m_openTypes.push_back(type);
}

bool UseCollector::isVariable(std::uint64_t address) const {
    return m_module.data.holds(address) || m_module.bss.holds(address) || m_module.noptrdata.holds(address) ||
           m_module.noptrbss.holds(address);
}

/// A package-level variable has no name here; the init of its package is what sets it first.
void UseCollector::useVariable(std::uint32_t user, Reference kind, std::uint64_t address) {
    if (kind == Reference::Store && m_inInit)
        m_setBy.try_emplace(address, user);
    else if (kind != Reference::Store)
        m_readBy.emplace_back(address, user);
    if (kind == Reference::Address)
        useContents(user, address);
}

/// What begins with a pointer: to a function (a function value) or to types (an itab, an interface value).
void UseCollector::useAddress(std::uint32_t user, Reference kind, std::uint64_t address) {
    if (isVariable(address))
        return useVariable(user, kind, address);
    if (kind != Reference::Address)
        return;
    if (m_types.isType(address))
        return useType(user, address);
    if (const std::uint32_t function = m_entries.at(address); function != kNone)
        return useFunction(user, function);
    useContents(user, address);
}

void UseCollector::useContents(std::uint32_t user, std::uint64_t address) {
    for (int i = 0; i < 2; ++i) {
        const auto value = m_linked.pointer(address + static_cast<std::uint64_t>(i) * kWord);
        if (!value || *value == 0)
            return;
        if (const std::uint32_t function = m_entries.at(*value); function != kNone)
            return useFunction(user, function);
        if (!m_types.isType(*value))
            return;
        useType(user, *value);
    }
}

std::uint32_t UseCollector::packageOfCall(std::size_t call) {
    const std::uint32_t offset = m_tree.calls[call].name;
    const auto [known, isNew] = m_inlinedNames.try_emplace(offset, kNone, false);
    if (isNew) {
        const std::string_view name = m_functions.nameAt(offset);
        const std::string path = unescapedImportPath(packageOfFunction(name));
        // runtime holds functions for others under their names (go:linkname), also for what is not linked.
        const bool isLent = m_inRuntime && !path.starts_with("internal/") && path != "runtime";
        known->second = {isLent ? m_packages.names.find(path) : m_packages.names.add(path), isInstance(name)};
    }
    return known->second.first;
}

/// Each inlined function is used by the one it was inlined into.
void UseCollector::readCalls(std::size_t index, std::uint32_t own) {
    m_inRuntime = own == m_runtime;
    m_functions.readInlineTree(index, m_module.goFunctions, m_tree);
    m_calls.clear();
    for (std::size_t i = 0; i < m_tree.calls.size(); ++i) {
        const std::int32_t parent = m_tree.calls[i].parent;
        // Parents stand before what was inlined into them.
        const bool isNested = parent >= 0 && static_cast<std::size_t>(parent) < i;
        const std::uint32_t user = isNested ? m_calls[static_cast<std::size_t>(parent)] : own;
        const std::uint32_t used = packageOfCall(i);
        const bool instance = m_inlinedNames.at(m_tree.calls[i].name).second;
        if (used != m_runtime || !isOfCompiler(m_functions.nameAt(m_tree.calls[i].name)))
            use(user, used);
        m_calls.push_back(instance || used == kNone ? user : used);
    }
}

void UseCollector::readFunction(std::size_t index) {
    const std::uint32_t own = m_packages.ofCode[index];
    if (own == kNone)
        return;
    m_inInit = m_packages.ofName[index] == own && !packageOfInit(m_functions[index].name).empty();
    readCalls(index, own);
    for (const InlineTree::Stretch& stretch : m_tree.stretches) {
        const std::uint64_t bytes = stretch.end - stretch.begin;
        if (stretch.end <= stretch.begin || bytes > m_room)
            continue;
        m_room -= bytes;
        const auto call = static_cast<std::size_t>(stretch.call);
        const std::uint32_t user = stretch.call >= 0 && call < m_calls.size() ? m_calls[call] : own;
        forEachReference(m_linked.image.machine(), m_linked.image.bytes(stretch.begin, bytes), stretch.begin,
                         [&](Reference kind, std::uint64_t target) {
                             // What the caller hands in, as a converted value, may be made among the code
                             // that was inlined: all but calls counts for the function itself.
                             if (kind != Reference::Call)
                                 useAddress(own, kind, target);
                             else if (const std::uint32_t function = m_entries.at(target); function != kNone)
                                 useFunction(user, function);
                         });
    }
}

/// The package that declares a type depends on those of its parts and of its methods' parameters.
void UseCollector::readType(std::uint64_t type) {
    std::vector<std::uint64_t> references;
    m_types.reader().addReferences(type, references);
    const std::uint32_t declarer = m_types.declarerOf(type);
    const bool declares = declarer != kNone && !m_types.reader().isInstance(type);
    for (const std::uint64_t reference : references) {
        if (!m_types.isType(reference))
            continue;
        if (declares)
            for (const std::uint32_t used : m_types.packagesOf(reference))
                use(declarer, used);
        if (m_seenTypes.insert(reference).second)
            m_openTypes.push_back(reference);
    }
}

void UseCollector::relateVariables() {
    for (const auto& [address, user] : m_readBy)
        if (const auto owner = m_setBy.find(address); owner != m_setBy.end())
            use(user, owner->second);
}

Result<PackageUses> UseCollector::collect(const Progress& progress) {
    for (std::size_t i = 0; i < m_functions.size(); ++i) {
        if (i % kProgressStep == 0 && progress.stop.stop_requested())
            return tl::unexpected(Error{"cancelled", {}, {}});
        readFunction(i);
    }
    relateVariables();
    while (!m_openTypes.empty()) {
        const std::uint64_t type = m_openTypes.back();
        m_openTypes.pop_back();
        readType(type);
    }
    PackageUses result{std::move(m_packages), {}};
    for (const std::uint64_t both : m_uses)
        result.uses.emplace_back(static_cast<std::uint32_t>(both >> 32U), static_cast<std::uint32_t>(both));
    return result;
}

} // namespace

Result<PackageUses> packageUsesOf(const GoBinary& binary, const Moduledata& module,
                                  const Progress& progress) {
    return UseCollector(binary, module).collect(progress);
}

} // namespace rt0::gobinary
