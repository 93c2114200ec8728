#pragma once

#include "ingest/ingest.h"
#include "timeline/reconstruct.h"

#include <gtest/gtest.h>
#include <string_view>

namespace rt0::test {

/// The main start-up of a log given as text.
inline Startup startupOfLog(std::string_view log) {
    Result<Recording> recording = readBytes(log, {});
    if (!recording) {
        ADD_FAILURE() << recording.error().message();
        return {};
    }
    Document document = reconstruct(std::move(*recording));
    return document.startups.at(document.main);
}

} // namespace rt0::test
