#pragma once

#include "recording/recording.h"

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

namespace rt0 {

/// A start-up whose records are being collected, as indices into LogFacts.
struct Run {
    std::uint32_t stream = 0;
    std::vector<std::uint32_t> inits;
    std::vector<std::uint32_t> gcCycles;
    std::vector<std::uint32_t> pacer;
    std::optional<std::uint32_t> loader;
};

/// A set of package numbers. Runs see few of a log's packages, mostly with numbers close to each other.
class PackageSet {
public:
    bool contains(std::uint32_t package) const;
    void insert(std::uint32_t package) { m_blocks[package / kBits] |= bit(package); }
    void clear() { m_blocks = {}; }

private:
    static constexpr std::uint32_t kBits = 64;
    static std::uint64_t bit(std::uint32_t package) { return std::uint64_t{1} << (package % kBits); }

    std::unordered_map<std::uint32_t, std::uint64_t> m_blocks;
};

/// What decides whether a further record can belong to a run.
class OpenRun {
public:
    explicit OpenRun(std::size_t run) : m_run(run) {}

    std::size_t run() const { return m_run; }
    /// `package` is the same number for the same package.
    bool fits(const InitRecord& init, std::uint32_t package) const;
    /// The cycle with the next number.
    bool continues(const GcRecord& gc) const;
    /// A later cycle; lines between may be lost.
    bool fits(const GcRecord& gc) const;
    void add(const InitRecord& init, std::uint32_t package);
    void add(const GcRecord& gc);

private:
    std::size_t m_run;
    PackageSet m_packages;       ///< seen in this run
    Nanoseconds m_lastInitEnd{}; ///< earliest possible
    Nanoseconds m_lastGcStart{};
    std::uint64_t m_lastGc = 0;
    bool m_mainSeen = false; ///< package main initialises last
};

} // namespace rt0
