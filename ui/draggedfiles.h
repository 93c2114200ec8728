#pragma once

#include <QString>
#include <QStringList>

class QMimeData;

namespace rt0::ui {

/// The local files among what is dragged.
QStringList draggedFiles(const QMimeData& data);

/// The local file when nothing else is dragged with it; else empty.
QString onlyDraggedFile(const QMimeData& data);

} // namespace rt0::ui
