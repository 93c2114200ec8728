#include "report/comparereport.h"

#include "report/comparetables.h"

#include <algorithm>
#include <fmt/format.h>
#include <string_view>

namespace rt0 {
namespace {

std::string escapedHtml(std::string_view text) {
    std::string escaped;
    for (const char c : printable(text))
        switch (c) {
        case '&':
            escaped += "&amp;";
            break;
        case '<':
            escaped += "&lt;";
            break;
        case '>':
            escaped += "&gt;";
            break;
        case '"':
            escaped += "&quot;";
            break;
        default:
            escaped += c;
        }
    return escaped;
}

/// Letters that Markdown would take for its own.
std::string escapedMarkdown(std::string_view text) {
    std::string escaped;
    for (const char c : printable(text)) {
        if (std::string_view("\\`*_[]<>|~").find(c) != std::string_view::npos)
            escaped += '\\';
        escaped += c;
    }
    return escaped;
}

std::string cellOf(const std::vector<std::string>& row, std::size_t column) {
    return column < row.size() ? row[column] : std::string();
}

std::string markdownTable(const CompareSection& section) {
    std::string text;
    std::string rule;
    for (const TextColumn& column : section.columns) {
        text += "| " + escapedMarkdown(column.title) + " ";
        rule += column.align == Align::Right ? "|--:" : "|---";
    }
    text += "|\n" + rule + "|\n";
    for (const auto& row : section.rows) {
        for (std::size_t i = 0; i < section.columns.size(); ++i)
            text += "| " + escapedMarkdown(cellOf(row, i)) + " ";
        text += "|\n";
    }
    return text;
}

std::string htmlTable(const CompareSection& section) {
    std::string html = "<table>\n<tr>";
    for (const TextColumn& column : section.columns)
        html += "<th>" + escapedHtml(column.title) + "</th>";
    html += "</tr>\n";
    for (const auto& row : section.rows) {
        html += "<tr>";
        for (std::size_t i = 0; i < section.columns.size(); ++i)
            html += fmt::format("<td{}>{}</td>",
                                section.columns[i].align == Align::Right ? " class=\"number\"" : "",
                                escapedHtml(cellOf(row, i)));
        html += "</tr>\n";
    }
    return html + "</table>\n";
}

constexpr const char* kStyle = R"(<style>
body { font: 15px/1.45 system-ui, sans-serif; max-width: 75em; margin: 2em auto; padding: 0 1em; color: #1c1e21;
       background: #fff }
table { border-collapse: collapse; margin: .5em 0; font-variant-numeric: tabular-nums }
th, td { padding: .2em .8em; border-bottom: 1px solid #d5d8dc; text-align: left; white-space: pre }
td.number { text-align: right }
.warning { border-left: 4px solid #b35900; padding-left: .8em }
@media (prefers-color-scheme: dark) {
  body { color: #e6e8ea; background: #1b1d20 } th, td { border-color: #3a3f45 } .warning { border-color: #ffb066 }
}
</style>
)";

} // namespace

std::string compareText(const compare::Trend& trend, const CompareReportOptions& options) {
    const ComparePage page = comparePage(trend, options);
    std::string text;
    for (const std::string& sentence : page.sentences)
        text += printable(sentence) + "\n";
    for (const std::string& warning : page.warnings)
        text += "Note: " + printable(warning) + "\n";
    for (const CompareSection& section : page.sections) {
        text += "\n" + printable(section.title) + "\n";
        if (!section.rows.empty()) {
            std::vector<TextColumn> columns = section.columns;
            for (TextColumn& column : columns)
                column.title = printable(column.title); // a label; the table takes titles as they are
            TextTable table(std::move(columns));
            for (const auto& row : section.rows)
                table.addRow(row);
            text += table.text();
        }
        for (const std::string& note : section.notes)
            text += "  " + printable(note) + "\n";
    }
    return text;
}

std::string compareMarkdown(const compare::Trend& trend, const CompareReportOptions& options) {
    const ComparePage page = comparePage(trend, options);
    std::string text;
    for (const std::string& sentence : page.sentences)
        text += escapedMarkdown(sentence) + "\n\n";
    for (const std::string& warning : page.warnings)
        text += "> " + escapedMarkdown(warning) + "\n\n";
    for (const CompareSection& section : page.sections) {
        text += "### " + escapedMarkdown(section.title) + "\n\n";
        if (!section.rows.empty())
            text += markdownTable(section) + "\n";
        for (const std::string& note : section.notes)
            text += escapedMarkdown(note) + "\n\n";
    }
    return text;
}

std::string compareHtml(const compare::Trend& trend, const CompareReportOptions& options) {
    const ComparePage page = comparePage(trend, options);
    std::string title;
    for (const compare::Side& side : trend.sides)
        title += (title.empty() ? "" : " → ") + side.label;
    title = escapedHtml(title);
    std::string html = fmt::format("<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<meta "
                                   "name=\"viewport\" content=\"width=device-width\">\n<title>{}</title>\n{}",
                                   title, kStyle);
    html += fmt::format("<h1>{}</h1>\n", title);
    for (const std::string& sentence : page.sentences)
        html += "<p>" + escapedHtml(sentence) + "</p>\n";
    for (const std::string& warning : page.warnings)
        html += "<p class=\"warning\">" + escapedHtml(warning) + "</p>\n";
    for (const CompareSection& section : page.sections) {
        html += "<h2>" + escapedHtml(section.title) + "</h2>\n";
        if (!section.rows.empty())
            html += htmlTable(section);
        for (const std::string& note : section.notes)
            html += "<p>" + escapedHtml(note) + "</p>\n";
    }
    return html + "</html>\n";
}

} // namespace rt0
