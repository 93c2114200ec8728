#include "export/exportdialog.h"

#include "compare/comparepicture.h"
#include "export/picture.h"
#include "report/comparereport.h"
#include "report/jsonreport.h"
#include "report/optimizereport.h"
#include "report/textreport.h"
#include "text.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QFormLayout>

namespace rt0::ui {
namespace {

QString titleOf(ExportOf what) {
    switch (what) {
    case ExportOf::Startup:
        return ExportDialog::tr("Export");
    case ExportOf::Graph:
        return ExportDialog::tr("Export the graph");
    case ExportOf::Comparison:
        return ExportDialog::tr("Export the comparison");
    case ExportOf::Optimizations:
        break;
    }
    return ExportDialog::tr("Export the optimisations");
}

std::vector<ExportFormat> formatsOf(ExportOf what) {
    using enum ExportFormat;
    switch (what) {
    case ExportOf::Startup:
        return {Svg, Png, Text, Json};
    case ExportOf::Graph:
        return {Svg, Png, Dot};
    case ExportOf::Comparison:
        return {Svg, Png, Text, Markdown, Html, Json};
    case ExportOf::Optimizations:
        break;
    }
    return {Text, Markdown, Json};
}

QString nameOf(ExportFormat format) {
    switch (format) {
    case ExportFormat::Svg:
        return ExportDialog::tr("SVG picture (text stays text)");
    case ExportFormat::Png:
        return ExportDialog::tr("PNG picture");
    case ExportFormat::Text:
        return ExportDialog::tr("Text report");
    case ExportFormat::Markdown:
        return ExportDialog::tr("Markdown, for pull requests");
    case ExportFormat::Html:
        return ExportDialog::tr("HTML page");
    case ExportFormat::Dot:
        return ExportDialog::tr("DOT, for Graphviz");
    case ExportFormat::Json:
        break;
    }
    return ExportDialog::tr("JSON report");
}

} // namespace

ExportDialog::ExportDialog(ExportOf what, bool dark, QWidget* parent) : QDialog(parent) {
    const bool graph = what == ExportOf::Graph;
    setWindowTitle(titleOf(what));
    m_format = new QComboBox(this);
    for (const ExportFormat format : formatsOf(what))
        m_format->addItem(nameOf(format), static_cast<int>(format));
    m_scale = new QDoubleSpinBox(this);
    m_scale->setRange(0.5, 8);
    m_scale->setSingleStep(0.5);
    m_scale->setValue(2);
    m_scale->setSuffix(QStringLiteral(" ×"));
    m_theme = new QComboBox(this);
    m_theme->addItems({tr("Light"), tr("Dark")});
    m_theme->setCurrentIndex(dark ? 1 : 0);
    m_visible = new QCheckBox(graph ? tr("Only the part that is seen now")
                                    : tr("Only the time range that the timeline shows now"),
                              this);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Cancel, this);
    auto* form = new QFormLayout(this);
    form->addRow(tr("Format"), m_format);
    form->addRow(tr("Scale"), m_scale);
    form->addRow(tr("Colours"), m_theme);
    form->addRow(m_visible);
    form->addRow(buttons);
    const auto enable = [this] {
        const ExportFormat format = options().format;
        const bool picture = format == ExportFormat::Svg || format == ExportFormat::Png;
        m_scale->setEnabled(format == ExportFormat::Png);
        m_theme->setEnabled(picture);
        m_visible->setEnabled(picture);
    };
    connect(m_format, &QComboBox::currentIndexChanged, this, enable);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    enable();
}

ExportOptions ExportDialog::options() const {
    return {static_cast<ExportFormat>(m_format->currentData().toInt()), m_scale->value(),
            m_theme->currentIndex() == 1, m_visible->isChecked()};
}

namespace {

/// Everything of `from` that a picture shows, in a session of its own, so that painting changes nothing on
/// screen.
void copyView(const Session& from, Session& to, bool visibleRange) {
    to.setDocument(from.loaded());
    to.setStartup(from.startupIndex());
    to.setFilter(from.filter());
    to.select(from.selection());
    to.setRange(from.range());
    if (visibleRange)
        to.setVisible(from.visible());
}

} // namespace

QByteArray exported(const Session& session, const ExportOptions& options) {
    if (options.format == ExportFormat::Text) {
        TextReportOptions text;
        text.startup = session.startupIndex();
        return QByteArray::fromStdString(textReport(session.document(), text));
    }
    if (options.format == ExportFormat::Json)
        return QByteArray::fromStdString(jsonReport(session.document(), session.startupIndex()));
    constexpr int width = 1400;
    Session shown;
    copyView(session, shown, options.visibleRange);
    Picture picture(shown, options.dark ? darkTheme() : lightTheme(), width);
    return options.format == ExportFormat::Svg ? picture.svg() : picture.png(options.scale);
}

QByteArray exported(const CompareState& state, const ExportOptions& options) {
    constexpr int width = 1400;
    switch (options.format) {
    case ExportFormat::Text:
        return QByteArray::fromStdString(compareText(trendOf(*state.pair())));
    case ExportFormat::Markdown:
        return QByteArray::fromStdString(compareMarkdown(trendOf(*state.pair())));
    case ExportFormat::Html:
        return QByteArray::fromStdString(compareHtml(trendOf(*state.pair())));
    case ExportFormat::Json:
        return QByteArray::fromStdString(compareJson(trendOf(*state.pair())));
    default:
        break;
    }
    CompareState shown;
    shown.setPair(state.pair());
    copyView(state.timeline(), shown.timeline(), options.visibleRange);
    ComparePicture picture(shown, options.dark ? darkTheme() : lightTheme(), width);
    return options.format == ExportFormat::Svg ? picture.svg() : picture.png(options.scale);
}

QByteArray exported(const OptimizationTable& table, const ExportOptions& options) {
    switch (options.format) {
    case ExportFormat::Markdown:
        return QByteArray::fromStdString(optimizationMarkdown(table));
    case ExportFormat::Json:
        return QByteArray::fromStdString(optimizationJson(table));
    default:
        return QByteArray::fromStdString(optimizationText(table));
    }
}

QString suffixOf(ExportFormat format) {
    switch (format) {
    case ExportFormat::Svg:
        return QStringLiteral("svg");
    case ExportFormat::Png:
        return QStringLiteral("png");
    case ExportFormat::Text:
        return QStringLiteral("txt");
    case ExportFormat::Markdown:
        return QStringLiteral("md");
    case ExportFormat::Html:
        return QStringLiteral("html");
    case ExportFormat::Dot:
        return QStringLiteral("dot");
    case ExportFormat::Json:
        break;
    }
    return QStringLiteral("json");
}

} // namespace rt0::ui
