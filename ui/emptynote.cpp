#include "emptynote.h"

#include <QLabel>

namespace rt0::ui {

QLabel* makeEmptyNote(QWidget* parent) {
    auto* note = new QLabel(parent);
    note->setAlignment(Qt::AlignCenter);
    note->setWordWrap(true);
    note->setMargin(32);
    note->setTextFormat(Qt::PlainText);
    note->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    return note;
}

} // namespace rt0::ui
