#include "base/littleendian.h"
#include "ingest/gobinary/functiontable.h"

#include <algorithm>
#include <array>

/// runtime/symtabinl.go, Go 1.20–1.27: FUNCDATA_InlTree leads to an array of inlinedCall {funcID u8, 3 pad
/// bytes, nameOff i32, parentPc i32, startLine i32}, PCDATA_InlTreeIndex says for each instruction which of
/// them it comes from. parentPc is an instruction of the caller, counted from the function's begin.
namespace rt0::gobinary {
namespace {

// Places in a _func (runtime/runtime2.go); the count of funcdata is its last byte.
constexpr std::uint64_t kPcdataCountField = 28;
constexpr std::uint64_t kInlineTreeIndex = 2;    ///< internal/abi/symtab.go, PCDATA_InlTreeIndex
constexpr std::uint64_t kInlineTreeFuncdata = 3; ///< FUNCDATA_InlTree
constexpr std::uint32_t kNoFuncdata = 0xffff'ffff;

constexpr std::uint64_t kCallBytes = 16;
constexpr std::uint64_t kNameOffsetAt = 4;
constexpr std::uint64_t kParentPcAt = 8;
constexpr std::int32_t kMaxCalls = 1 << 16;

constexpr std::array<std::uint64_t, 2> kPcTableBytes{std::uint64_t{1} << 10U, std::uint64_t{1} << 20U};

std::int32_t callAt(const std::vector<InlineTree::Stretch>& stretches, std::uint64_t address) {
    const auto found = std::ranges::upper_bound(stretches, address, {}, &InlineTree::Stretch::end);
    return found == stretches.end() || address < found->begin ? InlineTree::kNoCall : found->call;
}

} // namespace

/// The table's ranges within the function; the largest number of a call, or nothing when it is damaged.
std::optional<std::int32_t> FunctionTable::readInlineStretches(std::size_t index, std::uint32_t table,
                                                               InlineTree& into) const {
    const std::uint64_t end = addressOf(entryOffset(index + 1));
    for (const std::uint64_t longest : kPcTableBytes) {
        into.stretches.clear();
        std::int32_t largest = InlineTree::kNoCall;
        PcTable values = pcTable(index, table, longest);
        while (values.next() && values.begin() < end) {
            if (values.value() < InlineTree::kNoCall || values.value() >= kMaxCalls)
                return std::nullopt;
            largest = std::max(largest, values.value());
            into.stretches.push_back({values.begin(), std::min(values.end(), end), values.value()});
        }
        if (!values.wasCut())
            return largest;
    }
    return std::nullopt;
}

bool FunctionTable::readInlineTree(std::size_t index, std::uint64_t goFunctions, InlineTree& into) const {
    const auto nothing = [&](bool sound) {
        const Function function = (*this)[index];
        into.calls.clear();
        into.stretches.assign(1, {function.entry, function.end, InlineTree::kNoCall});
        return sound;
    };
    const std::uint64_t function = functionAddress(index);
    const std::string_view fields = m_image->bytes(function, m_tab.functionBytes);
    if (fields.empty())
        return nothing(false);
    const auto pcdata = loadLittleEndian<std::uint32_t>(fields.data() + kPcdataCountField);
    const auto funcdata = static_cast<unsigned char>(fields.back());
    if (pcdata <= kInlineTreeIndex || funcdata <= kInlineTreeFuncdata)
        return nothing(true);
    const std::uint64_t tables = function + m_tab.functionBytes;
    const auto table = m_image->word32(tables + 4 * kInlineTreeIndex);
    const auto tree = m_image->word32(tables + 4 * (std::uint64_t{pcdata} + kInlineTreeFuncdata));
    if (!table || !tree)
        return nothing(false);
    if (*table == 0 || *tree == kNoFuncdata)
        return nothing(true);
    const auto largest = readInlineStretches(index, *table, into);
    const std::uint64_t count = largest ? static_cast<std::uint64_t>(*largest + 1) : 0;
    const std::string_view calls = m_image->bytes(goFunctions + *tree, count * kCallBytes);
    if (!largest || into.stretches.empty() || (count > 0 && calls.empty()))
        return nothing(false);
    const std::uint64_t entry = into.stretches.front().begin;
    into.calls.clear();
    for (std::size_t at = 0; at < calls.size(); at += kCallBytes) {
        const auto parentPc = loadLittleEndian<std::uint32_t>(calls.data() + at + kParentPcAt);
        into.calls.push_back({loadLittleEndian<std::uint32_t>(calls.data() + at + kNameOffsetAt),
                              callAt(into.stretches, entry + parentPc)});
    }
    return true;
}

} // namespace rt0::gobinary
