#include "ingest/streams.h"

#include "ingest/keywords.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace rt0 {
namespace {

constexpr std::size_t kMaxParentWords = 16; ///< prefixes of a key that are looked for as keys
constexpr std::uint32_t kNoKey = 0xffff'ffff;

/// A key without its varying words.
struct Key {
    std::string text{};
    std::uint64_t records = 0; ///< of the program itself, not of the loader
    std::optional<std::uint32_t> parent{};
    bool fresh = false; ///< it and its parent do not begin as one program: neither goes on with the other
    std::vector<std::uint32_t> waiting{}; ///< keys of which this is the parent, seen before it
    ProcessState state{};
};

class Settling {
public:
    explicit Settling(LogFacts& facts) : m_facts(facts) {}
    void run();

private:
    void mergeVarying();
    void count();
    std::optional<std::uint32_t> parentOf(std::uint32_t key) const;
    void findFresh();
    std::uint32_t streamOf(std::uint32_t key) const;
    void write();

    LogFacts& m_facts;
    std::vector<Key> m_keys; ///< the first is the empty one
    std::unordered_map<std::string_view, std::uint32_t> m_byText;
    std::uint64_t m_records = 0;
};

bool isOfProgram(const LogFacts::Entry& entry) {
    return entry.kind != LogFacts::Kind::Loader && entry.kind != LogFacts::Kind::LoaderExit;
}

/// Gives keys that differ in varying words only one key.
void Settling::mergeVarying() {
    const std::vector<std::string> texts = withoutVaryingWords(m_facts);
    std::vector<std::uint32_t> keyOf(texts.size());
    m_keys.reserve(texts.size()); // keeps the texts, to which m_byText points, where they are
    for (std::size_t raw = 0; raw < texts.size(); ++raw) {
        const auto known = m_byText.find(texts[raw]);
        if (known != m_byText.end()) {
            keyOf[raw] = known->second;
            continue;
        }
        keyOf[raw] = static_cast<std::uint32_t>(m_keys.size());
        m_keys.push_back({.text = texts[raw]});
        m_byText.emplace(m_keys.back().text, keyOf[raw]);
    }
    for (LogFacts::Entry& entry : m_facts.order)
        entry.stream = keyOf[entry.stream];
}

void Settling::count() {
    for (const LogFacts::Entry& entry : m_facts.order) {
        m_keys[entry.stream].records += isOfProgram(entry) ? 1 : 0;
        m_records += isOfProgram(entry) ? 1 : 0;
    }
}

/// The longest key that this one begins with and that more records carry: a logger's prefix, or nothing,
/// before output of the program that lacked its line end.
std::optional<std::uint32_t> Settling::parentOf(std::uint32_t key) const {
    const Key& child = m_keys[key];
    if (child.records == 0)
        return std::nullopt;
    std::optional<std::uint32_t> longest;
    std::size_t end = child.text.find(' ');
    for (std::size_t words = 0; words < kMaxParentWords && end != std::string::npos; ++words) {
        const auto known = m_byText.find(std::string_view(child.text).substr(0, end));
        if (known != m_byText.end() && m_keys[known->second].records > child.records)
            longest = known->second;
        end = child.text.find(' ', end + 1);
    }
    if (!longest && m_keys.front().records * 2 > m_records)
        return 0;
    return longest;
}

void Settling::findFresh() {
    for (const LogFacts::Entry& entry : m_facts.order) {
        if (!ProcessState::speaks(entry))
            continue;
        Key& key = m_keys[entry.stream];
        if (key.parent && key.state.empty()) {
            Key& parent = m_keys[*key.parent];
            if (parent.state.empty())
                parent.waiting.push_back(entry.stream);
            else
                key.fresh = !parent.state.goesOn(m_facts, entry);
        }
        for (const std::uint32_t child : key.waiting)
            m_keys[child].fresh = !m_keys[child].state.goesOn(m_facts, entry);
        key.waiting.clear();
        key.state.add(m_facts, entry);
    }
}

std::uint32_t Settling::streamOf(std::uint32_t key) const {
    while (m_keys[key].parent && !(m_keys[key].records > 1 && m_keys[key].fresh))
        key = *m_keys[key].parent;
    return key;
}

void Settling::write() {
    std::vector<std::uint32_t> streamOfKey(m_keys.size(), kNoKey);
    std::vector<std::string> streams{{}};
    streamOfKey.front() = 0;
    for (LogFacts::Entry& entry : m_facts.order) {
        const std::uint32_t key = streamOf(entry.stream);
        if (streamOfKey[key] == kNoKey) {
            streamOfKey[key] = static_cast<std::uint32_t>(streams.size());
            streams.push_back(m_keys[key].text);
        }
        entry.stream = streamOfKey[key];
    }
    m_facts.streams = std::move(streams);
}

void Settling::run() {
    mergeVarying();
    count();
    for (std::uint32_t key = 1; key < m_keys.size(); ++key)
        m_keys[key].parent = parentOf(key);
    findFresh();
    write();
}

} // namespace

void settleStreams(LogFacts& facts) {
    if (facts.streams.size() > 1)
        Settling(facts).run();
}

} // namespace rt0
