#pragma once

#include <QString>
#include <QStringList>
#include <string>
#include <vector>

/// File names and words of commands between the window's fields and core.
namespace rt0::ui {

/// As the operating system takes it.
std::string encodedPath(const QString& path);

/// What is typed in one line, separated by spaces; double quotes hold a word together.
std::vector<std::string> commandWords(const QString& typed);

/// So that commandWords() gives the words back; empty ones it cannot (QProcess::splitCommand).
QString typedWords(const QStringList& words);

} // namespace rt0::ui
