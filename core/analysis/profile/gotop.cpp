#include "analysis/profile/gotop.h"

#include "analysis/profile/callgraph.h"
#include "analysis/profile/gotime.h"
#include "analysis/profile/measurement.h"

#include <algorithm>
#include <fmt/format.h>
#include <iterator>

namespace rt0::profile {
namespace {

using Node = CallGraph::Node;

std::int64_t partOf(std::int64_t total, double fraction) {
    return magnitude(static_cast<std::int64_t>(static_cast<double>(total) * fraction));
}

bool isShown(const Node& node) {
    return node.kept && (node.flat != 0 || node.cum != 0);
}

/// Of the samples that a difference of two profiles calls its base, if there are any; else of all.
std::int64_t totalOf(const Profile& profile, std::size_t type) {
    std::int64_t all = 0;
    std::int64_t base = 0;
    for (std::size_t i = 0; i < profile.sampleCount(); ++i) {
        const std::int64_t value = magnitude(profile.value(i, type));
        all += value;
        for (const ProfileLabel& label : profile.labelsOf(i))
            if (profile.strings[label.key] == "pprof::base" && profile.strings[label.text] == "true")
                base += value;
    }
    return base > 0 ? base : all;
}

bool comesBefore(const Node& a, const Node& b) {
    if (magnitude(a.flat) != magnitude(b.flat))
        return magnitude(a.flat) > magnitude(b.flat);
    if (a.name != b.name)
        return a.name < b.name;
    return magnitude(a.cum) > magnitude(b.cum);
}

/// Makes the list while the graph is trimmed, in the steps of internal/report/report.go, newTrimmedGraph.
class Trimmer {
public:
    Trimmer(const Profile& profile, std::size_t type, const TopOptions& options)
        : m_options(options), m_graph(profile, type) {}

    void run(Top& top) {
        m_graph.count();
        std::int64_t sum = 0;
        for (const Node& node : m_graph.nodes())
            sum += node.flat;
        dropSmall(partOf(sum, m_options.nodeFraction), top);
        sort();
        top.available = m_order.size();
        if (m_options.nodeCount > 0 && m_order.size() > m_options.nodeCount) {
            keepOnly(m_options.nodeCount);
            sort();
        }
        list(partOf(sum, m_options.edgeFraction), top);
    }

private:
    void sort() {
        m_order.clear();
        const auto& nodes = m_graph.nodes();
        for (std::uint32_t i = 0; i < nodes.size(); ++i)
            if (isShown(nodes[i]))
                m_order.push_back(i);
        std::ranges::stable_sort(
            m_order, [&](std::uint32_t a, std::uint32_t b) { return comesBefore(nodes[a], nodes[b]); });
    }

    void dropSmall(std::int64_t cutoff, Top& top) {
        if (cutoff <= 0)
            return;
        for (Node& node : m_graph.nodes()) {
            const bool small = magnitude(node.cum) < cutoff;
            top.dropped += small && isShown(node) ? 1 : 0;
            node.kept = !small && isShown(node);
        }
        if (top.dropped > 0)
            m_graph.count();
    }

    void keepOnly(std::size_t count) {
        for (std::size_t i = count; i < m_order.size(); ++i)
            m_graph.nodes()[m_order[i]].kept = false;
        m_graph.count();
    }

    void list(std::int64_t edgeCutoff, Top& top) {
        struct Calls {
            bool inlined = false;
            bool plain = false;
        };
        std::vector<Calls> calls(m_graph.nodes().size());
        for (const CallGraph::Edge& edge : m_graph.edges())
            if (magnitude(edge.value) >= edgeCutoff)
                (edge.inlined ? calls[edge.callee].inlined : calls[edge.callee].plain) = true;
        for (const std::uint32_t index : m_order) {
            const Node& node = m_graph.nodes()[index];
            TopItem& item = top.items.emplace_back();
            item.name = node.name;
            item.flat = node.flat;
            item.cum = node.cum;
            if (calls[index].inlined)
                item.inlined = calls[index].plain ? TopItem::Inlined::Partly : TopItem::Inlined::Always;
            top.shown += node.flat;
        }
    }

    const TopOptions& m_options;
    CallGraph m_graph;
    std::vector<std::uint32_t> m_order; ///< nodes that are shown
};

/// The unit that suits the smallest number (selectOutputUnit).
std::string chooseUnit(const Top& top, const std::string& unit) {
    if (top.items.empty())
        return "minimum";
    std::int64_t least = 0;
    for (const TopItem& item : top.items) {
        const std::int64_t value = item.flat != 0 ? magnitude(item.flat) : magnitude(item.cum);
        if (value > 0 && (least == 0 || value < least))
            least = value;
    }
    if (least == 0)
        least = top.total;
    std::string chosen = scale(least, unit, "minimum").unit;
    const bool wide = static_cast<double>(least) * 100 < static_cast<double>(top.total);
    if (wide && chosen != scale(top.total, unit, "minimum").unit)
        chosen = scale(100 * least, unit, "minimum").unit;
    return chosen.empty() ? unit : chosen;
}

std::string fileName(std::string_view path) {
    while (path.size() > 1 && path.ends_with('/'))
        path.remove_suffix(1);
    return std::string(path.size() == 1 ? path : path.substr(path.rfind('/') + 1));
}

std::string header(const Profile& profile, std::size_t type, const Top& top) {
    const auto text = [&](std::uint32_t number) { return profile.strings[number]; };
    const std::string_view unit = text(profile.sampleTypes[type].unit);
    std::string lines;
    const auto add = [&](std::string_view name, std::string_view value) {
        if (!value.empty())
            lines += fmt::format("{}{}\n", name, value);
    };
    if (!profile.mappings.empty()) {
        const std::string_view file = text(profile.mappings.front().file);
        add("File: ", file.empty() ? std::string() : fileName(file));
        add("Build ID: ", text(profile.mappings.front().buildId));
    }
    for (const std::uint32_t comment : profile.comments)
        if (!text(comment).starts_with('#'))
            lines += fmt::format("{}\n", text(comment));
    add("Type: ", text(profile.sampleTypes[type].type));
    add("Doc: ", text(profile.docUrl));
    if (profile.timeNanos != 0)
        add("Time: ", goTimeToSeconds(profile.timeNanos));
    if (profile.durationNanos != 0) {
        const Scaled nanos = scale(top.total, unit, "nanoseconds");
        const bool isTime = nanos.unit == "ns" && nanos.value != 0;
        lines += fmt::format(
            "Duration: {}, Total samples = {} {}\n", scaledLabel(profile.durationNanos, "nanoseconds"),
            scaledLabel(top.total, unit, top.unit),
            isTime ? "(" + percentage(static_cast<std::int64_t>(nanos.value), profile.durationNanos) + ")"
                   : std::string());
    }
    return lines;
}

std::string trimmed(const std::string& text) {
    return text.substr(std::min(text.find_first_not_of(' '), text.size()));
}

std::string shownLines(std::string_view unit, const Top& top, const TopOptions& options) {
    const auto value = [&](std::int64_t number) { return scaledLabel(number, unit, top.unit); };
    std::string lines = fmt::format("Showing nodes accounting for {}, {} of {} total\n", value(top.shown),
                                    trimmed(percentage(top.shown, top.total)), value(top.total));
    if (top.total == 0)
        return lines;
    if (top.dropped > 0)
        lines += fmt::format("Dropped {} node{} (cum <= {})\n", top.dropped, top.dropped > 1 ? "s" : "",
                             value(partOf(top.total, options.nodeFraction)));
    if (!top.items.empty() && top.items.size() < top.available)
        lines += fmt::format("Showing top {} nodes out of {}\n", top.items.size(), top.available);
    return lines;
}

const char* inlinedText(TopItem::Inlined inlined) {
    switch (inlined) {
    case TopItem::Inlined::No:
        return "";
    case TopItem::Inlined::Partly:
        return " (partial-inline)";
    case TopItem::Inlined::Always:
        return " (inline)";
    }
    return "";
}

std::size_t chosenType(const Profile& profile, const TopOptions& options) {
    return options.type && *options.type < profile.sampleTypes.size() ? *options.type : profile.shownType();
}

} // namespace

Top goTop(const Profile& profile, const TopOptions& options) {
    Top top;
    if (profile.sampleTypes.empty())
        return top;
    const std::size_t type = chosenType(profile, options);
    top.total = totalOf(profile, type);
    Trimmer(profile, type, options).run(top);
    top.unit = chooseUnit(top, std::string(profile.strings[profile.sampleTypes[type].unit]));
    return top;
}

std::string topText(const Profile& profile, const TopOptions& options) {
    if (profile.sampleTypes.empty())
        return {};
    const Top top = goTop(profile, options);
    const std::size_t type = chosenType(profile, options);
    const std::string_view unit = profile.strings[profile.sampleTypes[type].unit];
    std::string text = header(profile, type, top) + shownLines(unit, top, options);
    text += fmt::format("{:>10} {:>5}% {:>5}% {:>10} {:>5}%\n", "flat", "flat", "sum", "cum", "cum");
    std::int64_t sum = 0;
    for (const TopItem& item : top.items) {
        sum += item.flat;
        fmt::format_to(std::back_inserter(text), "{:>10} {} {} {:>10} {}  {}{}\n",
                       scaledLabel(item.flat, unit, top.unit), percentage(item.flat, top.total),
                       percentage(sum, top.total), scaledLabel(item.cum, unit, top.unit),
                       percentage(item.cum, top.total), item.name, inlinedText(item.inlined));
    }
    return text;
}

} // namespace rt0::profile
