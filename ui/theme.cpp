#include "theme.h"

#include "analysis/lanes.h"
#include "analysis/pairlanes.h"
#include "timeline/traceparts.h"

#include <algorithm>

namespace rt0::ui {
namespace {

void setClass(Theme& theme, ColourClass colourClass, QRgb colour, int offset = 0) {
    theme.classes[static_cast<std::size_t>(colourClass) + static_cast<std::size_t>(offset)] = colour;
}

void setClasses(Theme& theme, const std::array<QRgb, 5>& fixed, const std::array<QRgb, 8>& groups) {
    theme.classes.fill(fixed[0]);
    setClass(theme, ColourClass::NotMeasured, fixed[0]);
    setClass(theme, ColourClass::RuntimeInit, fixed[1]);
    setClass(theme, ColourClass::PackageInit, fixed[2]);
    setClass(theme, ColourClass::GcMark, fixed[3]);
    setClass(theme, ColourClass::Stw, fixed[4]);
    for (int i = 0; i < static_cast<int>(groups.size()); ++i)
        setClass(theme, ColourClass::FirstGroup, groups[static_cast<std::size_t>(i)], i);
}

/// In the order of TraceColour.
void setTraceClasses(Theme& theme, const std::array<QRgb, 10>& colours) {
    std::copy(colours.begin(), colours.end(),
              theme.classes.begin() + static_cast<std::ptrdiff_t>(TraceColour::Running));
}

/// In the order of ChangeColour: the same, three shades of slower, three of faster, added, removed, moved.
/// Orange against blue is told apart with any of the common colour blindnesses (after Okabe and Ito).
void setChangeClasses(Theme& theme, const std::array<QRgb, 10>& colours) {
    std::copy(colours.begin(), colours.end(),
              theme.classes.begin() + static_cast<std::ptrdiff_t>(ChangeColour::Same));
}

} // namespace

QColor mixed(const QColor& a, const QColor& b, double part) {
    const auto mix = [part](float x, float y) {
        return static_cast<float>(static_cast<double>(x) * (1 - part) + static_cast<double>(y) * part);
    };
    return QColor::fromRgbF(mix(a.redF(), b.redF()), mix(a.greenF(), b.greenF()), mix(a.blueF(), b.blueF()));
}

QColor translucent(QColor colour, int alpha) {
    colour.setAlpha(alpha);
    return colour;
}

QColor Theme::textOn(const QColor& background) {
    const double luminance =
        0.299 * background.redF() + 0.587 * background.greenF() + 0.114 * background.blueF();
    return luminance > 0.55 ? QColor(0x14, 0x18, 0x1f) : QColor(0xff, 0xff, 0xff);
}

Theme lightTheme() {
    Theme theme;
    theme.surface = QColor(0xff, 0xff, 0xff);
    theme.alternate = QColor(0xf6, 0xf7, 0xf9);
    theme.text = QColor(0x1c, 0x21, 0x29);
    theme.muted = QColor(0x5d, 0x67, 0x74);
    theme.grid = QColor(0xe3, 0xe6, 0xeb);
    theme.border = QColor(0xcf, 0xd4, 0xdb);
    theme.accent = QColor(0x0b, 0x5c, 0xad);
    theme.range = QColor(0x0b, 0x5c, 0xad, 38);
    theme.hatch = QColor(0xa9, 0xb1, 0xbc);
    theme.warning = QColor(0xff, 0xf3, 0xd6);
    theme.error = QColor(0xfd, 0xe3, 0xdf);
    theme.curve = QColor(0x00, 0x72, 0xb2);
    theme.curveGoal = QColor(0xc2, 0x55, 0x00);
    theme.sideA = QColor(0x56, 0x9f, 0xd3);
    theme.sideB = QColor(0x6a, 0x4c, 0x93);
    setClasses(
        theme, {0xffdde1e6, 0xff8a97a8, 0xff3f7fbf, 0xff2a9d78, 0xffc8431b},
        {0xff2f7fc1, 0xffe09f1f, 0xff23977a, 0xffb8619a, 0xff6fb4e0, 0xffcf6a2f, 0xff8d86c9, 0xff9aa5b1});
    setTraceClasses(theme, {0xff2f7fc1, 0xffe8b23a, 0xffe6e9ee, 0xffb8619a, 0xff2a9d78, 0xff2a9d78,
                            0xffc8431b, 0xff8fcbb6, 0xff12735a, 0xff6f67b8});
    setChangeClasses(theme, {0xffb9c0ca, 0xfff2b27c, 0xffe5812f, 0xffc04a00, 0xff8fc3ea, 0xff3f93d4,
                             0xff0a5fa8, 0xffe3b505, 0xff7b6a9a, 0xff3d9c8a});
    return theme;
}

Theme darkTheme() {
    Theme theme;
    theme.dark = true;
    theme.surface = QColor(0x1b, 0x1f, 0x25);
    theme.alternate = QColor(0x20, 0x25, 0x2c);
    theme.text = QColor(0xe6, 0xe9, 0xee);
    theme.muted = QColor(0x9a, 0xa5, 0xb3);
    theme.grid = QColor(0x31, 0x38, 0x42);
    theme.border = QColor(0x3c, 0x44, 0x50);
    theme.accent = QColor(0x6c, 0xb6, 0xff);
    theme.range = QColor(0x6c, 0xb6, 0xff, 44);
    theme.hatch = QColor(0x5b, 0x66, 0x74);
    theme.warning = QColor(0x4a, 0x3d, 0x1a);
    theme.error = QColor(0x55, 0x2a, 0x26);
    theme.curve = QColor(0x6f, 0xb8, 0xee);
    theme.curveGoal = QColor(0xf0, 0x9a, 0x4a);
    theme.sideA = QColor(0x7c, 0xbd, 0xec);
    theme.sideB = QColor(0xb7, 0x97, 0xe0);
    setClasses(
        theme, {0xff39414c, 0xff7c8998, 0xff5a9be0, 0xff3fb58f, 0xffe8663a},
        {0xff5a9fe0, 0xffe8b04a, 0xff3fb392, 0xffce7fb3, 0xff8fc9ef, 0xffe08a52, 0xffa59ee0, 0xff7d8896});
    setTraceClasses(theme, {0xff5a9fe0, 0xffe8b04a, 0xff2d343d, 0xffce7fb3, 0xff3fb58f, 0xff3fb58f,
                            0xffe8663a, 0xff5c8f7f, 0xff8fe0c4, 0xffa59ee0});
    setChangeClasses(theme, {0xff55606e, 0xff9a6234, 0xffd9782e, 0xffff8f3d, 0xff3a6e99, 0xff4a9be0,
                             0xff7cc4ff, 0xffe8c84a, 0xffa794cc, 0xff4fbfa9});
    return theme;
}

QPalette paletteFor(const Theme& theme) {
    const QColor window = theme.dark ? QColor(0x23, 0x28, 0x30) : QColor(0xf1, 0xf3, 0xf6);
    const QColor button = theme.dark ? QColor(0x2c, 0x33, 0x3d) : QColor(0xe9, 0xec, 0xf1);
    QPalette palette(theme.text, button, button.lighter(120), button.darker(150), button.darker(120),
                     theme.text, Qt::white, theme.surface, window);
    palette.setColor(QPalette::AlternateBase, theme.alternate);
    palette.setColor(QPalette::ToolTipBase, theme.dark ? QColor(0x2c, 0x33, 0x3d) : QColor(0xff, 0xff, 0xf2));
    palette.setColor(QPalette::ToolTipText, theme.text);
    palette.setColor(QPalette::PlaceholderText, theme.muted);
    palette.setColor(QPalette::Highlight, theme.dark ? QColor(0x2b, 0x5f, 0x94) : theme.accent);
    palette.setColor(QPalette::HighlightedText, Qt::white);
    palette.setColor(QPalette::Link, theme.accent);
    for (const auto role : {QPalette::Text, QPalette::WindowText, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, theme.muted);
    return palette;
}

Theme themeFor(ThemeChoice choice, const QPalette& systemPalette) {
    if (choice == ThemeChoice::System)
        return systemPalette.color(QPalette::Window).lightnessF() < 0.5 ? darkTheme() : lightTheme();
    return choice == ThemeChoice::Dark ? darkTheme() : lightTheme();
}

} // namespace rt0::ui
