#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// Text for terminals and chats, from strings that may hold anything.
namespace rt0 {

/// `text` with everything replaced by U+FFFD that is no valid UTF-8 or could act on a terminal: control
/// characters, escape sequences, line breaks and marks that reorder text.
std::string printable(std::string_view text);

/// Columns that valid UTF-8 takes on a terminal: wide characters count 2, combining ones 0.
std::size_t displayWidth(std::string_view text);

/// `text` if it is at most `maxWidth` columns wide, else its begin and end around "…".
std::string elided(std::string_view text, std::size_t maxWidth);

enum class Align { Left, Right };

struct TextColumn {
    std::string title;
    Align align = Align::Left;
};

/// Rows under aligned columns, two spaces before each.
class TextTable {
public:
    explicit TextTable(std::vector<TextColumn> columns) : m_columns(std::move(columns)) {}

    /// Cells are made printable and elided at 72 columns; missing ones are empty.
    void addRow(std::vector<std::string> cells);
    bool empty() const { return m_rows.empty(); }
    /// Title row (none when all titles are empty) and rows, each ended by a line break.
    std::string text() const;

private:
    std::vector<TextColumn> m_columns;
    std::vector<std::vector<std::string>> m_rows;
};

} // namespace rt0
