#pragma once

#include "theme.h"

#include <QByteArray>
#include <QFont>
#include <QImage>
#include <QString>
#include <functional>

class QCPPainter;
class QPainter;

/// What all exported pictures share: fonts, limits, the two formats.
namespace rt0::ui {

/// In a real family, so that an SVG names one that exists.
QFont pictureFont(int pixels, bool bold = false);

/// Of `text`, wrapped to `width`.
double pictureTextHeight(const QString& text, const QFont& font, double width);

/// Gives the painter back as it was: clipping and pens of one part must not reach the next.
class SavedPainter {
public:
    explicit SavedPainter(QPainter& painter);
    ~SavedPainter();
    SavedPainter(const SavedPainter&) = delete;
    SavedPainter& operator=(const SavedPainter&) = delete;

private:
    QPainter& m_painter;
};

/// A page of fixed size that paints itself.
struct PicturePage {
    QSize size;
    QString title;
    QString source;
    QColor background;
    std::function<void(QCPPainter&)> paint;
};

/// Text stays text, shapes stay shapes.
QByteArray svgOf(const PicturePage& page);
/// `scale` pixels for each pixel of the page; limited so that a side has at most 16 384 and the whole at most
/// 268 million.
QImage imageOf(const PicturePage& page, double scale);
QByteArray pngOf(const PicturePage& page, double scale);

} // namespace rt0::ui
