#pragma once

#include "ingest/ingest.h"
#include "loader.h"
#include "session.h"
#include "support/smalllog.h"
#include "timeline/reconstruct.h"

#include <QtTest>
#include <string_view>

namespace rt0::test {

using namespace rt0::ui;

/// A log given as text, read and arranged.
inline std::shared_ptr<const LoadedDocument> loadedLog(std::string_view log) {
    Source source;
    source.path = "test.log";
    auto recording = readBytes(log, source);
    if (!recording)
        qFatal("%s", recording.error().message().c_str());
    return *arrange(reconstruct(std::move(*recording)));
}

inline QString dataFile(const char* name) {
    return QStringLiteral(RT0SCOPE_TEST_DATA "/") + QString::fromUtf8(name);
}

} // namespace rt0::test
