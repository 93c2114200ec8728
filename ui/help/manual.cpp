#include "help/manual.h"

#include <QFile>

namespace rt0::ui {
namespace {

QString resource(const QString& name) {
    QFile file(QStringLiteral(":/help/") + name);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

} // namespace

QString manualHtml() {
    return resource(QStringLiteral("manual.html"));
}

QString keysHtml() {
    return resource(QStringLiteral("keys.html"));
}

} // namespace rt0::ui
