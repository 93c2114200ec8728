#include "legend.h"

#include "analysis/lanes.h"
#include "hatch.h"

#include <QPainter>
#include <array>

namespace rt0::ui {
namespace {

enum class Swatch { Certain, Uncertain, Stw, Mark, NotMeasured };

QColor colourOf(Swatch swatch, const Theme& theme) {
    const auto classColour = [&](ColourClass c) { return theme.classColour(static_cast<std::uint8_t>(c)); };
    if (swatch == Swatch::Stw)
        return classColour(ColourClass::Stw);
    return classColour(swatch == Swatch::Mark ? ColourClass::GcMark : ColourClass::PackageInit);
}

void paintSwatch(QPainter& painter, const QRectF& rect, Swatch swatch, const Theme& theme) {
    if (swatch == Swatch::NotMeasured)
        return paintHatch(painter, rect, theme.hatch);
    painter.fillRect(rect, colourOf(swatch, theme));
    if (swatch != Swatch::Uncertain)
        return;
    QColor pale = theme.surface;
    pale.setAlpha(140);
    painter.fillRect(rect, pale);
    painter.setPen(theme.text);
    painter.drawLine(QLineF(rect.left() - 4, rect.bottom() - 3, rect.right() + 4, rect.bottom() - 3));
}

} // namespace

void paintLegend(QPainter& painter, const QRectF& rect, const Theme& theme) {
    const std::array entries{
        std::pair{Swatch::Certain, QObject::tr("ran here for certain")},
        std::pair{Swatch::Uncertain, QObject::tr("ran this long, anywhere within the whisker")},
        std::pair{Swatch::Stw, QObject::tr("world stopped")},
        std::pair{Swatch::Mark, QObject::tr("concurrent mark")},
        std::pair{Swatch::NotMeasured, QObject::tr("not measured")}};
    double x = rect.left();
    for (const auto& [swatch, text] : entries) {
        const QRectF box(x, rect.center().y() - 6, 22, 12);
        const double width = painter.fontMetrics().horizontalAdvance(text) + 4;
        if (box.right() + 8 + width > rect.right())
            return;
        paintSwatch(painter, box, swatch, theme);
        painter.setPen(theme.text);
        painter.drawText(QRectF(box.right() + 8, rect.top(), width, rect.height()),
                         Qt::AlignLeft | Qt::AlignVCenter, text);
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

void Legend::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.surface);
    paintLegend(painter, QRectF(rect()).adjusted(12, 0, -8, 0), m_theme);
}

} // namespace rt0::ui
