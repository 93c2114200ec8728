#pragma once

#include "compare/comparestate.h"
#include "export/pagepainter.h"
#include "theme.h"

#include <QImage>
#include <memory>

namespace rt0::ui {

/// A comparison for a colleague: the sentence, the control and the warnings, the phases with their intervals,
/// both timelines, what changed most, what differs in the builds. The timelines show the state's visible
/// part; all are painted by the code that paints the window.
class ComparePicture {
public:
    /// The state must outlive the picture and hold two builds. `width` in pixels; the height follows.
    ComparePicture(CompareState& state, const Theme& theme, int width);
    ~ComparePicture();

    QSize size() const;
    QByteArray svg() { return svgOf(page()); }
    QImage image(double scale) { return imageOf(page(), scale); }
    QByteArray png(double scale) { return pngOf(page(), scale); }

private:
    struct Parts;

    PicturePage page();
    void measure(int width);
    void paint(QCPPainter& painter);
    void paintHeader(QCPPainter& painter) const;
    void paintPhases(QCPPainter& painter, const QRectF& rect) const;
    void paintPackages(QCPPainter& painter, const QRectF& rect) const;
    void paintBuilds(QCPPainter& painter, const QRectF& rect) const;

    CompareState& m_state;
    Theme m_theme;
    std::unique_ptr<Parts> m_parts;
};

} // namespace rt0::ui
