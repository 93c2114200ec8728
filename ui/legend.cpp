#include "legend.h"

#include "analysis/lanes.h"
#include "hatch.h"
#include "timeline/traceparts.h"

#include <QPainter>
#include <vector>

namespace rt0::ui {
namespace {

enum class Swatch { Plain, Uncertain, NotMeasured };

struct Entry {
    Swatch swatch;
    std::uint8_t colour; ///< class
    QString text;
};

std::uint8_t code(ColourClass c) {
    return static_cast<std::uint8_t>(c);
}

std::uint8_t code(TraceColour c) {
    return static_cast<std::uint8_t>(c);
}

std::vector<Entry> entriesOf(bool trace, bool logs) {
    std::vector<Entry> entries;
    if (trace)
        entries = {{Swatch::Plain, code(TraceColour::Running), QObject::tr("running")},
                   {Swatch::Plain, code(TraceColour::Runnable), QObject::tr("runnable")},
                   {Swatch::Plain, code(TraceColour::Waiting), QObject::tr("waiting")},
                   {Swatch::Plain, code(TraceColour::Syscall), QObject::tr("system call")},
                   {Swatch::Plain, code(TraceColour::Gc), QObject::tr("GC")},
                   {Swatch::Plain, code(TraceColour::Stw), QObject::tr("world stopped")}};
    if (logs) {
        entries.push_back(
            {Swatch::Plain, code(ColourClass::PackageInit), QObject::tr("ran here for certain")});
        entries.push_back({Swatch::Uncertain, code(ColourClass::PackageInit),
                           QObject::tr("ran this long, anywhere within the whisker")});
    }
    if (logs && !trace) {
        entries.push_back({Swatch::Plain, code(ColourClass::Stw), QObject::tr("world stopped")});
        entries.push_back({Swatch::Plain, code(ColourClass::GcMark), QObject::tr("concurrent mark")});
    }
    entries.push_back({Swatch::NotMeasured, 0, QObject::tr("not measured")});
    return entries;
}

void paintSwatch(QPainter& painter, const QRectF& rect, const Entry& entry, const Theme& theme) {
    if (entry.swatch == Swatch::NotMeasured)
        return paintHatch(painter, rect, theme.hatch);
    painter.fillRect(rect, theme.classColour(entry.colour));
    if (entry.swatch != Swatch::Uncertain)
        return;
    QColor pale = theme.surface;
    pale.setAlpha(140);
    painter.fillRect(rect, pale);
    painter.setPen(theme.text);
    painter.drawLine(QLineF(rect.left() - 4, rect.bottom() - 3, rect.right() + 4, rect.bottom() - 3));
}

} // namespace

void paintLegend(QPainter& painter, const QRectF& rect, const Theme& theme, bool trace, bool logs) {
    double x = rect.left();
    for (const Entry& entry : entriesOf(trace, logs)) {
        const QRectF box(x, rect.center().y() - 6, 22, 12);
        const double width = painter.fontMetrics().horizontalAdvance(entry.text) + 4;
        if (box.right() + 8 + width > rect.right())
            return;
        paintSwatch(painter, box, entry, theme);
        painter.setPen(theme.text);
        painter.drawText(QRectF(box.right() + 8, rect.top(), width, rect.height()),
                         Qt::AlignLeft | Qt::AlignVCenter, entry.text);
        x = box.right() + 8 + width + 22;
    }
}

Legend::Legend(QWidget* parent) : QWidget(parent) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void Legend::setTheme(const Theme& theme) {
    m_theme = theme;
    update();
}

void Legend::setContent(bool trace, bool logs) {
    m_trace = trace;
    m_logs = logs;
    update();
}

void Legend::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.surface);
    paintLegend(painter, QRectF(rect()).adjusted(12, 0, -8, 0), m_theme, m_trace, m_logs);
}

} // namespace rt0::ui
