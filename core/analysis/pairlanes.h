#pragma once

#include "analysis/lanes.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

/// Two starts above each other on one axis: what the Compare view draws.
namespace rt0 {

/// The moment at which two starts are laid over each other.
enum class StartAnchor { Exec, RuntimeMain, FirstUserInit, MainMain };
inline constexpr std::array kStartAnchors{StartAnchor::Exec, StartAnchor::RuntimeMain,
                                          StartAnchor::FirstUserInit, StartAnchor::MainMain};

/// "exec", "runtime.main", "first user init", "main.main".
std::string_view nameOf(StartAnchor anchor);

/// When it happened in the start; nothing where that is not known (a log knows no exec). A user init is the
/// first outside of the standard library.
std::optional<Nanoseconds> anchorTime(const Startup& startup, StartAnchor anchor);

/// What became of an init or a phase from A to B.
enum class InitChange { Same, Slower, Faster, Added, Removed, Moved };

/// Colour classes of spans (Span::colour) by their change. Slower and Faster have kChangeShades each.
enum class ChangeColour : std::uint8_t { Same = 96, Slower = 97, Faster = 100, Added = 103, Removed, Moved };
inline constexpr int kChangeShades = 3;

/// `strength` in [0, 1] chooses the shade.
std::uint8_t colourOf(InitChange change, double strength);
InitChange changeOfColour(std::uint8_t colour);
/// A sign that tells it without colour: "▲", "▼", "+", "×", "⇄", "~".
std::string_view signOf(InitChange change);

/// What is known of a change, in words.
struct ChangeWords {
    InitChange change = InitChange::Same;
    double strength = 0; ///< in [0, 1], of the strongest
    Nanoseconds delta{}; ///< B − A
    std::string label;   ///< as InitMark::label
    std::string note;    ///< as InitMark::note
};

struct PairWishes {
    StartAnchor anchor = StartAnchor::MainMain;
    std::unordered_map<std::string, ChangeWords> packages; ///< by import path; others are the same
    std::array<ChangeWords, kPhaseCount> phases;
};

/// Both starts as one: the inits of A, then those of B, on the axis of the anchor, which is zero.
struct PairedStarts {
    Startup startup;
    LaneModel lanes;
    std::size_t firstOfB = 0; ///< index into Startup::inits

    bool ofB(std::size_t init) const { return init >= firstOfB; }
};

/// Whether both starts know when the anchor was.
bool canAlign(const Startup& a, const Startup& b, StartAnchor anchor);

/// From top to bottom: A's GC cycles, phases and inits, the connectors, B's inits, phases and GC cycles; then
/// lanes of what is slower, faster, added, removed, moved; then the steps of the phases. Without the anchor
/// in both starts their own zeros are laid over each other.
PairedStarts pairStarts(const Startup& a, const Startup& b, const PairWishes& wishes);

} // namespace rt0
