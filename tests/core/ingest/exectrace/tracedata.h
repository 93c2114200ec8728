#pragma once

#include "core/ingest/testlogs.h"
#include "recording/zipmembers.h"

#include <filesystem>
#include <string>

namespace rt0::test {

/// The bytes of tests/data/traces/NAME; large ones are packed together.
inline std::string traceBytes(const std::string& name) {
    if (std::filesystem::exists(dataPath("traces/" + name)))
        return contentOf("traces/" + name);
    const std::string packed = contentOf("traces/further.zip");
    auto archive = ZipReader::open(packed, "further.zip");
    return archive ? archive->read(name, kMaxZipBytes).value_or("") : "";
}

} // namespace rt0::test
