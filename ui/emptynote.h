#pragma once

class QLabel;
class QWidget;

namespace rt0::ui {

/// A text in the middle of a view that has nothing to show: why, and what to do. Its owner is `parent`.
QLabel* makeEmptyNote(QWidget* parent);

} // namespace rt0::ui
