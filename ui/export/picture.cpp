#include "export/picture.h"

#include "analysis/blame.h"
#include "analysis/lanes.h"
#include "analysis/rangetext.h"
#include "analysis/verdict.h"
#include "base/format.h"
#include "legend.h"
#include "overview/phasebar.h"
#include "text.h"
#include "timeline/timelineplot.h"

#include <QApplication>
#include <QBuffer>
#include <QFileInfo>
#include <QFontInfo>
#include <QSvgGenerator>
#include <array>

namespace rt0::ui {
namespace {

constexpr double kMargin = 28;
constexpr double kGap = 16;
constexpr double kLineHeight = 19;
constexpr double kLargestSide = 16384; ///< pixels
constexpr double kLargestArea = 268e6; ///< pixels: a gigabyte while it is painted
constexpr std::size_t kHeaviest = 10;

QFont textFont(int pixels, bool bold = false) {
    // A real family, so that an SVG names one that exists.
    QFont font(QFontInfo(QApplication::font()).family());
    font.setPixelSize(pixels);
    font.setBold(bold);
    return font;
}

double textHeight(const QString& text, const QFont& font, double width) {
    const QRectF room(0, 0, width, 1000);
    return QFontMetricsF(font).boundingRect(room, Qt::TextWordWrap, text).height();
}

/// Gives the painter back as it was: clipping and pens of one part must not reach the next.
class Saved {
public:
    explicit Saved(QPainter& painter) : m_painter(painter) { m_painter.save(); }
    ~Saved() { m_painter.restore(); }
    Saved(const Saved&) = delete;
    Saved& operator=(const Saved&) = delete;

private:
    QPainter& m_painter;
};

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
    parts.timeline->setFont(textFont(12));
    parts.timeline->setTheme(theme);

    parts.verdictTop = kMargin + 30 + 20 + kGap;
    double y = parts.verdictTop + textHeight(parts.sentence, textFont(17, true), parts.textWidth) + 4;
    if (!parts.detail.isEmpty())
        y += textHeight(parts.detail, textFont(13), parts.textWidth);
    parts.phasesTop = y + kGap;
    parts.timelineTop = parts.phasesTop + phaseBarHeight(QFontMetricsF(textFont(12))) + kGap;
    parts.tablesTop = parts.timelineTop + parts.timeline->pictureHeight() + kGap;
    const double column = parts.textWidth / 2 - kGap;
    double factsHeight = 1.4 * kLineHeight;
    for (const QString& fact : parts.facts)
        factsHeight += textHeight(fact, textFont(12), column) + 4;
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
    painter.setFont(textFont(12));
    painter.setPen(m_theme.muted);
    painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter,
                     QStringLiteral("rt0scope %1").arg(QCoreApplication::applicationVersion()));
    painter.drawText(line.translated(0, 28), Qt::AlignLeft | Qt::AlignVCenter,
                     QFontMetricsF(textFont(12)).elidedText(parts.source, Qt::ElideMiddle, parts.textWidth));
    painter.setFont(textFont(20, true));
    painter.setPen(m_theme.text);
    painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter, parts.title);
    const double height = textHeight(parts.sentence, textFont(17, true), parts.textWidth);
    painter.setFont(textFont(17, true));
    painter.drawText(QRectF(kMargin, parts.verdictTop, parts.textWidth, height), Qt::TextWordWrap,
                     parts.sentence);
    painter.setFont(textFont(13));
    painter.drawText(QRectF(kMargin, parts.verdictTop + height + 4, parts.textWidth, 400), Qt::TextWordWrap,
                     parts.detail);
}

void Picture::paintHeaviest(QCPPainter& painter, const QRectF& rect) {
    const Startup& startup = m_session.startup();
    if (startup.inits.empty())
        return;
    const InitTotals totals = initTotals(startup);
    const auto order = blameOrder(startup, BlameBy::Time);
    painter.setFont(textFont(13, true));
    painter.setPen(m_theme.text);
    painter.drawText(QRectF(rect.left(), rect.top(), rect.width(), kLineHeight),
                     Qt::AlignLeft | Qt::AlignVCenter, QObject::tr("Heaviest package inits"));
    painter.setFont(textFont(12));
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
        const std::array cells{std::pair{boundsText(init.duration), 150.0},
                               std::pair{toQString(formatShare(share)), 80.0},
                               std::pair{bytesText(init.bytes), 0.0}};
        for (const auto& [text, fromRight] : cells)
            painter.drawText(row.adjusted(0, 0, -fromRight, 0), Qt::AlignRight | Qt::AlignVCenter, text);
    }
}

void Picture::paintFacts(QCPPainter& painter, const QRectF& rect) {
    painter.setFont(textFont(13, true));
    painter.setPen(m_theme.text);
    painter.drawText(QRectF(rect.left(), rect.top(), rect.width(), kLineHeight),
                     Qt::AlignLeft | Qt::AlignVCenter,
                     QObject::tr("What these numbers are, and what was not measured"));
    painter.setFont(textFont(12));
    painter.setPen(m_theme.muted);
    double y = rect.top() + 1.4 * kLineHeight;
    for (const QString& fact : m_parts->facts) {
        const double height = textHeight(fact, textFont(12), rect.width());
        painter.drawText(QRectF(rect.left(), y, rect.width(), height), Qt::TextWordWrap, fact);
        y += height + 4;
    }
}

void Picture::paint(QCPPainter& painter) {
    const Parts& parts = *m_parts;
    painter.fillRect(QRectF(QPointF(0, 0), QSizeF(size())), m_theme.surface);
    paintHeader(painter);
    {
        const Saved saved(painter);
        painter.setFont(textFont(12));
        std::optional<std::size_t> phase;
        if (m_session.selection().kind == Selection::Kind::Phase)
            phase = m_session.selection().index;
        paintPhaseBar(
            painter,
            QRectF(kMargin, parts.phasesTop, parts.textWidth, parts.timelineTop - parts.phasesTop - kGap),
            m_session.startup(), m_theme, phase);
    }
    {
        const Saved saved(painter);
        painter.setFont(textFont(12));
        painter.translate(kMargin, parts.timelineTop);
        parts.timeline->paintTo(painter, static_cast<int>(parts.textWidth));
    }
    const double column = parts.textWidth / 2 - kGap;
    const double height = parts.legendTop - parts.tablesTop;
    paintHeaviest(painter, QRectF(kMargin, parts.tablesTop, column, height));
    paintFacts(painter, QRectF(kMargin + column + 2 * kGap, parts.tablesTop, column, height));
    painter.setFont(textFont(12));
    paintLegend(painter, QRectF(kMargin, parts.legendTop, parts.textWidth, 24), m_theme,
                m_session.startup().trace != nullptr,
                !m_session.startup().trace || !m_session.startup().inits.empty());
}

QByteArray Picture::svg() {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setResolution(96);
    generator.setSize(size());
    generator.setViewBox(QRect(QPoint(0, 0), size()));
    // QSvgGenerator writes these two as they are.
    generator.setTitle(m_parts->title.toHtmlEscaped());
    generator.setDescription(m_parts->source.toHtmlEscaped());
    QCPPainter painter(&generator);
    paint(painter);
    painter.end();
    return bytes;
}

QImage Picture::image(double scale) {
    const QSizeF plain(size());
    const double limit = std::min(kLargestSide / std::max(plain.width(), plain.height()),
                                  std::sqrt(kLargestArea / (plain.width() * plain.height())));
    const double factor = std::min(std::max(scale, 0.1), limit);
    QImage image((QSizeF(size()) * factor).toSize(), QImage::Format_RGB32);
    image.fill(m_theme.surface);
    QCPPainter painter(&image);
    painter.setRenderHint(QPainter::TextAntialiasing);
    painter.scale(factor, factor);
    paint(painter);
    painter.end();
    return image;
}

QByteArray Picture::png(double scale) {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QImage picture = image(scale);
    picture.setText(QStringLiteral("Title"), m_parts->title);
    picture.setText(QStringLiteral("Source"), m_parts->source);
    picture.save(&buffer, "PNG");
    return bytes;
}

} // namespace rt0::ui
