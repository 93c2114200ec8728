#pragma once

#include "theme.h"

#include <QWidget>

namespace rt0::ui {

class CompareState;
class SheetTable;

/// What differs in the builds themselves: toolchain, flags, how they are linked, libraries, modules.
class BuildPage : public QWidget {
    Q_OBJECT

public:
    explicit BuildPage(CompareState& state, QWidget* parent = nullptr);
    void setTheme(const Theme& theme);
    void find();
    bool peel();

private:
    void fill();

    CompareState& m_state;
    SheetTable* m_table = nullptr; ///< a child of this widget
};

} // namespace rt0::ui
