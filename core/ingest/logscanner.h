#pragma once

#include "ingest/inittrace.h"
#include "ingest/lddebug.h"
#include "ingest/logfacts.h"
#include "ingest/recordfinder.h"

#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace rt0 {

/// Finds the runtime's and the loader's lines in a log that holds any other output as well. Text is given
/// block by block in order; nothing is kept of lines that are no records.
class LogScanner {
public:
    /// Whole lines; only the last block (`last`), or a piece of a line too long to be held, may end without a
    /// line end.
    void scan(std::string_view block, bool last);
    /// What was found. Records that never got their end become diagnostics.
    LogFacts finish() &&;

private:
    struct Line {
        std::string_view text;
        std::uint64_t number = 0;
        bool cutShort = false; ///< the input ends without a line end
    };
    /// Where a line stands in the block that `finder` searches: one search serves all lines.
    struct BlockPosition {
        RecordFinder* finder = nullptr;
        std::size_t lineBegin = 0;
    };
    /// An init whose line was broken off by other output.
    struct Pending {
        inittrace::Fragment fragment;
        std::uint32_t stream = 0;
        std::size_t entry = 0;     ///< of the init in LogFacts::order, which stands where its line began
        std::uint64_t expires = 0; ///< line at which nothing more is expected
        bool certain = false;      ///< cannot be anything but an init line
    };

    bool watching() const { return !m_pending.empty() || m_line <= m_loaderUntil; }
    void scanLine(std::string_view raw, bool cutShort, BlockPosition position);
    static std::optional<RecordFinder::Candidate> nextInLine(const Line& line, BlockPosition position,
                                                             std::size_t from);
    std::size_t takeRecord(const Line& line, const RecordFinder::Candidate& candidate, std::size_t from);
    std::size_t takeInit(const Line& line, std::size_t begin, bool wholeOnly);
    std::size_t takeGc(const Line& line, std::size_t begin, bool wholeOnly);
    std::size_t takePacer(const Line& line, std::size_t begin, bool wholeOnly);
    void takeLoaderLine(const Line& line);
    LoaderRecord& loaderOf(const lddebug::Line& found, const Line& line);
    std::size_t resumePending(const Line& line);
    bool resumeAt(const Line& line, std::size_t& offset);
    Pending* findPending(std::string_view text, std::uint32_t stream);
    void suspend(Pending pending);
    void complete(inittrace::Fragment fragment, std::size_t entry);
    void searchGap(const Line& line, std::size_t from, std::size_t to);
    void reportLostHead(std::uint64_t line);
    void reportLostHeads(std::string_view text, std::uint64_t line);
    void dropUnfinished();
    void expirePending(std::uint64_t line);
    void noticeCutName(const Line& line);
    void reportLoss(std::string message, std::uint64_t line);
    std::uint32_t streamOf(std::string_view prefix);
    std::optional<std::uint32_t> knownStream(std::string_view prefix);
    std::uint32_t lineStream(const Line& line, std::size_t begin);
    void keep(LogFacts::Kind kind, std::uint32_t stream, std::size_t size);

    /// The last block of a process; `open` while its lines may still come.
    struct LoaderBlock {
        std::uint32_t index = 0;
        bool open = false;
        bool exited = false;
    };
    /// Containers number their processes each from 1.
    using StreamAndPid = std::pair<std::uint32_t, std::uint64_t>;

    LogFacts m_facts;
    std::uint64_t m_line = 1;        ///< number of the next line
    std::vector<Pending> m_pending;  ///< few; the newest last
    std::uint64_t m_loaderUntil = 0; ///< lines of a loader's block are looked for up to this line
    std::map<StreamAndPid, LoaderBlock> m_loaderOf;
    bool m_loaderLineTaken = false; ///< the line being read was looked at
    std::unordered_map<std::string, std::uint32_t> m_streamByKey;
    std::uint32_t m_currentStream = 0; ///< of the line being read, once known
    bool m_streamKnown = false;
    bool m_lineContinues = false; ///< the next block goes on within the line being read
    std::string m_key;            ///< buffers, kept to save allocations
    std::string m_plain;
    std::uint64_t m_losses = 0;
};

} // namespace rt0
