#pragma once

#include "analysis/pairlanes.h"
#include "theme.h"

#include <QList>
#include <QStringList>
#include <QVariantMap>

class QByteArray;

namespace rt0::ui {

/// Whose mouse habits the timeline follows (INTERACTION): in the other two the wheel zooms and a right drag
/// pans.
enum class NavigationPreset { Perfetto, Gotraceui, Tracy };

/// What is remembered between two runs of the program. Reads and writes the user's settings file at each
/// call.
namespace settings {

ThemeChoice theme();
void setTheme(ThemeChoice choice);
NavigationPreset navigation();
void setNavigation(NavigationPreset preset);
/// At which moment two starts are laid over each other.
StartAnchor startAnchor();
void setStartAnchor(StartAnchor anchor);
/// What was opened last, the latest first; files that were opened together are one entry.
QList<QStringList> recentFiles();
/// Puts it first; files that are gone stay until the user opens them in vain.
void addRecentFiles(const QStringList& paths);
/// Removes every entry that has this file.
void removeRecentFile(const QString& path);
/// The fields of the last recording (record/recordsettings.h); empty before the first.
QVariantMap recordForm();
void setRecordForm(const QVariantMap& form);
QByteArray windowGeometry();
QByteArray windowState();
void setWindow(const QByteArray& geometry, const QByteArray& state);

} // namespace settings
} // namespace rt0::ui
