#include "ingest/exectrace/v1/scan.h"

#include <algorithm>
#include <fmt/format.h>

namespace rt0::exectrace::v1 {
namespace {

constexpr std::size_t kHeader = 16;
constexpr std::size_t kMaxProcs = 4096;
constexpr std::uint64_t kMaxProcId = 0x7fff'ffff;
constexpr std::uint64_t kNoProc = ~std::uint64_t{0};
constexpr std::uint64_t kMaxFrames = 1000; ///< tracev1/parser.go
constexpr std::uint64_t kReportEvery = std::uint64_t{1} << 20;
constexpr std::uint32_t kNoBatch = 0xffff'ffff;

class Scanner {
public:
    Scanner(std::string_view bytes, int version, const std::string& where, Directory& directory)
        : m_where(where), m_directory(directory), m_in(bytes, std::min(kHeader, bytes.size()), version) {
        m_scan.bytes = bytes;
        m_scan.version = version;
    }

    Result<Scan> run(const Progress& progress) {
        WireEvent event;
        std::uint64_t reportAt = 0;
        while (m_in.next(event)) {
            if (!take(event))
                break;
            m_soundBytes = m_in.offset();
            if (m_soundBytes < reportAt)
                continue;
            if (progress.stop.stop_requested())
                return tl::make_unexpected(Error{"cancelled", m_where, {}});
            if (progress.report)
                progress.report(m_soundBytes / 3, m_scan.bytes.size());
            reportAt = m_soundBytes + kReportEvery;
        }
        if (m_in.fault() != Fault::None)
            damaged(textOf(m_in.fault()), m_in.offset());
        finish();
        return std::move(m_scan);
    }

private:
    void damaged(std::string_view what, std::size_t offset) {
        if (!m_scan.damage)
            m_scan.damage = Error{std::string(what), fmt::format("{}: byte {:#x}", m_where, offset), {}};
    }

    /// False when what follows cannot be read any more.
    bool take(const WireEvent& event) {
        if (event.fault != Fault::None)
            damaged(textOf(event.fault), m_soundBytes);
        switch (event.type) {
        case WireType::String:
            takeString(event);
            return true;
        case WireType::Batch:
            return takeBatch(event);
        default:
            break;
        }
        if (m_proc == kNoBatch) {
            damaged("an event stands before the first batch", m_soundBytes);
            return true;
        }
        if (event.fault == Fault::None)
            takeInBatch(event);
        return true;
    }

    void takeInBatch(const WireEvent& event) {
        switch (event.type) {
        case WireType::Frequency:
            m_scan.frequency = event.numbers[0];
            if (m_scan.frequency == 0 || m_scan.frequency > kMaxFrequency)
                damaged("the clock's frequency is damaged", m_soundBytes);
            return;
        case WireType::TimerGoroutine:
            m_scan.timerGoroutines.insert(event.numbers[0]);
            return;
        case WireType::Stack:
            takeStackBytes(event.bytes);
            return;
        case WireType::CpuSample:
            takeSample(event);
            break;
        case WireType::Gomaxprocs:
            m_scan.hasGomaxprocs = true;
            break;
        case WireType::UserLog:
            m_directory.strings.intern(event.bytes);
            break;
        default:
            break;
        }
        ++m_scan.events;
    }

    bool takeBatch(const WireEvent& event) {
        const std::uint64_t id = event.numbers[0];
        if (id != kNoProc && id > kMaxProcId) {
            damaged("the number of a P is damaged", m_soundBytes);
            return false;
        }
        std::uint32_t& proc = m_procs.at(id);
        if (proc == IdMap::kNone) {
            if (m_scan.procs.size() == kMaxProcs) {
                damaged("the trace has more Ps than any Go program", m_soundBytes);
                proc = 0; // the id map must not be left without a number
                return false;
            }
            proc = static_cast<std::uint32_t>(m_scan.procs.size());
            m_scan.procs.push_back({id == kNoProc ? -1 : static_cast<std::int64_t>(id), {}});
        }
        m_proc = proc;
        m_scan.procs[proc].offsets.push_back(m_soundBytes);
        return true;
    }

    void takeSample(const WireEvent& event) {
        const auto& n = event.numbers;
        m_scan.samples.push_back({static_cast<std::int64_t>(n[1]),
                                  static_cast<std::int32_t>(static_cast<std::uint32_t>(n[2])), n[3], n[4]});
    }

    void takeString(const WireEvent& event) {
        const std::uint64_t id = event.numbers[0];
        if (id == 0 || event.bytes.empty())
            return damaged("an entry of the string table is damaged", m_soundBytes);
        std::uint32_t& number = m_scan.strings.at(id);
        if (number != IdMap::kNone)
            return damaged("two strings have the same id", m_soundBytes);
        number = m_directory.strings.intern(event.bytes);
    }

    void takeStackBytes(std::string_view bytes) {
        if (bytes.empty())
            return damaged("an entry of the stack table is damaged", m_soundBytes);
        m_stacks.push_back(bytes);
    }

    /// Stacks name strings that may stand behind them.
    void finish() {
        m_scan.bytes = m_scan.bytes.substr(0, m_soundBytes);
        for (const std::string_view stack : m_stacks)
            takeStack(stack);
        std::ranges::stable_sort(m_scan.samples, {}, &Sample::ticks);
    }

    void takeStack(std::string_view bytes) {
        ByteReader in(bytes);
        const std::uint64_t id = in.varint() & 0xffff'ffff;
        const std::uint64_t count = in.varint();
        const auto offset = static_cast<std::size_t>(bytes.data() - m_scan.bytes.data());
        if (count > kMaxFrames || !in.fits(count, 4))
            return damaged("an entry of the stack table is damaged", offset);
        m_frames.clear();
        for (std::uint64_t i = 0; i < count; ++i)
            m_frames.push_back(takeFrame(in));
        if (in.failed() || !in.atEnd())
            return damaged("an entry of the stack table is damaged", offset);
        if (id != 0 && count != 0)
            m_scan.stacks.at(id) = m_directory.stacks.intern(m_frames);
    }

    /// The first that is said about a pc counts, as in Go.
    Frame takeFrame(ByteReader& in) {
        Frame frame;
        frame.pc = in.varint();
        frame.function = m_scan.string(in.varint());
        frame.file = m_scan.string(in.varint());
        frame.line = static_cast<std::uint32_t>(in.varint());
        if (in.failed())
            return frame;
        std::uint32_t& known = m_byPc.at(frame.pc);
        if (known == IdMap::kNone) {
            known = static_cast<std::uint32_t>(m_known.size());
            m_known.push_back(frame);
        }
        return m_known[known];
    }

    static constexpr std::uint64_t kMaxFrequency = ~std::uint64_t{0} >> 1;

    const std::string& m_where;
    Directory& m_directory;
    WireReader m_in;
    Scan m_scan;
    std::size_t m_soundBytes = m_in.offset();
    std::uint32_t m_proc = kNoBatch;
    IdMap m_procs;
    IdMap m_byPc;
    std::vector<Frame> m_known;
    std::vector<Frame> m_frames;
    std::vector<std::string_view> m_stacks;
};

} // namespace

StringId Scan::string(std::uint64_t id) const {
    const std::uint32_t known = strings.find(id);
    return known == IdMap::kNone ? 0 : known;
}

StackId Scan::stack(std::uint64_t id) const {
    const std::uint32_t known = stacks.find(id & 0xffff'ffff);
    return known == IdMap::kNone ? 0 : known;
}

Result<Scan> scan(std::string_view bytes, int version, const std::string& where, Directory& directory,
                  const Progress& progress) {
    return Scanner(bytes, version, where, directory).run(progress);
}

} // namespace rt0::exectrace::v1
