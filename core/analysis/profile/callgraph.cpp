#include "analysis/profile/callgraph.h"

#include <fmt/format.h>

namespace rt0::profile {
namespace {

std::string_view baseName(std::string_view path) {
    while (path.size() > 1 && path.ends_with('/'))
        path.remove_suffix(1);
    const std::size_t slash = path.rfind('/');
    return slash == std::string_view::npos || path.size() == 1 ? path : path.substr(slash + 1);
}

/// Sums wrap around, as Go's do.
void add(std::int64_t& to, std::int64_t value) {
    to = static_cast<std::int64_t>(static_cast<std::uint64_t>(to) + static_cast<std::uint64_t>(value));
}

} // namespace

CallGraph::CallGraph(const Profile& profile, std::size_t type) : m_profile(profile), m_type(type) {
    makeNodes();
}

/// Functions of one name are one node; what has no name is known by its file.
std::uint32_t CallGraph::nodeOf(const ProfileLine* line, const ProfileLocation& location) {
    const ProfileFunction* function = line == nullptr ? nullptr : &m_profile.functions[line->function];
    const std::string_view name =
        function == nullptr ? std::string_view("") : m_profile.strings[function->name];
    std::string key(name);
    std::string shown(name);
    if (name.empty()) {
        const std::string_view file = location.mapping == kNoProfileIndex
                                          ? std::string_view("")
                                          : m_profile.strings[m_profile.mappings[location.mapping].file];
        key = fmt::format("\n{}\n{}", file, function == nullptr ? 0 : function->startLine);
        shown = file.empty() ? std::string("<unknown>") : fmt::format("[{}]", baseName(file));
    }
    const auto [found, isNew] =
        m_byKey.try_emplace(std::move(key), static_cast<std::uint32_t>(m_nodes.size()));
    if (isNew)
        m_nodes.push_back({std::move(shown), 0, 0, true});
    return found->second;
}

void CallGraph::makeNodes() {
    m_ofLine.resize(m_profile.lines.size(), kNoProfileIndex);
    m_ofLocation.resize(m_profile.locations.size(), kNoProfileIndex);
    for (std::size_t i = 0; i < m_profile.locations.size(); ++i) {
        const ProfileLocation& location = m_profile.locations[i];
        if (location.lineCount == 0)
            m_ofLocation[i] = nodeOf(nullptr, location);
        for (std::uint32_t at = location.firstLine; at < location.firstLine + location.lineCount; ++at)
            m_ofLine[at] = nodeOf(&m_profile.lines[at], location);
    }
    m_everInlined.resize(m_nodes.size());
    for (const ProfileLocation& location : m_profile.locations)
        for (std::uint32_t line = 0; line + 1 < location.lineCount; ++line)
            m_everInlined[m_ofLine[location.firstLine + line]] = true;
    m_lastSample.resize(m_nodes.size());
}

CallGraph::Edge& CallGraph::edge(std::uint32_t caller, std::uint32_t callee) {
    const std::uint64_t key = std::uint64_t{caller} << 32U | callee;
    const auto [found, isNew] = m_edgeIndex.try_emplace(key, static_cast<std::uint32_t>(m_edges.size()));
    if (isNew)
        m_edges.push_back({caller, callee, 0, true, 0});
    return m_edges[found->second];
}

void CallGraph::visit(Walk& walk, std::uint32_t node, std::int64_t value, std::uint64_t sample,
                      bool inlined) {
    if (!m_nodes[node].kept) {
        walk.residual = true;
        return;
    }
    if (m_lastSample[node] != sample) { // a recursive function counts once
        m_lastSample[node] = sample;
        add(m_nodes[node].cum, value);
    }
    if (m_everInlined[node] && walk.parent != kNoProfileIndex && walk.parent != node) {
        Edge& call = edge(walk.parent, node);
        if (call.lastSample != sample) {
            call.lastSample = sample;
            add(call.value, value);
            call.inlined = call.inlined && inlined;
        }
    }
    walk = {node, false};
}

void CallGraph::countSample(std::size_t sample, std::int64_t value) {
    const auto stack = m_profile.stack(sample);
    Walk walk;
    for (std::size_t i = stack.size(); i > 0; --i) {
        const ProfileLocation& location = m_profile.locations[stack[i - 1]];
        if (location.lineCount == 0)
            visit(walk, m_ofLocation[stack[i - 1]], value, sample + 1, false);
        for (std::uint32_t line = location.lineCount; line > 0; --line)
            visit(walk, m_ofLine[location.firstLine + line - 1], value, sample + 1,
                  line != location.lineCount);
    }
    if (walk.parent != kNoProfileIndex && !walk.residual)
        add(m_nodes[walk.parent].flat, value);
}

void CallGraph::count() {
    for (Node& node : m_nodes)
        node.flat = node.cum = 0;
    m_edges.clear();
    m_edgeIndex.clear();
    m_lastSample.assign(m_nodes.size(), 0);
    for (std::size_t i = 0; i < m_profile.sampleCount(); ++i)
        if (const std::int64_t value = m_profile.value(i, m_type); value != 0)
            countSample(i, value);
}

} // namespace rt0::profile
