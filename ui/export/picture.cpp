#include "export/picture.h"

#include "analysis/blame.h"
#include "analysis/lanes.h"
#include "analysis/rangetext.h"
#include "analysis/verdict.h"
#include "base/format.h"
#include "export/pagepainter.h"
#include "legend.h"
#include "overview/phasebar.h"
#include "text.h"
#include "timeline/timelineplot.h"

#include <QApplication>
#include <QFileInfo>
#include <array>

namespace rt0::ui {
namespace {

constexpr double kMargin = 28;
constexpr double kGap = 16;
constexpr double kLineHeight = 19;
constexpr std::size_t kHeaviest = 10;

} // namespace

/// What lies where, from top to bottom.
struct Picture::Parts {
    QString title;
    QString source;
    QString sentence;
    QString detail;
    QStringList facts;
    std::unique_ptr<TimelinePlot> timeline;
    double width = 0;
    double textWidth = 0;
    double verdictTop = 0;
    double phasesTop = 0;
    double timelineTop = 0;
    double tablesTop = 0;
    double legendTop = 0;
    double height = 0;
};

Picture::Picture(Session& session, const Theme& theme, int width)
    : m_session(session), m_theme(theme), m_parts(std::make_unique<Parts>()) {
    Parts& parts = *m_parts;
    const Startup& startup = session.startup();
    const Source& source = session.document().source;
    parts.width = width;
    parts.textWidth = width - 2 * kMargin;
    parts.title = QFileInfo(toQString(source.path)).fileName();
    if (session.document().startups.size() > 1)
        parts.title += QStringLiteral(" · ") + toQString(startup.name);
    parts.source = QObject::tr("%1 · file of %2 · %3 · shown: %4")
                       .arg(toQString(source.path), dateText(source.modified), bytesText(source.bytes),
                            toQString(formatTimeRange(session.visible())));
    const Verdict words = verdict(startup);
    parts.sentence = toQString(words.sentence);
    parts.detail = toQString(words.detail);
    for (const std::string& line : notMeasured(startup))
        parts.facts << toQString(line);
    if (const auto remark = inittraceRemark(startup); !remark.empty())
        parts.facts << toQString(std::string(remark));

    parts.timeline = std::make_unique<TimelinePlot>(session);
    parts.timeline->setFont(pictureFont(12));
    parts.timeline->setTheme(theme);

    parts.verdictTop = kMargin + 30 + 20 + kGap;
    double y =
        parts.verdictTop + pictureTextHeight(parts.sentence, pictureFont(17, true), parts.textWidth) + 4;
    if (!parts.detail.isEmpty())
        y += pictureTextHeight(parts.detail, pictureFont(13), parts.textWidth);
    parts.phasesTop = y + kGap;
    parts.timelineTop = parts.phasesTop + phaseBarHeight(QFontMetricsF(pictureFont(12))) + kGap;
    parts.tablesTop = parts.timelineTop + parts.timeline->pictureHeight() + kGap;
    const double column = parts.textWidth / 2 - kGap;
    double factsHeight = 1.4 * kLineHeight;
    for (const QString& fact : parts.facts)
        factsHeight += pictureTextHeight(fact, pictureFont(12), column) + 4;
    const double rows = static_cast<double>(std::min(kHeaviest, startup.inits.size()));
    parts.legendTop = parts.tablesTop + std::max(factsHeight, (rows + 1.4) * kLineHeight) + kGap;
    parts.height = parts.legendTop + 24 + kMargin;
}

Picture::~Picture() = default;

QSize Picture::size() const {
    return {static_cast<int>(m_parts->width), static_cast<int>(std::ceil(m_parts->height))};
}

void Picture::paintHeader(QCPPainter& painter) {
    const Parts& parts = *m_parts;
    const QRectF line(kMargin, kMargin, parts.textWidth, 30);
    painter.setFont(pictureFont(12));
    painter.setPen(m_theme.muted);
    painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter,
                     QStringLiteral("rt0scope %1").arg(QCoreApplication::applicationVersion()));
    painter.drawText(
        line.translated(0, 28), Qt::AlignLeft | Qt::AlignVCenter,
        QFontMetricsF(pictureFont(12)).elidedText(parts.source, Qt::ElideMiddle, parts.textWidth));
    painter.setFont(pictureFont(20, true));
    painter.setPen(m_theme.text);
    painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter, parts.title);
    const double height = pictureTextHeight(parts.sentence, pictureFont(17, true), parts.textWidth);
    painter.setFont(pictureFont(17, true));
    painter.drawText(QRectF(kMargin, parts.verdictTop, parts.textWidth, height), Qt::TextWordWrap,
                     parts.sentence);
    painter.setFont(pictureFont(13));
    painter.drawText(QRectF(kMargin, parts.verdictTop + height + 4, parts.textWidth, 400), Qt::TextWordWrap,
                     parts.detail);
}

void Picture::paintHeaviest(QCPPainter& painter, const QRectF& rect) {
    const Startup& startup = m_session.startup();
    if (startup.inits.empty())
        return;
    const InitTotals totals = initTotals(startup);
    const auto order = blameOrder(startup, BlameBy::Time);
    painter.setFont(pictureFont(13, true));
    painter.setPen(m_theme.text);
    painter.drawText(QRectF(rect.left(), rect.top(), rect.width(), kLineHeight),
                     Qt::AlignLeft | Qt::AlignVCenter, QObject::tr("Heaviest package inits"));
    painter.setFont(pictureFont(12));
    const double numbers = 260;
    for (std::size_t i = 0; i < std::min(kHeaviest, order.size()); ++i) {
        const PackageInit& init = startup.inits[order[i]];
        const QRectF row(rect.left(), rect.top() + (static_cast<double>(i) + 1.4) * kLineHeight, rect.width(),
                         kLineHeight);
        const double share = shareOf(init, totals, BlameBy::Time);
        QColor bar = m_theme.classColour(static_cast<std::uint8_t>(ColourClass::PackageInit));
        bar.setAlpha(60);
        painter.fillRect(QRectF(row.left(), row.top() + 1, row.width() * share, row.height() - 2), bar);
        painter.setPen(m_theme.text);
        painter.drawText(row, Qt::AlignLeft | Qt::AlignVCenter,
                         painter.fontMetrics().elidedText(toQString(init.importPath), Qt::ElideLeft,
                                                          static_cast<int>(row.width() - numbers)));
        const std::array cells{std::pair{boundsText(init.typical()), 150.0},
                               std::pair{toQString(formatShare(share)), 80.0},
                               std::pair{bytesText(init.bytes), 0.0}};
        for (const auto& [text, fromRight] : cells)
            painter.drawText(row.adjusted(0, 0, -fromRight, 0), Qt::AlignRight | Qt::AlignVCenter, text);
    }
}

void Picture::paintFacts(QCPPainter& painter, const QRectF& rect) {
    painter.setFont(pictureFont(13, true));
    painter.setPen(m_theme.text);
    painter.drawText(QRectF(rect.left(), rect.top(), rect.width(), kLineHeight),
                     Qt::AlignLeft | Qt::AlignVCenter,
                     QObject::tr("What these numbers are, and what was not measured"));
    painter.setFont(pictureFont(12));
    painter.setPen(m_theme.muted);
    double y = rect.top() + 1.4 * kLineHeight;
    for (const QString& fact : m_parts->facts) {
        const double height = pictureTextHeight(fact, pictureFont(12), rect.width());
        painter.drawText(QRectF(rect.left(), y, rect.width(), height), Qt::TextWordWrap, fact);
        y += height + 4;
    }
}

void Picture::paint(QCPPainter& painter) {
    const Parts& parts = *m_parts;
    painter.fillRect(QRectF(QPointF(0, 0), QSizeF(size())), m_theme.surface);
    paintHeader(painter);
    {
        const SavedPainter saved(painter);
        painter.setFont(pictureFont(12));
        std::optional<std::size_t> phase;
        if (m_session.selection().kind == Selection::Kind::Phase)
            phase = m_session.selection().index;
        paintPhaseBar(
            painter,
            QRectF(kMargin, parts.phasesTop, parts.textWidth, parts.timelineTop - parts.phasesTop - kGap),
            m_session.startup(), m_theme, phase);
    }
    {
        const SavedPainter saved(painter);
        painter.setFont(pictureFont(12));
        painter.translate(kMargin, parts.timelineTop);
        parts.timeline->paintTo(painter, static_cast<int>(parts.textWidth));
    }
    const double column = parts.textWidth / 2 - kGap;
    const double height = parts.legendTop - parts.tablesTop;
    paintHeaviest(painter, QRectF(kMargin, parts.tablesTop, column, height));
    paintFacts(painter, QRectF(kMargin + column + 2 * kGap, parts.tablesTop, column, height));
    painter.setFont(pictureFont(12));
    paintLegend(painter, QRectF(kMargin, parts.legendTop, parts.textWidth, 24), m_theme,
                m_session.startup().trace != nullptr,
                !m_session.startup().trace || !m_session.startup().inits.empty());
}

PicturePage Picture::page() {
    return {size(), m_parts->title, m_parts->source, m_theme.surface,
            [this](QCPPainter& painter) { paint(painter); }};
}

QByteArray Picture::svg() {
    return svgOf(page());
}

QImage Picture::image(double scale) {
    return imageOf(page(), scale);
}

QByteArray Picture::png(double scale) {
    return pngOf(page(), scale);
}

} // namespace rt0::ui
