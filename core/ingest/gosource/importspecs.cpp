#include "ingest/gosource/importspecs.h"

#include <algorithm>
#include <fmt/format.h>
#include <optional>

namespace rt0::gosource {
namespace {

struct Token {
    enum class Kind { End, Word, Text, Mark, Broken };

    Kind kind = Kind::End;
    std::string_view text; ///< of a Text: what is between the quotes
    std::size_t begin = 0;
    std::size_t end = 0;
};

bool isWordByte(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x80 || c == '_' || (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
           (byte >= 'A' && byte <= 'Z');
}

/// Words, strings and single other characters; comments and white space lie between them.
class Lexer {
public:
    explicit Lexer(std::string_view source) : m_source(source) {
        if (m_source.starts_with("\xef\xbb\xbf"))
            m_at = 3;
    }

    Token next() {
        if (!skipSpace())
            return {Token::Kind::Broken, {}, m_at, m_at};
        const std::size_t begin = m_at;
        if (begin == m_source.size())
            return {Token::Kind::End, {}, begin, begin};
        const char first = m_source[m_at];
        if (first == '"' || first == '`')
            return quoted(first);
        if (!isWordByte(first))
            return {Token::Kind::Mark, m_source.substr(m_at++, 1), begin, begin + 1};
        while (m_at < m_source.size() && isWordByte(m_source[m_at]))
            ++m_at;
        return {Token::Kind::Word, m_source.substr(begin, m_at - begin), begin, m_at};
    }

    Token peek() {
        const std::size_t before = m_at;
        const Token token = next();
        m_at = before;
        return token;
    }

    /// 1-based; must not go back.
    std::uint64_t lineOf(std::size_t offset) {
        const std::string_view passed = m_source.substr(m_counted, offset - m_counted);
        m_line += static_cast<std::uint64_t>(std::ranges::count(passed, '\n'));
        m_counted = offset;
        return m_line;
    }

private:
    /// False for a comment without an end.
    bool skipSpace() {
        while (m_at < m_source.size()) {
            const std::string_view rest = m_source.substr(m_at);
            if (rest.starts_with("//")) {
                m_at = std::min(m_source.find('\n', m_at), m_source.size());
            } else if (rest.starts_with("/*")) {
                const std::size_t end = m_source.find("*/", m_at + 2);
                if (end == std::string_view::npos)
                    return false;
                m_at = end + 2;
            } else if (static_cast<unsigned char>(rest.front()) <= ' ') {
                ++m_at;
            } else {
                break;
            }
        }
        return true;
    }

    Token quoted(char quote) {
        const std::size_t begin = m_at;
        const std::size_t end = m_source.find(quote, m_at + 1);
        const std::string_view inside =
            m_source.substr(begin + 1, end == std::string_view::npos ? end : end - begin - 1);
        // Import paths hold no escapes: the compiler refuses them.
        const bool bad = quote == '"' && inside.find_first_of("\n\\") != std::string_view::npos;
        if (end == std::string_view::npos || bad)
            return {Token::Kind::Broken, {}, begin, begin};
        m_at = end + 1;
        return {Token::Kind::Text, inside, begin, m_at};
    }

    std::string_view m_source;
    std::size_t m_at = 0;
    std::size_t m_counted = 0; ///< up to where m_line is right
    std::uint64_t m_line = 1;
};

bool is(const Token& token, std::string_view mark) {
    return token.kind == Token::Kind::Mark && token.text == mark;
}

class Reader {
public:
    Reader(std::string_view source, const std::string& where) : m_lexer(source), m_where(where) {}

    Result<std::vector<ImportSpec>> read() {
        const Token package = m_lexer.next();
        const Token name = m_lexer.next();
        if (package.text != "package" || name.kind != Token::Kind::Word)
            return failure("no package clause", package);
        if (is(m_lexer.peek(), ";"))
            m_lexer.next();
        while (m_lexer.peek().kind == Token::Kind::Word && m_lexer.peek().text == "import")
            if (!declaration())
                return failure("an import declaration that cannot be read", m_last);
        return std::move(m_specs);
    }

private:
    bool declaration() {
        const Token import = m_lexer.next();
        if (!is(m_lexer.peek(), "(")) {
            auto one = spec();
            if (!one)
                return false;
            one->begin = import.begin;
            add(std::move(*one));
            return true;
        }
        m_lexer.next();
        while (!is(m_lexer.peek(), ")")) {
            auto one = spec();
            if (!one)
                return false;
            add(std::move(*one));
        }
        m_lexer.next();
        if (is(m_lexer.peek(), ";"))
            m_lexer.next();
        return true;
    }

    std::optional<ImportSpec> spec() {
        ImportSpec spec;
        Token token = m_lexer.next();
        m_last = token;
        spec.begin = token.begin;
        if (token.kind == Token::Kind::Word || is(token, ".")) {
            spec.name = token.text;
            token = m_lexer.next();
        }
        if (token.kind != Token::Kind::Text)
            return std::nullopt;
        spec.path = token.text;
        spec.line = m_lexer.lineOf(token.begin);
        spec.end = token.end;
        return spec;
    }

    /// With its semicolon: an empty declaration is not allowed everywhere.
    void add(ImportSpec spec) {
        if (const Token token = m_lexer.peek(); is(token, ";"))
            spec.end = m_lexer.next().end;
        m_specs.push_back(std::move(spec));
    }

    tl::unexpected<Error> failure(std::string what, const Token& at) {
        return tl::unexpected(
            Error{std::move(what), fmt::format("{}:{}", m_where, m_lexer.lineOf(at.begin)), {}});
    }

    Lexer m_lexer;
    const std::string& m_where;
    Token m_last; ///< with which a spec began
    std::vector<ImportSpec> m_specs;
};

} // namespace

Result<std::vector<ImportSpec>> readImportSpecs(std::string_view source, const std::string& where) {
    return Reader(source, where).read();
}

std::string withoutImports(std::string_view source, const std::vector<ImportSpec>& removed) {
    std::string text(source);
    for (const ImportSpec& spec : removed)
        for (std::size_t i = spec.begin; i < std::min(spec.end, text.size()); ++i)
            if (text[i] != '\n')
                text[i] = ' ';
    return text;
}

} // namespace rt0::gosource
