#include "timeline/open.h"

#include "ingest/ingest.h"
#include "timeline/reconstruct.h"

namespace rt0 {

Result<Document> openFile(const std::string& path, const Progress& progress) {
    return readFile(path, progress).map([](Recording&& recording) {
        return reconstruct(std::move(recording));
    });
}

} // namespace rt0
