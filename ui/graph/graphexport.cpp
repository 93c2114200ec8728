#include "graph/graphexport.h"

#include "export/pagepainter.h"
#include "text.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QFontMetricsF>
#include <QImage>
#include <algorithm>
#include <cmath>
#include <qcustomplot.h>

namespace rt0::ui {
namespace {

constexpr double kMargin = 24;
constexpr double kTitle = 28;
constexpr double kLine = 19;
constexpr double kNarrowest = 760; ///< pixels: room for the legend

/// What lies where.
struct Sheet {
    explicit Sheet(const GraphSheet& sheet);

    QRectF part;
    double width = 0;
    double textWidth = 0;
    double captionHeight = 0;
    double graphTop = 0;
    double legendTop = 0;
    double legendHeight = 0;
    double height = 0;
    QString caption;

    QSize size() const { return {static_cast<int>(std::ceil(width)), static_cast<int>(std::ceil(height))}; }
};

Sheet::Sheet(const GraphSheet& sheet) {
    const QRectF all(QPointF(0, 0), sheet.picture->size());
    part = sheet.part ? sheet.part->intersected(all) : all;
    width = std::max(part.width(), kNarrowest) + 2 * kMargin;
    textWidth = width - 2 * kMargin;
    const GraphScene& scene = sheet.picture->scene();
    caption =
        (scene.inferred ? QCoreApplication::translate("Graph", "Inferred from the binary. ") : QString()) +
        toQString(scene.caption) + QStringLiteral(". ") + sheet.source;
    const QRectF room(0, 0, textWidth, 1000);
    captionHeight =
        QFontMetricsF(sheet.style.font(12)).boundingRect(room, Qt::TextWordWrap, caption).height();
    graphTop = kMargin + kTitle + captionHeight + 14;
    legendTop = graphTop + part.height() + 14;
    legendHeight = graphLegendHeight(textWidth, sheet.style.font(12), scene, sheet.style);
    height = legendTop + legendHeight + kMargin / 2;
}

void paintSheet(QPainter& painter, const GraphSheet& what, const Sheet& sheet) {
    const Theme& theme = what.style.theme();
    painter.fillRect(QRectF(QPointF(0, 0), QSizeF(sheet.size())), theme.surface);
    const QRectF line(kMargin, kMargin, sheet.textWidth, kTitle - 6);
    painter.setPen(theme.muted);
    painter.setFont(what.style.font(12));
    painter.drawText(line, Qt::AlignRight | Qt::AlignVCenter,
                     QStringLiteral("rt0scope %1").arg(QCoreApplication::applicationVersion()));
    painter.drawText(QRectF(kMargin, kMargin + kTitle, sheet.textWidth, sheet.captionHeight + 2),
                     Qt::TextWordWrap, sheet.caption);
    painter.setPen(theme.text);
    painter.setFont(what.style.font(19, true));
    painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter, what.title);

    painter.save();
    painter.translate((sheet.width - sheet.part.width()) / 2 - sheet.part.left(),
                      sheet.graphTop - sheet.part.top());
    // An SVG knows no clipping: nodes that are cut are left whole there.
    painter.setClipRect(sheet.part);
    paintGraph(painter, *what.picture, what.style, what.marks, sheet.part, 1);
    painter.restore();
    painter.setFont(what.style.font(12));
    paintGraphLegend(painter, QRectF(kMargin, sheet.legendTop, sheet.textWidth, sheet.legendHeight),
                     what.picture->scene(), what.style);
}

/// Both must outlive the page.
PicturePage pageOf(const GraphSheet& what, const Sheet& sheet) {
    return {sheet.size(), what.title, sheet.caption, what.style.theme().surface,
            [&](QCPPainter& painter) { paintSheet(painter, what, sheet); }};
}

} // namespace

QByteArray graphSvg(const GraphSheet& what) {
    const Sheet sheet(what);
    return svgOf(pageOf(what, sheet));
}

QByteArray graphPng(const GraphSheet& what, double scale) {
    const Sheet sheet(what);
    QImage image = imageOf(pageOf(what, sheet), scale);
    image.setText(QStringLiteral("Title"), what.title);
    image.setText(QStringLiteral("Description"), sheet.caption);
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, "PNG");
    return bytes;
}

} // namespace rt0::ui
