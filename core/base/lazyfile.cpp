#include "base/lazyfile.h"

#include <algorithm>
#include <utility>

namespace rt0 {

Result<LazyFile> LazyFile::open(InputFile file) {
    LazyFile lazy;
    lazy.m_source = std::make_unique<Source>(std::move(file));
    Source& source = *lazy.m_source;
    if (!source.file.readableAnywhere()) {
        auto whole = source.file.whole();
        if (!whole)
            return tl::unexpected(whole.error());
        source.memory = std::move(*whole);
        source.read = source.memory.size();
        lazy.m_bytes = source.memory.view();
        return lazy;
    }
    const std::uint64_t size = source.file.info().bytes;
    if (size > kMaxFileBytes)
        return tl::unexpected(Error{"the file is larger than 4 GiB", source.file.path(), {}});
    if (!source.memory.reserve(size))
        return tl::unexpected(Error{"not enough memory for the file", source.file.path(), {}});
    source.memory.grow(size);
    source.present = std::make_unique<std::atomic<bool>[]>(size / kBlockBytes + 1);
    lazy.m_bytes = source.memory.view();
    return lazy;
}

LazyFile LazyFile::over(std::string_view bytes) {
    LazyFile lazy;
    lazy.m_bytes = bytes;
    return lazy;
}

std::string_view LazyFile::bytes(std::uint64_t offset, std::uint64_t length) const {
    if (offset > m_bytes.size() || length > m_bytes.size() - offset || length == 0)
        return {};
    if (m_source && m_source->present) {
        const std::size_t last = (offset + length - 1) / kBlockBytes;
        for (std::size_t block = offset / kBlockBytes; block <= last; ++block)
            if (!m_source->present[block].load(std::memory_order_acquire) && !load(block, last))
                return {};
    }
    return m_bytes.substr(offset, length);
}

std::uint64_t LazyFile::bytesRead() const {
    if (!m_source)
        return 0;
    const std::lock_guard lock(m_source->mutex);
    return m_source->read;
}

/// Reads the blocks from `firstBlock` up to the next one that is there already, in one go.
bool LazyFile::load(std::size_t firstBlock, std::size_t lastBlock) const {
    Source& source = *m_source;
    const std::lock_guard lock(source.mutex);
    std::size_t end = firstBlock;
    while (end <= lastBlock && !source.present[end].load(std::memory_order_relaxed))
        ++end;
    if (end == firstBlock) // another thread was faster
        return true;
    const std::size_t from = firstBlock * kBlockBytes;
    const std::size_t count = std::min(end * kBlockBytes, m_bytes.size()) - from;
    // What is missing because the file was shortened meanwhile stays zero: damage, not a crash.
    const auto read = source.file.readAt(from, source.memory.all().subspan(from, count));
    if (!read)
        return false;
    source.read += *read;
    for (std::size_t block = firstBlock; block < end; ++block)
        source.present[block].store(true, std::memory_order_release);
    return true;
}

} // namespace rt0
