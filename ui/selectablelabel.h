#pragma once

class QLabel;
class QWidget;

namespace rt0::ui {

/// What a label does with a text that is wider than it is.
enum class LongText { Cut, Wrapped };

/// Plain text that can be selected and copied, by mouse and keyboard. Its owner is `parent`. One that cuts
/// never makes the window wider.
QLabel* makeSelectableLabel(QWidget* parent, LongText longText);

} // namespace rt0::ui
