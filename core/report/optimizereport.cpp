#include "report/optimizereport.h"

#include "base/format.h"
#include "report/jsonwriter.h"
#include "report/texttable.h"

#include <array>
#include <cmath>
#include <fmt/format.h>
#include <sstream>

namespace rt0 {
namespace {

using Cells = std::vector<std::string>;

Cells cellsOf(const OptimizationRow& row) {
    std::string verdict = nameOf(row.verdict);
    if (row.output && row.output->result == OutputCheck::Result::Changed)
        verdict += ", output CHANGED";
    return {row.id,  claimedText(row), predictedText(row), measuredText(row), probabilityText(row),
            verdict, sizeText(row)};
}

bool measured(const OptimizationRow& row) {
    return row.measured.has_value();
}

/// Lines of a text with something before each.
std::string indented(const std::string& text, const char* before) {
    std::string result;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        std::string plain; // the recipe's tabs
        for (const char c : line)
            plain += c == '\t' ? std::string("    ") : std::string(1, c);
        result += before + printable(plain) + "\n";
    }
    return result;
}

/// A name and what is said under it.
using Facts = std::vector<std::pair<const char*, std::string>>;

Facts factsOf(const OptimizationRow& row) {
    Facts facts;
    const auto add = [&](const char* name, const std::string& text) {
        if (!text.empty())
            facts.emplace_back(name, text);
    };
    const char* name = row.applicability == Applicability::NotApplicable ? "not here" : "evidence";
    for (const std::string& evidence : row.evidence)
        add(name, evidence);
    if (row.claim)
        add("claimed", fmt::format("{} ({})", row.claim->text, row.claim->source));
    for (const std::string& known : row.known)
        add("elsewhere", known);
    if (row.prediction)
        add("predicted", fmt::format("{}: {}", row.prediction->text, row.prediction->method));
    add("not measured", row.whyNotMeasured);
    for (const std::string& text : initTexts(row))
        add("inits", text);
    if (row.rebuilt) {
        add("rebuilt as", row.rebuilt->program);
        for (const std::string& difference : row.rebuilt->differences)
            add("beware", difference);
    }
    add("output", outputText(row));
    add("risk", row.risk);
    for (const std::string& step : row.apply)
        add("apply", step);
    if (!row.buildCommand.empty())
        add("built by", row.buildCommand);
    return facts;
}

std::string tableText(const OptimizationTable& table) {
    TextTable text({{"change"},
                    {"claimed"},
                    {"predicted"},
                    {"measured [95 %]"},
                    {"p", Align::Right},
                    {"verdict"},
                    {"file", Align::Right}});
    for (const OptimizationRow& row : table.rows)
        if (measured(row))
            text.addRow(cellsOf(row));
    return text.empty() ? std::string() : "\n" + text.text();
}

std::string unmeasuredText(const OptimizationTable& table) {
    TextTable text({{"not measured"}, {"claimed"}, {"predicted"}, {"why"}});
    for (const OptimizationRow& row : table.rows)
        if (!measured(row))
            text.addRow({row.id, claimedText(row), predictedText(row), row.whyNotMeasured});
    return text.empty() ? std::string() : "\n" + text.text();
}

std::string detailsText(const OptimizationRow& row) {
    std::string text = fmt::format("\n{}: {}\n", printable(row.id), printable(row.title));
    const char* before = "";
    for (const auto& [name, said] : factsOf(row)) {
        text += fmt::format("  {:<13}{}\n", std::string_view(name) == before ? "" : name, printable(said));
        before = name;
    }
    if (!row.recipe.empty())
        text += "  recipe\n" + indented(row.recipe, "    ");
    if (!row.buildFailure.empty())
        text += "  the go command said\n" + indented(row.buildFailure, "    ");
    return text;
}

/// For a cell of a Markdown table, or a line of its text.
std::string markdown(std::string_view text) {
    constexpr std::string_view kSpecial = "\\`*_{}[]<>|#~";
    std::string escaped;
    for (const char c : printable(text)) {
        if (kSpecial.find(c) != std::string_view::npos)
            escaped += '\\';
        escaped += c;
    }
    return escaped;
}

std::string markdownRow(const Cells& cells) {
    std::string row = "|";
    for (const std::string& cell : cells)
        row += " " + markdown(cell) + " |";
    return row + "\n";
}

/// A fence longer than any in the text.
std::string fenced(const std::string& text) {
    std::string fence = "```";
    while (text.find(fence) != std::string::npos)
        fence += '`';
    return "\n" + fence + "\n" + indented(text, "") + fence + "\n";
}

std::string detailsMarkdown(const OptimizationRow& row) {
    std::string text = fmt::format("\n### {}: {}\n\n", markdown(row.id), markdown(row.title));
    for (const auto& [name, said] : factsOf(row))
        text += fmt::format("- **{}**: {}\n", name, markdown(said));
    if (!row.recipe.empty())
        text += fenced(row.recipe);
    if (!row.buildFailure.empty())
        text += fenced(row.buildFailure);
    return text;
}

const char* nameOf(Applicability applicability) {
    switch (applicability) {
    case Applicability::Unknown:
        return "unknown";
    case Applicability::Applicable:
        return "applicable";
    case Applicability::NotApplicable:
        return "not_applicable";
    case Applicability::NeedsSource:
        break;
    }
    return "needs_source";
}

const char* nameOf(OutputCheck::Result result) {
    switch (result) {
    case OutputCheck::Result::Same:
        return "same";
    case OutputCheck::Result::Varies:
        return "varies";
    case OutputCheck::Result::Changed:
        return "changed";
    case OutputCheck::Result::NotCompared:
        break;
    }
    return "not_compared";
}

Json intervalJson(const std::optional<compare::Interval>& interval) {
    return interval ? Json{jsonNumber(interval->lo), jsonNumber(interval->hi)} : Json(nullptr);
}

Json measuredJson(const std::optional<compare::Difference>& difference) {
    if (!difference)
        return nullptr;
    Json json;
    json["ratio"] = jsonOptional(difference->ratio);
    json["interval"] = intervalJson(difference->interval);
    json["p"] = jsonOptional(difference->p);
    json["adjusted_p"] = jsonOptional(difference->adjustedP);
    json["significant"] = compare::differs(*difference);
    json["runs"] = difference->after.samples.size();
    json["median_ns"] = difference->after.median;
    json["samples_ns"] = difference->after.samples;
    return json;
}

Json claimJson(const std::optional<OptimizationClaim>& claim) {
    if (!claim)
        return nullptr;
    Json json{{"text", claim->text}, {"source", claim->source}};
    json["faster"] = claim->hasRange() ? Json{claim->least, claim->most} : Json(nullptr);
    return json;
}

Json rowJson(const OptimizationRow& row) {
    Json json;
    json["id"] = row.id;
    json["title"] = row.title;
    json["guided"] = row.guided;
    json["parts"] = row.parts;
    json["applicability"] = nameOf(row.applicability);
    json["evidence"] = row.evidence;
    json["claim"] = claimJson(row.claim);
    json["known"] = row.known;
    json["prediction"] = row.prediction ? Json{{"ratio", intervalJson(row.prediction->ratio)},
                                               {"text", row.prediction->text},
                                               {"method", row.prediction->method},
                                               {"or_less", row.prediction->orLess}}
                                        : Json(nullptr);
    json["measured"] = measuredJson(row.measured);
    json["inits"] = {{"time", measuredJson(row.initTime)},
                     {"bytes", measuredJson(row.initBytes)},
                     {"allocations", measuredJson(row.initAllocs)}};
    json["verdict"] = nameOf(row.verdict);
    json["why_not_measured"] = row.whyNotMeasured;
    json["size_change"] = jsonOptional(row.sizeChange);
    json["output"] =
        row.output ? Json{{"result", nameOf(row.output->result)}, {"text", row.output->text}} : Json(nullptr);
    json["risk"] = row.risk;
    json["apply"] = row.apply;
    json["recipe"] = row.recipe;
    json["rebuilt"] = row.rebuilt
                          ? Json{{"program", row.rebuilt->program}, {"differences", row.rebuilt->differences}}
                          : Json(nullptr);
    json["build_command"] = row.buildCommand;
    json["build_failure"] = row.buildFailure;
    return json;
}

} // namespace

std::string optimizationText(const OptimizationTable& table) {
    std::string text = indented(optimizationHead(table), "") + tableText(table) + unmeasuredText(table);
    for (const OptimizationRow& row : table.rows)
        text += detailsText(row);
    return text;
}

std::string optimizationMarkdown(const OptimizationTable& table) {
    std::string text;
    std::istringstream head(optimizationHead(table));
    for (std::string line; std::getline(head, line);)
        text += (text.empty() ? "## " : "") + markdown(line) + "\n\n";
    text += "| change | claimed | predicted | measured \\[95 %\\] | p | verdict | file |\n"
            "|---|---|---|---|--:|---|--:|\n";
    for (const OptimizationRow& row : table.rows)
        text += markdownRow(cellsOf(row));
    for (const OptimizationRow& row : table.rows)
        text += detailsMarkdown(row);
    return text;
}

std::string optimizationJson(const OptimizationTable& table) {
    JsonWriter json;
    json.beginObject();
    json.value("format", "rt0scope-optimize/1");
    json.value("generator", {{"name", "rt0scope"}, {"version", RT0SCOPE_VERSION}});
    json.value("program", table.program);
    json.value("go_version", table.goVersion);
    json.value("build", table.build);
    json.value("bytes", table.bytes);
    json.value("metric", table.metric);
    json.value("runs", table.runs);
    json.value("median_ns", table.base ? Json(table.base->median) : Json(nullptr));
    json.value("samples_ns", table.base ? Json(table.base->samples) : Json::array());
    json.value("control", measuredJson(table.control));
    json.value("notes", table.notes);
    json.beginArray("rows");
    for (const OptimizationRow& row : table.rows)
        json.item(rowJson(row));
    json.endArray();
    json.endObject();
    return std::move(json).take();
}

} // namespace rt0
