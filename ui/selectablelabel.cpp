#include "selectablelabel.h"

#include <QLabel>

namespace rt0::ui {

QLabel* makeSelectableLabel(QWidget* parent, LongText longText) {
    auto* label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setTextInteractionFlags(Qt::TextBrowserInteraction | Qt::TextSelectableByKeyboard);
    label->setFocusPolicy(Qt::ClickFocus);
    if (longText == LongText::Wrapped)
        label->setWordWrap(true);
    else
        label->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    return label;
}

} // namespace rt0::ui
