#include "settings.h"

#include <QByteArray>
#include <QSettings>
#include <algorithm>

namespace rt0::ui::settings {
namespace {

constexpr int kRecentFiles = 12;
constexpr const char* kRecentKey = "recentFiles";
constexpr QLatin1Char kBetweenPaths('\n'); ///< of one entry

template <typename T>
T read(const char* key, T fallback) {
    return QSettings().value(QLatin1String(key), QVariant::fromValue(fallback)).template value<T>();
}

template <typename T>
void write(const char* key, const T& value) {
    QSettings().setValue(QLatin1String(key), QVariant::fromValue(value));
}

/// A number from the file as an enumerator, the first one when it is none.
template <typename Enum>
Enum readEnum(const char* key, Enum last) {
    const int value = read<int>(key, 0);
    return value >= 0 && value <= static_cast<int>(last) ? static_cast<Enum>(value) : Enum{};
}

void writeRecent(const QList<QStringList>& files) {
    QStringList entries;
    for (const QStringList& paths : files)
        entries << paths.join(kBetweenPaths);
    write(kRecentKey, entries);
}

} // namespace

ThemeChoice theme() {
    return readEnum("theme", ThemeChoice::Dark);
}
void setTheme(ThemeChoice choice) {
    write("theme", static_cast<int>(choice));
}
NavigationPreset navigation() {
    return readEnum("navigation", NavigationPreset::Tracy);
}
void setNavigation(NavigationPreset preset) {
    write("navigation", static_cast<int>(preset));
}
StartAnchor startAnchor() {
    const int value = read<int>("compare/anchor", static_cast<int>(StartAnchor::MainMain));
    return std::ranges::find(kStartAnchors, static_cast<StartAnchor>(value)) != kStartAnchors.end()
               ? static_cast<StartAnchor>(value)
               : StartAnchor::MainMain;
}
void setStartAnchor(StartAnchor anchor) {
    write("compare/anchor", static_cast<int>(anchor));
}

QList<QStringList> recentFiles() {
    QList<QStringList> files;
    for (const QString& entry : read<QStringList>(kRecentKey, {}))
        files << entry.split(kBetweenPaths);
    return files;
}

void addRecentFiles(const QStringList& paths) {
    QList<QStringList> files = recentFiles();
    files.removeAll(paths);
    files.prepend(paths);
    writeRecent(files.mid(0, kRecentFiles));
}

void removeRecentFile(const QString& path) {
    QList<QStringList> files = recentFiles();
    files.removeIf([&](const QStringList& paths) { return paths.contains(path); });
    writeRecent(files);
}

QVariantMap recordForm() {
    return read<QVariantMap>("record", {});
}
void setRecordForm(const QVariantMap& form) {
    write("record", form);
}

QByteArray windowGeometry() {
    return read<QByteArray>("window/geometry", {});
}
QByteArray windowState() {
    return read<QByteArray>("window/state", {});
}

void setWindow(const QByteArray& geometry, const QByteArray& state) {
    write("window/geometry", geometry);
    write("window/state", state);
}

} // namespace rt0::ui::settings
