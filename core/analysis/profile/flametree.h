#pragma once

#include "analysis/profile/callstacks.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace rt0::profile {

inline constexpr std::uint32_t kNoNode = 0xffff'ffff;
inline constexpr std::uint32_t kFlameRoot = 0;

/// A function called by the functions above it.
struct FlameNode {
    std::uint32_t function = kNoNode; ///< into FlameTree::functions; the root is none
    std::uint32_t parent = kNoNode;
    std::uint32_t firstChild = 0; ///< children lie behind each other, the widest first
    std::uint32_t childCount = 0;
    std::uint32_t depth = 0; ///< the root is 0
    std::uint64_t begin = 0; ///< where it is drawn, in units of width()
    std::uint64_t value = 0; ///< of all stacks through it
    std::uint64_t other = 0; ///< the same in the profile it is compared with; 0 without one

    std::uint64_t width() const { return value + other; }
};

/// Call stacks merged from their outermost frames on. Deeper than kDeepest frames they are cut.
struct FlameTree {
    static constexpr std::uint32_t kDeepest = 2000;

    std::vector<StackFunction> functions;
    std::vector<FlameNode> nodes; ///< the root first, then level by level
    std::uint32_t depth = 0;      ///< of the deepest node
    bool isCut = false;
    bool compares = false; ///< there is an `other`

    const FlameNode& root() const { return nodes[kFlameRoot]; }
    /// Of the stacks that end here.
    std::uint64_t self(std::uint32_t node) const;
    /// The child of `parent` at place `at` of the width; kNoNode when none is.
    std::uint32_t childAt(std::uint32_t parent, std::uint64_t at) const;
    std::string_view nameOf(std::uint32_t node) const;
};

/// `other`: what to compare with, or null. Values beyond 2^62 are cut to that.
FlameTree flameTree(const CallStacks& stacks, const CallStacks* other = nullptr,
                    const std::stop_token& stop = {});

/// What of the tree runs below functions that `matches` says yes to, each stack counted once: their value.
std::uint64_t matchedValue(const FlameTree& tree, const std::vector<bool>& matches);

} // namespace rt0::profile
