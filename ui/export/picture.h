#pragma once

#include "export/pagepainter.h"
#include "session.h"
#include "theme.h"

#include <QByteArray>
#include <QImage>

class QCPPainter;

namespace rt0::ui {

/// The picture a user sends to a colleague: title, source, date, verdict, phases, timeline with its ruler,
/// heaviest packages, legend. It shows the session's visible range; all parts are painted by the code that
/// paints the window.
class Picture {
public:
    /// The session must outlive the picture and hold a document. `width` in pixels; the height follows.
    Picture(Session& session, const Theme& theme, int width);
    ~Picture();

    QSize size() const;
    /// Text stays text, shapes stay shapes.
    QByteArray svg();
    /// `scale` pixels for each pixel of size(); limited so that a side has at most 16 384 and the
    /// whole at most 268 million.
    QImage image(double scale);
    QByteArray png(double scale);

private:
    struct Parts;

    PicturePage page();
    void paint(QCPPainter& painter);
    void paintHeader(QCPPainter& painter);
    void paintHeaviest(QCPPainter& painter, const QRectF& rect);
    void paintFacts(QCPPainter& painter, const QRectF& rect);

    Session& m_session;
    Theme m_theme;
    std::unique_ptr<Parts> m_parts;
};

} // namespace rt0::ui
