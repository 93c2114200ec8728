#include "settings.h"

#include <QByteArray>
#include <QSettings>
#include <algorithm>

namespace rt0::ui::settings {
namespace {

constexpr int kRecentFiles = 12;

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
QStringList recentFiles() {
    return read<QStringList>("recentFiles", {});
}

void addRecentFile(const QString& path) {
    QStringList files = recentFiles();
    files.removeAll(path);
    files.prepend(path);
    write("recentFiles", files.mid(0, kRecentFiles));
}

void removeRecentFile(const QString& path) {
    QStringList files = recentFiles();
    files.removeAll(path);
    write("recentFiles", files);
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
