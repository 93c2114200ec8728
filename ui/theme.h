#pragma once

#include <QColor>
#include <QPalette>
#include <array>

namespace rt0::ui {

enum class ThemeChoice { System, Light, Dark };

/// Every colour the views use. Distinctions also carry text, a pattern or a lane of their own; the class
/// colours are told apart by people with any of the common colour blindnesses (after Okabe and Ito).
struct Theme {
    bool dark = false;
    QColor surface;   ///< background of charts and cards
    QColor alternate; ///< every second lane
    QColor text;
    QColor muted; ///< secondary text
    QColor grid;
    QColor border;
    QColor accent;    ///< selection
    QColor range;     ///< selected time range, translucent
    QColor hatch;     ///< not measured
    QColor warning;   ///< background of the message bar
    QColor error;     ///< the same for errors
    QColor curve;     ///< measured curves
    QColor curveGoal; ///< GC goal
    QColor sideA;     ///< of two builds
    QColor sideB;
    std::array<QRgb, 256> classes{}; ///< by ColourClass

    QColor classColour(std::uint8_t colourClass) const { return QColor(classes[colourClass]); }
    /// Black or white, whichever is readable on `background`.
    static QColor textOn(const QColor& background);
};

/// `part` of `b` in `a`, from 0 to 1.
QColor mixed(const QColor& a, const QColor& b, double part);
/// `colour` with this alpha, 0–255.
QColor translucent(QColor colour, int alpha);

Theme lightTheme();
Theme darkTheme();

/// The widgets' palette that goes with `theme`.
QPalette paletteFor(const Theme& theme);

/// The theme for `choice`; System follows the palette that the platform gave the application at its start.
Theme themeFor(ThemeChoice choice, const QPalette& systemPalette);

} // namespace rt0::ui
