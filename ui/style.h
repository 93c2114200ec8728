#pragma once

#include <QProxyStyle>

namespace rt0::ui {

/// Qt's Fusion, whose boxes to tick cannot be seen on dark ground: their frame is darker than that.
class Style : public QProxyStyle {
    Q_OBJECT

public:
    Style();

    void drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter,
                       const QWidget* widget) const override;
};

} // namespace rt0::ui
