#include "overview/phasebar.h"

#include "hatch.h"
#include "session.h"
#include "text.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>
#include <array>

namespace rt0::ui {
namespace {

constexpr double kHatchedWidth = 150;
constexpr double kSmallestMeasured = 14;
constexpr double kBarHeight = 34;
constexpr double kGap = 2;
constexpr double kLeader = 16; ///< height of the lines that lead to labels

std::vector<PhaseSegment> stretches(const Startup& startup) {
    std::vector<PhaseSegment> segments;
    for (std::size_t i = 0; i < startup.phases.size(); ++i) {
        const bool measured = startup.phases[i].measured;
        if (!measured && !segments.empty() && !segments.back().measured)
            segments.back().end = i + 1;
        else
            segments.push_back({i, i + 1, measured, 0, 0});
    }
    return segments;
}

double length_ns(const Startup& startup, const PhaseSegment& segment) {
    return std::max(1.0, static_cast<double>(startup.phases[segment.first].drawn.length().count()));
}

void paintNotMeasured(QPainter& painter, const QRectF& bar, const QColor& colour) {
    paintHatch(painter, bar, colour);
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(bar);
}

QString segmentName(const Startup& startup, const PhaseSegment& segment) {
    QStringList names;
    for (std::size_t i = segment.first; i < segment.end; ++i)
        names << toQString(startup.phases[i].name);
    return names.join(QStringLiteral(", "));
}

QString segmentTime(const Startup& startup, const PhaseSegment& segment) {
    if (!segment.measured)
        return QCoreApplication::translate("PhaseBar", "not measured");
    const Phase& phase = startup.phases[segment.first];
    if (phase.id == PhaseId::Ready) // a moment
        return QCoreApplication::translate("PhaseBar", "at %1").arg(durationText(phase.start.middle()));
    return phase.overRuns.runs > 0 ? durationText(phase.overRuns.median) : boundsText(phase.duration);
}

/// Name and time; of a stretch of phases the words "not measured" come first, for its names may need all the
/// room.
void paintLabel(QPainter& painter, const QRectF& rect, const Startup& startup, const PhaseSegment& segment,
                const Theme& theme) {
    struct Line {
        QString text;
        QColor colour;
    };
    std::array lines{Line{segmentName(startup, segment), theme.text},
                     Line{segmentTime(startup, segment), theme.muted}};
    if (!segment.measured)
        std::swap(lines[0], lines[1]);
    const int flags = static_cast<int>(Qt::AlignLeft | Qt::AlignTop) | Qt::TextWordWrap;
    double y = rect.top();
    for (const Line& line : lines) {
        const QRectF room(rect.left(), y, rect.width(), std::max(0.0, rect.bottom() - y));
        painter.setPen(line.colour);
        painter.drawText(room, flags, line.text);
        y += painter.boundingRect(room, flags, line.text).height();
    }
}

/// Where the labels stand. A narrow phase lends its label the room of its neighbour: the label stands above
/// the next one's. Where there are many of them, all labels get equal shares of the width.
struct LabelRow {
    std::vector<QRectF> rooms;
    bool leaders = false; ///< a line leads from each phase to its label
};

LabelRow layOutLabels(const QRectF& rect, const std::vector<PhaseSegment>& segments) {
    constexpr double smallestLabel = 104;
    constexpr double farAway = 150;
    LabelRow row;
    double from = rect.left();
    for (std::size_t i = 0; i < segments.size(); ++i) {
        const double begin = std::max(from, rect.left() + segments[i].x);
        row.leaders |= begin - rect.left() - segments[i].x > farAway;
        const double own = rect.left() + segments[i].x + segments[i].width;
        const double end =
            i + 1 == segments.size() ? rect.right() : begin + std::max(own - begin, smallestLabel);
        row.rooms.emplace_back(begin, rect.top() + kBarHeight + 6, end - begin - 8,
                               rect.height() - kBarHeight - 6);
        from = end;
    }
    if (!row.leaders)
        return row;
    const double share = rect.width() / static_cast<double>(segments.size());
    for (std::size_t i = 0; i < segments.size(); ++i)
        row.rooms[i] = QRectF(rect.left() + share * static_cast<double>(i), rect.top() + kBarHeight + kLeader,
                              share - 8, rect.height() - kBarHeight - kLeader);
    return row;
}

void paintLabels(QPainter& painter, const QRectF& rect, const Startup& startup,
                 const std::vector<PhaseSegment>& segments, const Theme& theme) {
    const LabelRow row = layOutLabels(rect, segments);
    for (std::size_t i = 0; i < segments.size(); ++i) {
        if (row.leaders) {
            painter.setPen(theme.muted);
            painter.drawLine(
                QPointF(rect.left() + segments[i].x + segments[i].width / 2, rect.top() + kBarHeight + 3),
                row.rooms[i].topLeft() + QPointF(6, -1));
        }
        paintLabel(painter, row.rooms[i], startup, segments[i], theme);
    }
}

} // namespace

std::vector<PhaseSegment> layOutPhases(const Startup& startup, double width) {
    std::vector<PhaseSegment> segments = stretches(startup);
    double sum_ns = 0;
    double left = width - kGap * static_cast<double>(segments.size() - 1);
    const auto hatched = std::count_if(segments.begin(), segments.end(), [](auto& s) { return !s.measured; });
    const bool any = static_cast<std::size_t>(hatched) < segments.size();
    const double hatchedWidth = any ? std::min(kHatchedWidth, left / (2.0 * static_cast<double>(hatched)))
                                    : left / static_cast<double>(hatched);
    for (const PhaseSegment& segment : segments) {
        if (!segment.measured)
            left -= hatchedWidth;
        else
            sum_ns += length_ns(startup, segment);
    }
    // The shortest phases keep a visible width; the others share what remains.
    const auto small = [&](const PhaseSegment& s) {
        return length_ns(startup, s) / sum_ns * left < kSmallestMeasured;
    };
    double shared_ns = 0;
    double shared = left;
    for (const PhaseSegment& segment : segments)
        if (segment.measured)
            small(segment) ? shared -= kSmallestMeasured : shared_ns += length_ns(startup, segment);
    double x = 0;
    for (PhaseSegment& segment : segments) {
        if (!segment.measured)
            segment.width = hatchedWidth;
        else
            segment.width =
                small(segment) ? kSmallestMeasured : length_ns(startup, segment) / shared_ns * shared;
        segment.x = x;
        x += segment.width + kGap;
    }
    return segments;
}

double phaseBarHeight(const QFontMetricsF& metrics) {
    return kBarHeight + kLeader + 4 * metrics.lineSpacing();
}

void paintPhaseBar(QPainter& painter, const QRectF& rect, const Startup& startup, const Theme& theme,
                   std::optional<std::size_t> selected) {
    const auto segments = layOutPhases(startup, rect.width() - 1); // the last outline needs its pixel
    for (std::size_t i = 0; i < segments.size(); ++i) {
        const PhaseSegment& segment = segments[i];
        const QRectF bar(rect.left() + segment.x, rect.top() + 1, segment.width, kBarHeight);
        const bool runtime = startup.phases[segment.first].id == PhaseId::RuntimeInit;
        const auto colour = theme.classColour(
            static_cast<std::uint8_t>(runtime ? ColourClass::RuntimeInit : ColourClass::PackageInit));
        if (segment.measured)
            painter.fillRect(bar, colour);
        else
            paintNotMeasured(painter, bar, theme.hatch);
        if (selected && segment.first <= *selected && *selected < segment.end) {
            painter.setPen(QPen(theme.accent, 2));
            painter.setBrush(Qt::NoBrush);
            painter.drawRect(bar.adjusted(1, 1, -1, -1));
        }
    }
    paintLabels(painter, rect, startup, segments, theme);
}

PhaseBar::PhaseBar(Session& session, QWidget* parent)
    : QWidget(parent), m_session(session), m_theme(lightTheme()) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Phases from exec to ready"));
    connect(&session, &Session::startupChanged, this, qOverload<>(&QWidget::update));
    connect(&session, &Session::selectionChanged, this, qOverload<>(&QWidget::update));
}

void PhaseBar::setTheme(const Theme& theme) {
    m_theme = theme;
    update();
}

QSize PhaseBar::sizeHint() const {
    return {400, static_cast<int>(phaseBarHeight(QFontMetricsF(font())))};
}

void PhaseBar::paintEvent(QPaintEvent*) {
    if (m_session.empty())
        return;
    QPainter painter(this);
    std::optional<std::size_t> selected;
    if (m_session.selection().kind == Selection::Kind::Phase)
        selected = m_session.selection().index;
    paintPhaseBar(painter, rect(), m_session.startup(), m_theme, selected);
}

const PhaseSegment* PhaseBar::segmentAt(double x, const std::vector<PhaseSegment>& segments) const {
    const auto found = std::find_if(segments.begin(), segments.end(),
                                    [x](const PhaseSegment& s) { return s.x <= x && x < s.x + s.width; });
    return found == segments.end() ? nullptr : &*found;
}

void PhaseBar::mousePressEvent(QMouseEvent* event) {
    if (m_session.empty())
        return;
    const auto segments = layOutPhases(m_session.startup(), width());
    if (const PhaseSegment* segment = segmentAt(event->position().x(), segments))
        m_session.select({Selection::Kind::Phase, segment->first});
}

bool PhaseBar::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip || m_session.empty())
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const auto segments = layOutPhases(m_session.startup(), width());
    if (const PhaseSegment* segment = segmentAt(help->pos().x(), segments)) {
        QStringList lines;
        for (std::size_t i = segment->first; i < segment->end; ++i) {
            const Phase& phase = m_session.startup().phases[i];
            const QString further = !phase.measured           ? toQString(phase.howToMeasure)
                                    : phase.overRuns.runs > 0 ? statisticsText(phase.overRuns)
                                                              : QString();
            lines << QStringLiteral("<b>%1</b>: %2 %3")
                         .arg(toQString(phase.name).toHtmlEscaped(),
                              toQString(phase.description).toHtmlEscaped(), further.toHtmlEscaped());
        }
        QToolTip::showText(help->globalPos(), lines.join(QStringLiteral("<br>")), this);
    }
    return true;
}

} // namespace rt0::ui
