#include "ingest/keywords.h"

#include <algorithm>
#include <cctype>
#include <string_view>
#include <unordered_map>

namespace rt0 {
namespace {

constexpr std::size_t kMaxVarying = 16;  ///< words of a key that can tell streams apart
constexpr std::size_t kLongestName = 15; ///< longer runs of letters and digits are generated
constexpr std::string_view kHexLetters = "abcdefABCDEF";

bool isAlnum(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0;
}

/// A number, a hash, an id: something that another line may have another one of.
bool looksGenerated(std::string_view run) {
    const bool hex = run.size() >= 4 && run.find_first_not_of(kHexLetters) == std::string_view::npos;
    return hex || run.size() > kLongestName || run.find_first_of("0123456789") != std::string_view::npos;
}

struct Shape {
    std::string text; ///< the word with '#' for what is generated in it
    bool varies = false;
};

void appendShape(std::string_view word, Shape& shape) {
    shape.varies = false;
    for (std::size_t at = 0; at < word.size();) {
        std::size_t end = at;
        while (end < word.size() && isAlnum(word[end]))
            ++end;
        const std::string_view run = word.substr(at, end - at);
        if (run.empty()) {
            shape.text.push_back(word[end++]);
        } else if (looksGenerated(run)) {
            shape.text.push_back('#');
            shape.varies = true;
        } else {
            shape.text += run;
        }
        at = end;
    }
}

std::vector<std::string_view> wordsOf(std::string_view key) {
    std::vector<std::string_view> words;
    for (std::size_t at = 0; at < key.size();) {
        const std::size_t end = std::min(key.find(' ', at), key.size());
        words.push_back(key.substr(at, end - at));
        at = end + 1;
    }
    return words;
}

/// Numbers of different length by value, others by text.
bool isGreater(std::string_view a, std::string_view b) {
    return a.size() != b.size() ? a.size() > b.size() : a > b;
}

/// "web-1", "app_2": numbers that people give, not clocks.
bool looksLikeName(std::string_view word) {
    const std::size_t digit = word.find_first_of("0123456789");
    return digit != std::string_view::npos && digit > 1 &&
           (word[digit - 1] == '-' || word[digit - 1] == '_') && isAlnum(word[digit - 2]);
}

/// The keys of one shape, and their records.
struct Group {
    std::vector<std::uint32_t> keys;
    std::vector<std::uint32_t> entries; ///< indices into LogFacts::order
};

/// Finds the words that count in the keys of one group, one after the other. The words found so far divide
/// the records into cells.
class GroupWords {
public:
    GroupWords(const LogFacts& facts, const Group& group) : m_facts(facts), m_group(group) {}
    /// One flag per word: keep it.
    std::vector<bool> find();
    const std::vector<std::string_view>& wordsOfKey(std::size_t index) const { return m_words[index]; }

private:
    struct Cell {
        std::string_view last; ///< value of the word in the last record
        ProcessState state;
    };
    /// What speaks for a word as the mark of a process, and for it as a clock.
    struct Evidence {
        std::uint64_t process = 0;
        std::uint64_t clock = 0;
    };
    void divide(std::size_t word);
    bool tellsProcesses(std::size_t word);
    Evidence weigh(std::size_t word);

    const LogFacts& m_facts;
    const Group& m_group;
    std::vector<std::vector<std::string_view>> m_words;       ///< per key of the group
    std::unordered_map<std::uint32_t, std::uint32_t> m_index; ///< of a key within the group
    std::vector<std::uint32_t> m_cells;                       ///< per key of the group
    std::uint32_t m_cellCount = 1;
    std::vector<std::uint32_t> m_divided; ///< the cells if the word in question counts
    std::uint32_t m_dividedCount = 0;
};

/// The cells that the values of `word` divide the present ones into.
void GroupWords::divide(std::size_t word) {
    std::unordered_map<std::string, std::uint32_t> numbers;
    m_divided.resize(m_cells.size());
    for (std::size_t i = 0; i < m_cells.size(); ++i) {
        std::string id = std::to_string(m_cells[i]) + ' ' + std::string(m_words[i][word]);
        m_divided[i] =
            numbers.try_emplace(std::move(id), static_cast<std::uint32_t>(numbers.size())).first->second;
    }
    m_dividedCount = static_cast<std::uint32_t>(numbers.size());
}

GroupWords::Evidence GroupWords::weigh(std::size_t word) {
    std::vector<Cell> cells(m_cellCount);
    std::vector<bool> seen(m_dividedCount);
    Evidence evidence;
    for (const std::uint32_t at : m_group.entries) {
        const LogFacts::Entry& entry = m_facts.order[at];
        if (!ProcessState::speaks(entry))
            continue;
        const std::uint32_t key = m_index.at(entry.stream);
        Cell& cell = cells[m_cells[key]];
        const std::string_view value = m_words[key][word];
        if (!cell.last.empty() && value != cell.last) {
            const bool goesOn = cell.state.goesOn(m_facts, entry);
            const bool grows = isGreater(value, cell.last);
            evidence.clock += goesOn && grows ? 1 : 0;
            evidence.process += (goesOn && !grows) || (!goesOn && !seen[m_divided[key]]) ? 1 : 0;
        }
        seen[m_divided[key]] = true;
        cell.last = value;
        cell.state.add(m_facts, entry);
    }
    return evidence;
}

bool GroupWords::tellsProcesses(std::size_t word) {
    divide(word);
    if (m_dividedCount == m_cellCount)
        return true; // the same in all lines that the words before do not tell apart
    if (std::uint64_t{m_dividedCount} * 2 > m_group.entries.size())
        return false;
    const bool name =
        std::ranges::all_of(m_words, [&](const auto& words) { return looksLikeName(words[word]); });
    if (name)
        return true;
    const Evidence evidence = weigh(word);
    return evidence.process > evidence.clock;
}

std::vector<bool> GroupWords::find() {
    for (const std::uint32_t key : m_group.keys) {
        m_index.emplace(key, static_cast<std::uint32_t>(m_words.size()));
        m_words.push_back(wordsOf(m_facts.streams[key]));
    }
    m_cells.resize(m_words.size());
    std::vector<bool> kept(m_words.front().size(), true);
    std::size_t varying = 0;
    for (std::size_t word = 0; word < kept.size(); ++word) {
        Shape shape;
        appendShape(m_words.front()[word], shape);
        if (!shape.varies)
            continue;
        kept[word] = ++varying <= kMaxVarying && tellsProcesses(word);
        if (kept[word]) {
            std::swap(m_cells, m_divided);
            m_cellCount = m_dividedCount;
        }
    }
    return kept;
}

std::string joined(const std::vector<std::string_view>& words, const std::vector<bool>& kept) {
    std::string text;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (!kept[i])
            continue;
        if (!text.empty())
            text.push_back(' ');
        text += words[i];
    }
    return text;
}

/// The keys of each shape together.
std::vector<Group> groupsOf(const LogFacts& facts) {
    std::vector<Group> groups;
    std::vector<std::uint32_t> groupOf(facts.streams.size());
    std::unordered_map<std::string, std::uint32_t> byShape;
    Shape shape;
    for (std::uint32_t key = 0; key < facts.streams.size(); ++key) {
        shape.text.clear();
        for (const std::string_view word : wordsOf(facts.streams[key])) {
            appendShape(word, shape);
            shape.text.push_back(' ');
        }
        const auto [known, isNew] =
            byShape.try_emplace(shape.text, static_cast<std::uint32_t>(groups.size()));
        if (isNew)
            groups.emplace_back();
        groupOf[key] = known->second;
        groups[known->second].keys.push_back(key);
    }
    for (std::uint32_t at = 0; at < facts.order.size(); ++at) {
        Group& group = groups[groupOf[facts.order[at].stream]];
        if (group.keys.size() > 1)
            group.entries.push_back(at);
    }
    return groups;
}

} // namespace

bool ProcessState::speaks(const LogFacts::Entry& entry) {
    return entry.kind == LogFacts::Kind::Init || entry.kind == LogFacts::Kind::Gc;
}

bool ProcessState::goesOn(const LogFacts& facts, const LogFacts::Entry& entry) const {
    if (!m_any)
        return false;
    if (entry.kind == LogFacts::Kind::Init) {
        const InitRecord& init = facts.inits[entry.index];
        const bool again = m_firstInit && init.package == facts.inits[*m_firstInit].package;
        return !again && init.start.hi > m_initEnd;
    }
    return facts.gcCycles[entry.index].number > m_gc;
}

void ProcessState::add(const LogFacts& facts, const LogFacts::Entry& entry) {
    if (entry.kind == LogFacts::Kind::Init) {
        const InitRecord& init = facts.inits[entry.index];
        m_initEnd = init.start.lo + init.duration.lo;
        m_firstInit = m_firstInit.value_or(entry.index);
    } else if (entry.kind == LogFacts::Kind::Gc) {
        m_gc = facts.gcCycles[entry.index].number;
    }
    m_any = m_any || speaks(entry);
}

std::vector<std::string> withoutVaryingWords(const LogFacts& facts) {
    std::vector<std::string> texts = facts.streams;
    for (const Group& group : groupsOf(facts)) {
        if (group.keys.size() < 2)
            continue;
        GroupWords words(facts, group);
        const std::vector<bool> kept = words.find();
        for (std::size_t i = 0; i < group.keys.size(); ++i)
            texts[group.keys[i]] = joined(words.wordsOfKey(i), kept);
    }
    return texts;
}

} // namespace rt0
