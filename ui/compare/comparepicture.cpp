#include "compare/comparepicture.h"

#include "analysis/compare/statistics.h"
#include "compare/comparewords.h"
#include "compare/timelinespage.h"
#include "text.h"
#include "timeline/timelineplot.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>

namespace rt0::ui {
namespace {

constexpr double kMargin = 28;
constexpr double kGap = 18;
constexpr double kLine = 19;
constexpr double kPhaseRow = 30;
constexpr std::size_t kPackages = 14;
constexpr std::size_t kBuildChanges = 14;
constexpr int kVerticalCentre = Qt::AlignVCenter;

QString tr(const char* text) {
    return QCoreApplication::translate("Compare", text);
}

double largestOf(const std::vector<compare::PhaseDifference>& phases) {
    double largest = 1;
    for (const compare::PhaseDifference& phase : phases)
        for (const compare::Measured* side : {&phase.time.before, &phase.time.after}) {
            const auto interval = compare::medianInterval(side->samples);
            largest = std::max({largest, side->median, interval ? interval->hi : 0});
        }
    return largest;
}

/// What changed, the heaviest first.
std::vector<const compare::PackageDifference*> heaviest(const compare::Comparison& comparison) {
    std::vector<const compare::PackageDifference*> packages;
    for (const compare::PackageDifference& package : comparison.packages)
        if (const InitChange change = changeOf(package, comparison);
            change != InitChange::Same && change != InitChange::Moved)
            packages.push_back(&package);
    std::ranges::stable_sort(packages, std::ranges::greater(), [](const compare::PackageDifference* package) {
        return std::abs(weightOf(*package));
    });
    packages.resize(std::min(packages.size(), kPackages));
    return packages;
}

} // namespace

struct ComparePicture::Parts {
    QString title;
    QString source;
    QString sentence;
    QStringList remarks; ///< the control, then warnings
    std::vector<const compare::PackageDifference*> packages;
    std::unique_ptr<TimelinePlot> timeline;
    double width = 0;
    double textWidth = 0;
    double phasesTop = 0;
    double timelineTop = 0;
    double tablesTop = 0;
    double legendTop = 0;
    double height = 0;
};

ComparePicture::ComparePicture(CompareState& state, const Theme& theme, int width)
    : m_state(state), m_theme(theme), m_parts(std::make_unique<Parts>()) {
    const compare::Comparison& comparison = state.comparison();
    Parts& parts = *m_parts;
    parts.title = QStringLiteral("A  %1   ⇄   B  %2")
                      .arg(toQString(comparison.before.label), toQString(comparison.after.label));
    parts.source = tr("A: %1 · B: %2 · aligned at %3")
                       .arg(toQString(comparison.before.path), toQString(comparison.after.path),
                            toQString(std::string(nameOf(state.alignment()))));
    parts.sentence = verdictSentence(comparison);
    if (const QString control = controlText(comparison); !control.isEmpty())
        parts.remarks << control;
    for (const QString& warning : warningsOf(comparison))
        parts.remarks << QStringLiteral("⚠ ") + warning;
    parts.packages = heaviest(comparison);
    parts.timeline = std::make_unique<TimelinePlot>(state.timeline());
    parts.timeline->setFont(pictureFont(12));
    parts.timeline->setTheme(theme);
    measure(width);
}

ComparePicture::~ComparePicture() = default;

void ComparePicture::measure(int width) {
    Parts& parts = *m_parts;
    parts.width = width;
    parts.textWidth = width - 2 * kMargin;
    double y = kMargin + 56 + pictureTextHeight(parts.sentence, pictureFont(17, true), parts.textWidth) + 6;
    for (const QString& remark : parts.remarks)
        y += pictureTextHeight(remark, pictureFont(12), parts.textWidth) + 3;
    parts.phasesTop = y + kGap;
    parts.timelineTop =
        parts.phasesTop + kLine + kPhaseRow * static_cast<double>(m_state.comparison().phases.size()) + kGap;
    parts.legendTop = parts.timelineTop + parts.timeline->pictureHeight() + 4;
    parts.tablesTop = parts.legendTop + 24 + kGap;
    const std::size_t changes = std::min(kBuildChanges, m_state.comparison().buildChanges.size());
    const auto rows = static_cast<double>(std::max({parts.packages.size(), changes, std::size_t{1}}));
    parts.height = parts.tablesTop + (rows + 2.6) * kLine + kMargin;
}

QSize ComparePicture::size() const {
    return {static_cast<int>(m_parts->width), static_cast<int>(std::ceil(m_parts->height))};
}

PicturePage ComparePicture::page() {
    return {size(), m_parts->title, m_parts->source, m_theme.surface,
            [this](QCPPainter& painter) { paint(painter); }};
}

void ComparePicture::paintHeader(QCPPainter& painter) const {
    const Parts& parts = *m_parts;
    const QRectF line(kMargin, kMargin, parts.textWidth, 28);
    painter.setFont(pictureFont(12));
    painter.setPen(m_theme.muted);
    painter.drawText(line, Qt::AlignRight | kVerticalCentre,
                     QStringLiteral("rt0scope %1").arg(QCoreApplication::applicationVersion()));
    painter.drawText(
        line.translated(0, 24), Qt::AlignLeft | kVerticalCentre,
        painter.fontMetrics().elidedText(parts.source, Qt::ElideMiddle, static_cast<int>(parts.textWidth)));
    painter.setFont(pictureFont(20, true));
    painter.setPen(m_theme.text);
    painter.drawText(line, Qt::AlignLeft | kVerticalCentre,
                     painter.fontMetrics().elidedText(parts.title, Qt::ElideMiddle,
                                                      static_cast<int>(parts.textWidth) - 120));
    double y = kMargin + 56;
    const auto paragraph = [&](const QString& text, const QFont& font, double gap) {
        const double height = pictureTextHeight(text, font, parts.textWidth);
        painter.setFont(font);
        painter.drawText(QRectF(kMargin, y, parts.textWidth, height), Qt::TextWordWrap, text);
        y += height + gap;
    };
    paragraph(parts.sentence, pictureFont(17, true), 6);
    for (const QString& remark : parts.remarks)
        paragraph(remark, pictureFont(12), 3);
}

/// Two bars a phase with their 95 % intervals; at the right both medians and what they say.
void ComparePicture::paintPhases(QCPPainter& painter, const QRectF& rect) const {
    const auto& phases = m_state.comparison().phases;
    const double largest = largestOf(phases);
    const double names = 130;
    const double words = std::min(520.0, rect.width() * 0.4);
    const QRectF bars(rect.left() + names, rect.top() + kLine, rect.width() - names - words - 16, 0);
    painter.setFont(pictureFont(13, true));
    painter.setPen(m_theme.text);
    painter.drawText(QRectF(rect.left(), rect.top(), rect.width(), kLine), Qt::AlignLeft | kVerticalCentre,
                     tr("Phases: median and its 95 % interval"));
    painter.setFont(pictureFont(12));
    for (std::size_t i = 0; i < phases.size(); ++i) {
        const compare::Difference& time = phases[i].time;
        const double top = bars.top() + kPhaseRow * static_cast<double>(i);
        painter.setPen(m_theme.text);
        painter.drawText(QRectF(rect.left(), top, names - 8, kPhaseRow), Qt::AlignLeft | kVerticalCentre,
                         toQString(phases[i].name));
        const auto x = [&](double value) { return bars.left() + bars.width() * value / largest; };
        for (const auto& [side, offset, colour] :
             {std::tuple{&time.before, 3.0, m_theme.sideA}, std::tuple{&time.after, 16.0, m_theme.sideB}}) {
            if (!side->known())
                continue;
            painter.fillRect(
                QRectF(bars.left(), top + offset, std::max(1.0, x(side->median) - bars.left()), 11), colour);
            painter.setPen(QPen(m_theme.text, 1));
            const double y = top + offset + 5.5;
            const auto interval = compare::medianInterval(side->samples);
            if (!interval)
                continue;
            painter.drawLine(QLineF(x(interval->lo), y, x(interval->hi), y));
            for (const double end : {interval->lo, interval->hi})
                painter.drawLine(QLineF(x(end), y - 3, x(end), y + 3));
        }
        const InitChange change = changeOf(time);
        QStringList text{QStringLiteral("A %1 → B %2")
                             .arg(measuredText(time.before, time.unit), measuredText(time.after, time.unit)),
                         changeText(change, tested(time)) + QLatin1Char(' ') + deltaText(time)};
        if (time.ratio)
            text << ratioText(time) +
                        (time.interval ? QStringLiteral(" [%1]").arg(intervalText(time)) : QString());
        painter.drawText(QRectF(rect.right() - words, top, words, kPhaseRow), Qt::AlignLeft | kVerticalCentre,
                         painter.fontMetrics().elidedText(text.join(QStringLiteral(" · ")), Qt::ElideRight,
                                                          static_cast<int>(words)));
    }
}

void ComparePicture::paintPackages(QCPPainter& painter, const QRectF& rect) const {
    const compare::Comparison& comparison = m_state.comparison();
    painter.setFont(pictureFont(13, true));
    painter.setPen(m_theme.text);
    painter.drawText(QRectF(rect.left(), rect.top(), rect.width(), kLine), Qt::AlignLeft | kVerticalCentre,
                     tr("Package inits that changed most"));
    painter.setFont(pictureFont(12));
    if (m_parts->packages.empty())
        painter.drawText(QRectF(rect.left(), rect.top() + 1.4 * kLine, rect.width(), kLine),
                         Qt::AlignLeft | kVerticalCentre, tr("~ none that a test can tell"));
    for (std::size_t i = 0; i < m_parts->packages.size(); ++i) {
        const compare::PackageDifference& package = *m_parts->packages[i];
        const InitChange change = changeOf(package, comparison);
        const QRectF row(rect.left(), rect.top() + (static_cast<double>(i) + 1.4) * kLine, rect.width(),
                         kLine);
        painter.fillRect(QRectF(row.left(), row.top() + 4, 8, 11),
                         m_theme.classColour(colourOf(change, 0.7)));
        painter.setPen(m_theme.text);
        painter.drawText(row.adjusted(14, 0, 0, 0), Qt::AlignLeft | kVerticalCentre,
                         changeText(change, tested(package.time)));
        painter.drawText(row.adjusted(110, 0, 0, 0), Qt::AlignLeft | kVerticalCentre,
                         painter.fontMetrics().elidedText(toQString(package.importPath), Qt::ElideLeft,
                                                          static_cast<int>(row.width() - 110 - 240)));
        painter.drawText(row, Qt::AlignRight | kVerticalCentre,
                         QStringLiteral("%1 → %2%3")
                             .arg(measuredText(package.time.before, package.time.unit),
                                  measuredText(package.time.after, package.time.unit),
                                  package.time.bothKnown()
                                      ? QStringLiteral("  (%1)").arg(deltaText(package.time))
                                      : QString()));
    }
}

void ComparePicture::paintBuilds(QCPPainter& painter, const QRectF& rect) const {
    const auto& changes = m_state.comparison().buildChanges;
    painter.setFont(pictureFont(13, true));
    painter.setPen(m_theme.text);
    painter.drawText(QRectF(rect.left(), rect.top(), rect.width(), kLine), Qt::AlignLeft | kVerticalCentre,
                     tr("What differs in the builds"));
    painter.setFont(pictureFont(12));
    QStringList lines;
    for (std::size_t i = 0; i < std::min(kBuildChanges, changes.size()); ++i)
        lines << QStringLiteral("%1: %2 → %3")
                     .arg(toQString(changes[i].name),
                          changes[i].before.empty() ? QStringLiteral("–") : toQString(changes[i].before),
                          changes[i].after.empty() ? QStringLiteral("–") : toQString(changes[i].after));
    if (changes.size() > kBuildChanges)
        lines << tr("and %1 more").arg(changes.size() - kBuildChanges);
    if (changes.empty())
        lines << tr("nothing known: both say the same, or a log tells nothing of its build");
    for (qsizetype i = 0; i < lines.size(); ++i)
        painter.drawText(
            QRectF(rect.left(), rect.top() + (static_cast<double>(i) + 1.4) * kLine, rect.width(), kLine),
            Qt::AlignLeft | kVerticalCentre,
            painter.fontMetrics().elidedText(lines[i], Qt::ElideRight, static_cast<int>(rect.width())));
}

void ComparePicture::paint(QCPPainter& painter) {
    const Parts& parts = *m_parts;
    painter.fillRect(QRectF(QPointF(0, 0), QSizeF(size())), m_theme.surface);
    paintHeader(painter);
    paintPhases(painter,
                QRectF(kMargin, parts.phasesTop, parts.textWidth, parts.timelineTop - parts.phasesTop));
    {
        const SavedPainter saved(painter);
        painter.setFont(pictureFont(12));
        painter.translate(kMargin, parts.timelineTop);
        parts.timeline->paintTo(painter, static_cast<int>(parts.textWidth));
    }
    painter.setFont(pictureFont(12));
    paintChangeLegend(painter, QRectF(kMargin, parts.legendTop, parts.textWidth, 24), m_theme);
    const double column = parts.textWidth * 0.6 - kGap;
    paintPackages(painter, QRectF(kMargin, parts.tablesTop, column, 0));
    paintBuilds(painter,
                QRectF(kMargin + column + 2 * kGap, parts.tablesTop, parts.textWidth - column - 2 * kGap, 0));
}

} // namespace rt0::ui
