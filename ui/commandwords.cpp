#include "commandwords.h"

#include <QFile>
#include <QProcess>
#include <algorithm>

namespace rt0::ui {
namespace {

QString asTyped(QString word) {
    word.replace(QLatin1Char('"'), QStringLiteral("\"\"\""));
    const bool apart = word.isEmpty() || std::ranges::any_of(word, [](QChar c) { return c.isSpace(); });
    return apart ? QStringLiteral("\"%1\"").arg(word) : word;
}

} // namespace

std::string encodedPath(const QString& path) {
    return QFile::encodeName(path).toStdString();
}

std::vector<std::string> commandWords(const QString& typed) {
    std::vector<std::string> words;
    for (const QString& word : QProcess::splitCommand(typed))
        words.push_back(encodedPath(word));
    return words;
}

QString typedWords(const QStringList& words) {
    QStringList typed;
    for (const QString& word : words)
        typed << asTyped(word);
    return typed.join(QLatin1Char(' '));
}

} // namespace rt0::ui
