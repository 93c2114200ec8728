#pragma once

#include "recording/profile.h"

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace rt0::profile {

/// Functions with their values, and who calls whom, at go tool pprof's granularity "functions"
/// (internal/graph/graph.go of Go 1.27's pprof).
class CallGraph {
public:
    struct Node {
        std::string name; ///< as printed
        std::int64_t flat = 0;
        std::int64_t cum = 0;
        bool kept = true; ///< false: not of this graph, its callers call its callees
    };
    struct Edge {
        std::uint32_t caller = 0;
        std::uint32_t callee = 0;
        std::int64_t value = 0;
        bool inlined = true; ///< each time
        std::uint64_t lastSample = 0;
    };

    CallGraph(const Profile& profile, std::size_t type);

    /// Adds up the samples over the nodes that are kept.
    void count();
    std::vector<Node>& nodes() { return m_nodes; }
    const std::vector<Node>& nodes() const { return m_nodes; }
    /// Of functions that were inlined somewhere.
    const std::vector<Edge>& edges() const { return m_edges; }

private:
    struct Walk {
        std::uint32_t parent = kNoProfileIndex;
        bool residual = false; ///< nodes that are not kept lie between
    };

    void makeNodes();
    std::uint32_t nodeOf(const ProfileLine* line, const ProfileLocation& location);
    void countSample(std::size_t sample, std::int64_t value);
    void visit(Walk& walk, std::uint32_t node, std::int64_t value, std::uint64_t sample, bool inlined);
    Edge& edge(std::uint32_t caller, std::uint32_t callee);

    const Profile& m_profile;
    std::size_t m_type;
    std::vector<Node> m_nodes;
    std::unordered_map<std::string, std::uint32_t> m_byKey;
    std::vector<std::uint32_t> m_ofLine;     ///< by line
    std::vector<std::uint32_t> m_ofLocation; ///< of those without lines
    std::vector<Edge> m_edges;
    std::unordered_map<std::uint64_t, std::uint32_t> m_edgeIndex;
    std::vector<bool> m_everInlined;         ///< by node: only calls of these are of interest
    std::vector<std::uint64_t> m_lastSample; ///< by node, counted from 1
};

} // namespace rt0::profile
