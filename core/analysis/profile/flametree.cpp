#include "analysis/profile/flametree.h"

#include <algorithm>
#include <bit>
#include <unordered_map>

namespace rt0::profile {
namespace {

/// Sums of two of them fit twice into 64 bits.
constexpr std::uint64_t kMostValue = std::uint64_t{1} << 62U;

/// Nodes in the order in which they were met; then sorted level by level.
class Builder {
public:
    explicit Builder(const std::stop_token& stop) : m_stop(stop), m_slots(1024, 0) { m_nodes.emplace_back(); }

    void add(const CallStacks& stacks, const std::vector<std::uint32_t>& functions, bool isOther) {
        // What all sums may not exceed, so that nodes and their children agree.
        std::uint64_t left = kMostValue;
        for (std::size_t i = 0; i < stacks.size() && !stopsAt(i); ++i) {
            const std::uint64_t value = std::min(left, stacks.values[i]);
            left -= value;
            addStack(stacks.stack(i), functions, value, isOther);
        }
    }

    FlameTree finish() && {
        FlameTree tree;
        tree.isCut = m_isCut;
        linkChildren();
        tree.nodes.reserve(m_nodes.size());
        tree.nodes.push_back(m_nodes.front());
        std::vector<std::uint32_t> origin{kFlameRoot}; ///< of each node placed
        origin.reserve(m_nodes.size());
        std::vector<std::uint32_t> children;
        for (std::uint32_t at = 0; at < tree.nodes.size() && !stopsAt(at); ++at) {
            children.clear();
            for (std::uint32_t c = m_firstChild[origin[at]]; c != kNoNode; c = m_sibling[c])
                children.push_back(c);
            std::ranges::sort(children, [this](std::uint32_t a, std::uint32_t b) {
                return m_nodes[a].width() != m_nodes[b].width() ? m_nodes[a].width() > m_nodes[b].width()
                                                                : m_nodes[a].function < m_nodes[b].function;
            });
            tree.nodes[at].firstChild = static_cast<std::uint32_t>(tree.nodes.size());
            tree.nodes[at].childCount = static_cast<std::uint32_t>(children.size());
            std::uint64_t begin = tree.nodes[at].begin;
            for (const std::uint32_t child : children) {
                FlameNode node = m_nodes[child];
                node.parent = at;
                node.depth = tree.nodes[at].depth + 1;
                node.begin = begin;
                begin += node.width();
                tree.depth = std::max(tree.depth, node.depth);
                tree.nodes.push_back(node);
                origin.push_back(child);
            }
        }
        return tree;
    }

private:
    bool stopsAt(std::size_t step) const { return looksAtStop(step) && m_stop.stop_requested(); }

    void addStack(std::span<const std::uint32_t> stack, const std::vector<std::uint32_t>& functions,
                  std::uint64_t value, bool isOther) {
        if (value == 0)
            return;
        count(kFlameRoot, value, isOther);
        std::uint32_t node = kFlameRoot;
        std::uint32_t depth = 0;
        for (std::size_t i = stack.size(); i > 0; --i) {
            if (++depth > FlameTree::kDeepest) {
                m_isCut = true;
                return;
            }
            node = child(node, functions[stack[i - 1]]);
            count(node, value, isOther);
        }
    }

    void count(std::uint32_t node, std::uint64_t value, bool isOther) {
        (isOther ? m_nodes[node].other : m_nodes[node].value) += value;
    }

    static std::size_t hash(std::uint32_t parent, std::uint32_t function) {
        std::uint64_t key = std::uint64_t{parent} << 32U | function;
        key *= 0x9e37'79b9'7f4a'7c15U; // the golden ratio spreads neighbours
        return static_cast<std::size_t>(key ^ key >> 32U);
    }

    std::uint32_t child(std::uint32_t parent, std::uint32_t function) {
        std::size_t slot = hash(parent, function) & (m_slots.size() - 1);
        for (; m_slots[slot] != 0; slot = (slot + 1) & (m_slots.size() - 1)) {
            const FlameNode& node = m_nodes[m_slots[slot]];
            if (node.parent == parent && node.function == function)
                return m_slots[slot];
        }
        const auto made = static_cast<std::uint32_t>(m_nodes.size());
        FlameNode& node = m_nodes.emplace_back();
        node.parent = parent;
        node.function = function;
        m_slots[slot] = made;
        if (m_nodes.size() * 2 > m_slots.size())
            grow();
        return made;
    }

    void grow() {
        m_slots.assign(m_slots.size() * 2, 0);
        for (std::uint32_t i = 1; i < m_nodes.size(); ++i) {
            std::size_t slot = hash(m_nodes[i].parent, m_nodes[i].function) & (m_slots.size() - 1);
            while (m_slots[slot] != 0)
                slot = (slot + 1) & (m_slots.size() - 1);
            m_slots[slot] = i;
        }
    }

    void linkChildren() {
        m_firstChild.assign(m_nodes.size(), kNoNode);
        m_sibling.assign(m_nodes.size(), kNoNode);
        for (std::uint32_t i = 1; i < m_nodes.size(); ++i) {
            m_sibling[i] = m_firstChild[m_nodes[i].parent];
            m_firstChild[m_nodes[i].parent] = i;
        }
    }

    std::stop_token m_stop;
    std::vector<FlameNode> m_nodes;
    std::vector<std::uint32_t>
        m_slots; ///< nodes by parent and function; 0 = free, for the root has no parent
    std::vector<std::uint32_t> m_firstChild;
    std::vector<std::uint32_t> m_sibling;
    bool m_isCut = false;
};

} // namespace

FlameTree flameTree(const CallStacks& stacks, const CallStacks* other, const std::stop_token& stop) {
    Builder builder(stop);
    std::vector<StackFunction> functions = stacks.functions;
    std::vector<std::uint32_t> same(functions.size());
    for (std::uint32_t i = 0; i < same.size(); ++i)
        same[i] = i;
    builder.add(stacks, same, false);
    if (other != nullptr) {
        std::unordered_map<std::string_view, std::uint32_t> byName;
        for (std::uint32_t i = 0; i < stacks.functions.size(); ++i)
            byName.emplace(stacks.functions[i].name, i);
        std::vector<std::uint32_t> mapped;
        for (const StackFunction& function : other->functions) {
            const auto found = byName.find(function.name);
            mapped.push_back(found != byName.end() ? found->second
                                                   : static_cast<std::uint32_t>(functions.size()));
            if (found == byName.end())
                functions.push_back(function);
        }
        builder.add(*other, mapped, true);
    }
    FlameTree tree = std::move(builder).finish();
    tree.functions = std::move(functions);
    tree.compares = other != nullptr;
    return tree;
}

std::uint64_t FlameTree::self(std::uint32_t node) const {
    std::uint64_t own = nodes[node].value;
    for (std::uint32_t i = 0; i < nodes[node].childCount; ++i)
        own -= nodes[nodes[node].firstChild + i].value;
    return own;
}

std::uint32_t FlameTree::childAt(std::uint32_t parent, std::uint64_t at) const {
    const auto first = nodes.begin() + nodes[parent].firstChild;
    const auto behind =
        std::upper_bound(first, first + nodes[parent].childCount, at,
                         [](std::uint64_t place, const FlameNode& n) { return place < n.begin; });
    if (behind == first || at - (behind - 1)->begin >= (behind - 1)->width())
        return kNoNode;
    return static_cast<std::uint32_t>(behind - 1 - nodes.begin());
}

std::string_view FlameTree::nameOf(std::uint32_t node) const {
    return nodes[node].function == kNoNode ? std::string_view("all") : functions[nodes[node].function].name;
}

std::uint64_t matchedValue(const FlameTree& tree, const std::vector<bool>& matches) {
    std::uint64_t sum = 0;
    std::vector<bool> below(tree.nodes.size()); ///< itself or a caller matches; parents come first
    for (std::uint32_t i = 1; i < tree.nodes.size(); ++i) {
        const FlameNode& node = tree.nodes[i];
        below[i] = below[node.parent];
        if (below[i] || !matches[node.function])
            continue;
        below[i] = true;
        sum += node.value;
    }
    return sum;
}

} // namespace rt0::profile
