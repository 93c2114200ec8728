#pragma once

#include <QString>

namespace rt0::ui {

/// A two-column table of names and values, as rich text. Values are escaped, those of rowHtml() are not.
class Facts {
public:
    explicit Facts(const QString& title) : m_html(QStringLiteral("<h3>%1</h3>").arg(title.toHtmlEscaped())) {}

    Facts& heading(const QString& text) {
        closeTable();
        m_html += QStringLiteral("<p><b>%1</b></p>").arg(text.toHtmlEscaped());
        return *this;
    }
    Facts& row(const QString& name, const QString& value) { return rowHtml(name, value.toHtmlEscaped()); }
    Facts& rowHtml(const QString& name, const QString& html) {
        if (!m_open)
            m_html += QStringLiteral("<table cellspacing='0' cellpadding='2' width='100%'>");
        m_open = true;
        m_html += QStringLiteral("<tr><td>%1&nbsp;&nbsp;</td><td align='right'>%2</td></tr>")
                      .arg(name.toHtmlEscaped(), html);
        return *this;
    }
    Facts& note(const QString& text) {
        return block(QStringLiteral("<p><small>%1</small></p>").arg(text.toHtmlEscaped()));
    }
    Facts& block(const QString& html) {
        closeTable();
        m_html += html;
        return *this;
    }
    QString html() {
        closeTable();
        return m_html;
    }

private:
    void closeTable() {
        if (m_open)
            m_html += QStringLiteral("</table>");
        m_open = false;
    }

    QString m_html;
    bool m_open = false;
};

} // namespace rt0::ui
