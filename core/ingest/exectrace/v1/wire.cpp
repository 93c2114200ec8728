#include "ingest/exectrace/v1/wire.h"

namespace rt0::exectrace::v1 {
namespace {

constexpr std::uint64_t kMaxCounted = 2048; ///< tracev1/parser.go: bytes of arguments
constexpr std::uint64_t kMaxText = 1'000'000;
constexpr unsigned kCounted = 3; ///< of the two bits: a length in bytes comes first
constexpr int kFirstWithSamples = 19;

constexpr std::array<Shape, kWireTypes> kShapes = {{
    {0, false}, {1, false}, {0, false}, {0, false}, {1, true},  {1, false}, {0, false}, {1, true},
    {0, false}, {1, false}, {0, false}, {0, true},  {2, false}, {2, true},  {2, false}, {0, false},
    {0, true},  {0, true},  {0, true},  {0, true},  {0, true},  {2, true},  {0, true},  {0, true},
    {0, true},  {0, true},  {0, true},  {0, true},  {0, true},  {3, false}, {0, false}, {1, false},
    {1, false}, {1, false}, {1, false}, {0, false}, {0, false}, {0, false}, {1, false}, {1, true},
    {2, false}, {3, false}, {0, true},  {0, true},  {0, false}, {3, true},  {1, true},  {3, true},
    {2, true},  {3, true},
}};

constexpr bool isSpecial(WireType type) {
    return type == WireType::Batch || type == WireType::Frequency || type == WireType::Stack ||
           type == WireType::TimerGoroutine || type == WireType::String;
}

} // namespace

Shape shapeOf(WireType type) {
    return kShapes[static_cast<std::size_t>(type)];
}

std::string_view textOf(Fault fault) {
    switch (fault) {
    case Fault::None:
        return {};
    case Fault::CutShort:
        return "the trace ends inside an event";
    case Fault::UnknownType:
        return "unknown type of event";
    case Fault::BadNumber:
        return "damaged number";
    case Fault::TooLong:
        return "an event is longer than any that Go writes";
    case Fault::WrongCount:
        return "an event has a wrong number of arguments";
    }
    return {};
}

/// Varints, with the first fault kept.
class WireReader::Numbers {
public:
    Numbers(const char* at, const char* end) : m_at(at), m_end(end) {}

    Fault fault() const { return m_fault; }
    const char* at() const { return m_at; }
    void rewind(const char* to) { m_at = to; }
    void fail(Fault fault) {
        if (m_fault == Fault::None)
            m_fault = fault;
    }

    std::uint64_t take() {
        if (static_cast<std::size_t>(m_end - m_at) < kMaxVarint) [[unlikely]]
            return takeAtEnd();
        std::uint64_t value = 0;
        if (!takeVarint(m_at, value))
            fail(Fault::BadNumber);
        return value;
    }

    std::string_view takeBytes(std::uint64_t count, std::uint64_t limit) {
        if (count > limit)
            fail(Fault::TooLong);
        if (count > static_cast<std::uint64_t>(m_end - m_at))
            fail(Fault::CutShort);
        if (m_fault != Fault::None)
            return {};
        const std::string_view bytes(m_at, static_cast<std::size_t>(count));
        m_at += count;
        return bytes;
    }

private:
    std::uint64_t takeAtEnd() {
        ByteReader slow({m_at, static_cast<std::size_t>(m_end - m_at)});
        const std::uint64_t value = slow.varint();
        if (slow.failed())
            fail(Fault::CutShort);
        m_at += slow.offset();
        return value;
    }

    const char* m_at;
    const char* m_end;
    Fault m_fault = Fault::None;
};

bool WireReader::known(WireType type) const {
    return type != WireType::None && static_cast<std::size_t>(type) < kWireTypes &&
           (type != WireType::CpuSample || m_version >= kFirstWithSamples);
}

void WireReader::readSpecial(Numbers& in, WireEvent& event, unsigned inlineCount) const {
    switch (event.type) {
    case WireType::Batch:
        if (inlineCount != 1)
            return in.fail(Fault::UnknownType);
        event.numbers[0] = in.take();
        event.numbers[1] = in.take();
        return;
    case WireType::String:
        event.numbers[0] = in.take();
        event.bytes = in.takeBytes(in.take(), kMaxText);
        return;
    case WireType::Stack:
        if (inlineCount == kCounted)
            event.bytes = in.takeBytes(in.take(), kMaxCounted * 16);
        else
            readInline(in, event, inlineCount + 1); // no stack has so few numbers: it reads as an empty one
        return;
    default:
        event.numbers[0] = in.take();
        if (inlineCount != 0)
            in.fail(Fault::UnknownType);
        return;
    }
}

void WireReader::readInline(Numbers& in, WireEvent& event, unsigned count) {
    for (unsigned i = 0; i < count; ++i)
        event.numbers[i] = in.take();
    if (event.type != WireType::Stack && count != shapeOf(event.type).numbers())
        event.fault = Fault::WrongCount;
}

void WireReader::readCounted(Numbers& in, WireEvent& event) {
    const std::string_view bytes = in.takeBytes(in.take(), kMaxCounted);
    if (in.fault() != Fault::None)
        return;
    const char* const end = in.at();
    in.rewind(bytes.data());
    std::size_t count = 0;
    while (in.at() < end && in.fault() == Fault::None) {
        const std::uint64_t number = in.take();
        if (count < event.numbers.size())
            event.numbers[count] = number;
        ++count;
    }
    if (in.at() != end)
        in.fail(Fault::BadNumber);
    if (count != shapeOf(event.type).numbers())
        event.fault = Fault::WrongCount;
    if (event.type == WireType::UserLog)
        event.bytes = in.takeBytes(in.take(), kMaxText);
}

bool WireReader::next(WireEvent& event) {
    if (m_at >= m_bytes.size() || m_fault != Fault::None)
        return false;
    const auto head = static_cast<std::uint8_t>(m_bytes[m_at]);
    event.type = static_cast<WireType>(head & 0x3f);
    event.fault = Fault::None;
    event.bytes = {};
    if (!known(event.type)) {
        m_fault = Fault::UnknownType;
        return false;
    }
    const unsigned inlineCount = head >> 6;
    Numbers in(m_bytes.data() + m_at + 1, m_bytes.data() + m_bytes.size());
    if (isSpecial(event.type))
        readSpecial(in, event, inlineCount);
    else if (inlineCount == kCounted)
        readCounted(in, event);
    else
        readInline(in, event, inlineCount + 1);
    m_fault = in.fault();
    if (m_fault != Fault::None)
        return false;
    m_at = static_cast<std::size_t>(in.at() - m_bytes.data());
    return true;
}

} // namespace rt0::exectrace::v1
