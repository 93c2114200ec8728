#include "export/pagepainter.h"

#include <QApplication>
#include <QBuffer>
#include <QFontInfo>
#include <QSvgGenerator>
#include <qcustomplot.h>

namespace rt0::ui {
namespace {

constexpr double kLargestSide = 16384; ///< pixels
constexpr double kLargestArea = 268e6; ///< pixels: a gigabyte while it is painted

} // namespace

QFont pictureFont(int pixels, bool bold) {
    QFont font(QFontInfo(QApplication::font()).family());
    font.setPixelSize(pixels);
    font.setBold(bold);
    return font;
}

double pictureTextHeight(const QString& text, const QFont& font, double width) {
    const QRectF room(0, 0, width, 1000);
    return QFontMetricsF(font).boundingRect(room, Qt::TextWordWrap, text).height();
}

SavedPainter::SavedPainter(QPainter& painter) : m_painter(painter) {
    m_painter.save();
}

SavedPainter::~SavedPainter() {
    m_painter.restore();
}

QByteArray svgOf(const PicturePage& page) {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setResolution(96);
    generator.setSize(page.size);
    generator.setViewBox(QRect(QPoint(0, 0), page.size));
    // QSvgGenerator writes these two as they are.
    generator.setTitle(page.title.toHtmlEscaped());
    generator.setDescription(page.source.toHtmlEscaped());
    QCPPainter painter(&generator);
    page.paint(painter);
    painter.end();
    return bytes;
}

QImage imageOf(const PicturePage& page, double scale) {
    const QSizeF plain(page.size);
    const double limit = std::min(kLargestSide / std::max(plain.width(), plain.height()),
                                  std::sqrt(kLargestArea / (plain.width() * plain.height())));
    const double factor = std::min(std::max(scale, 0.1), limit);
    QImage image((plain * factor).toSize(), QImage::Format_RGB32);
    image.fill(page.background);
    QCPPainter painter(&image);
    painter.setRenderHint(QPainter::TextAntialiasing);
    painter.scale(factor, factor);
    page.paint(painter);
    painter.end();
    return image;
}

QByteArray pngOf(const PicturePage& page, double scale) {
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QImage picture = imageOf(page, scale);
    picture.setText(QStringLiteral("Title"), page.title);
    picture.setText(QStringLiteral("Source"), page.source);
    picture.save(&buffer, "PNG");
    return bytes;
}

} // namespace rt0::ui
