#include "ingest/ingest.h"

#include "base/inputfile.h"
#include "ingest/assemble.h"
#include "ingest/detect.h"
#include "ingest/logreader.h"

#include <algorithm>
#include <fmt/format.h>

namespace rt0 {
namespace {

constexpr std::size_t kBlockBytes = 1 << 20;

Error foreign(const ForeignFormat& format, const std::string& path) {
    return {fmt::format("this is {}, which this version does not read", format.name), path, format.hint};
}

/// Why nothing of this input can be shown.
Error nothingFound(std::uint64_t bytes, std::string_view head, const LogFacts& facts,
                   const std::string& path) {
    if (const auto format = detectBinary(head))
        return foreign(*format, path);
    std::string what = bytes == 0 ? "the file is empty" : "no start-up lines found";
    if (!facts.diagnostics.empty()) {
        const Diagnostic& first = facts.diagnostics.front();
        what = fmt::format("no whole start-up line found (line {}: {})", first.line, first.message);
    }
    return {what, path,
            "run the program with GODEBUG=inittrace=1 and keep its standard error: "
            "GODEBUG=inittrace=1 PROGRAM 2>start.log"};
}

std::vector<std::string> formatsIn(const LogFacts& facts) {
    std::vector<std::string> formats;
    if (!facts.inits.empty())
        formats.emplace_back("inittrace");
    if (!facts.gcCycles.empty())
        formats.emplace_back("gctrace");
    if (!facts.pacer.empty())
        formats.emplace_back("gcpacertrace");
    if (!facts.loaders.empty())
        formats.emplace_back("lddebug");
    return formats;
}

/// Reads chunk after chunk; refuses what is no log at the first.
class Reading {
public:
    Reading(std::string path, const Progress& progress) : m_path(std::move(path)), m_progress(progress) {}

    Result<void> take(std::string_view chunk, std::uint64_t total) {
        if (m_progress.stop.stop_requested())
            return tl::make_unexpected(Error{"cancelled", m_path, {}});
        if (m_done == 0)
            if (const auto format = detectBinary(chunk.substr(0, kSniffBytes)))
                return tl::make_unexpected(foreign(*format, m_path));
        m_reader.feed(chunk);
        m_done += chunk.size();
        if (m_progress.report)
            m_progress.report(m_done, total);
        return {};
    }

    Result<Recording> finish(Source source) && {
        source.bytes = m_done;
        const std::string head = m_reader.head();
        LogFacts facts = std::move(m_reader).finish();
        if (facts.empty())
            return tl::make_unexpected(nothingFound(m_done, head, facts, m_path));
        source.formats = formatsIn(facts);
        Recording recording{std::move(source), {}, std::move(facts.diagnostics)};
        Assembled assembled = assemble(std::move(facts));
        recording.startups = std::move(assembled.startups);
        std::ranges::move(assembled.diagnostics, std::back_inserter(recording.diagnostics));
        return recording;
    }

private:
    std::string m_path;
    const Progress& m_progress;
    LogReader m_reader;
    std::uint64_t m_done = 0;
};

} // namespace

Result<Recording> readLog(InputFile& file, const Progress& progress) {
    Reading reading(file.path(), progress);
    if (auto head = file.head(kSniffBytes); !head)
        return tl::make_unexpected(head.error());
    const auto read = file.chunks(
        [&](std::string_view chunk, const FileInfo& info) { return reading.take(chunk, info.bytes); });
    if (!read)
        return tl::make_unexpected(read.error());
    Source source;
    source.path = file.path();
    source.modified = read->modified;
    return std::move(reading).finish(std::move(source));
}

Result<Recording> readFile(const std::string& path, const Progress& progress) {
    return InputFile::open(path, progress.stop).and_then([&](InputFile file) {
        return readLog(file, progress);
    });
}

Result<Recording> readBytes(std::string_view content, Source source, const Progress& progress) {
    Reading reading(source.path, progress);
    for (std::size_t at = 0; at < content.size(); at += kBlockBytes)
        if (auto taken = reading.take(content.substr(at, kBlockBytes), content.size()); !taken)
            return tl::make_unexpected(std::move(taken.error()));
    return std::move(reading).finish(std::move(source));
}

} // namespace rt0
