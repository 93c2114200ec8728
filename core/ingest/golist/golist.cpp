#include "ingest/golist/golist.h"

#include "ingest/golist/packagecollector.h"

#include <algorithm>
#include <fmt/format.h>

namespace rt0::golist {
namespace {

constexpr std::size_t kMaxDamages = 100;
constexpr std::size_t kReportBytes = std::size_t{1} << 20U;

bool isSpace(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// Where the next object begins that can be a package: at the begin of a line. npos: nowhere.
std::size_t nextObject(std::string_view bytes, std::size_t from) {
    while (from < bytes.size() && isSpace(bytes[from]))
        ++from;
    if (from < bytes.size() && (bytes[from] == '{' || bytes[from] == '['))
        return from;
    const std::size_t line = bytes.find("\n{", from);
    return line == std::string_view::npos ? line : line + 1;
}

std::uint64_t lineOf(std::string_view bytes, std::size_t offset) {
    return 1 + static_cast<std::uint64_t>(
                   std::count(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(offset), '\n'));
}

class Reader {
public:
    Reader(std::string_view bytes, const Progress& progress)
        : m_bytes(bytes), m_progress(progress), m_feed(bytes), m_collector(m_feed, progress.stop) {}

    Result<Outcome> read(const std::string& where);

private:
    void readOne(std::size_t at);
    void noteDamage(std::size_t at);
    void report(std::size_t at);
    void remark(const PackageGraph& graph);

    std::string_view m_bytes;
    const Progress& m_progress;
    JsonFeed m_feed;
    PackageCollector m_collector;
    std::vector<Diagnostic> m_diagnostics;
    std::size_t m_damages = 0;
    std::size_t m_reported = 0;
};

void Reader::report(std::size_t at) {
    if (!m_progress.report || (at - m_reported < kReportBytes && at < m_bytes.size()))
        return;
    m_reported = at;
    m_progress.report(at, m_bytes.size());
}

void Reader::noteDamage(std::size_t at) {
    if (++m_damages == 1)
        m_diagnostics.push_back(
            {Diagnostic::Severity::DataLoss,
             "the output of go list " + m_collector.problem() + "; packages that were damaged are missing",
             "write it again: go list -deps -json PACKAGE > deps.json", lineOf(m_bytes, at)});
    m_collector.restart();
}

void Reader::readOne(std::size_t at) {
    m_feed.moveTo(at);
    const bool sound = nlohmann::json::sax_parse(JsonFeed::Iterator(&m_feed), JsonFeed::Iterator(),
                                                 &m_collector, nlohmann::json::input_format_t::json, false);
    if (sound || m_collector.cancelled())
        return;
    noteDamage(at);
    // Damage may pretend to go on to the end of the file; the next package begins on a line of its own.
    const std::size_t next = m_bytes.find("\n{", at + 1);
    m_feed.moveTo(next == std::string_view::npos || m_damages >= kMaxDamages ? m_bytes.size() : next + 1);
}

void Reader::remark(const PackageGraph& graph) {
    std::size_t broken = 0;
    const GoPackage* first = nullptr;
    for (const GoPackage& package : graph.packages())
        if (!package.error.empty()) {
            ++broken;
            first = first == nullptr ? &package : first;
        }
    const std::size_t missing = m_collector.missing();
    if (missing > 0)
        m_diagnostics.push_back(
            {Diagnostic::Severity::DataLoss,
             fmt::format("{} packages are imported, but not in the list: what they import is not known",
                         missing),
             "list dependencies, too: go list -deps -json", 0});
    if (broken > missing)
        m_diagnostics.push_back({Diagnostic::Severity::DataLoss,
                                 fmt::format("go list could not load {} packages; the first is {}: {}",
                                             broken - missing, first->importPath, first->error),
                                 "build the program first, so that nothing is missing", 0});
}

Result<Outcome> Reader::read(const std::string& where) {
    for (std::size_t at = nextObject(m_bytes, 0); at != std::string_view::npos;
         at = nextObject(m_bytes, m_feed.offset())) {
        readOne(at);
        if (m_collector.cancelled())
            return tl::unexpected(Error{"cancelled", where, {}});
        report(m_feed.offset());
    }
    if (m_collector.count() == 0)
        return tl::unexpected(Error{m_damages > 0 ? "the output of go list " + m_collector.problem() +
                                                        ": no package can be read"
                                                  : "holds no package",
                                    where, "write it again: go list -deps -json PACKAGE > deps.json"});
    PackageGraph graph = std::move(m_collector).finish();
    const auto isLoaded = [](const GoPackage& package) { return package.error.empty(); };
    if (std::ranges::none_of(graph.packages(), isLoaded)) // go list -e makes packages of its complaints
        return tl::unexpected(Error{"go list could not load any package: " + graph[0].error, where,
                                    "build the program there first"});
    remark(graph);
    return Outcome{std::move(graph), std::move(m_diagnostics)};
}

} // namespace

bool isGoList(std::string_view head) {
    const std::size_t begin = nextObject(head, 0);
    if (begin == std::string_view::npos)
        return false;
    // What stands before it is the go command's own: "go: downloading …", "# package", "warning: …".
    if (begin > 0 && head.find_first_not_of(" \t\r\n") != begin && !head.starts_with("go: ") &&
        !head.starts_with("# ") && !head.starts_with("warning: "))
        return false;
    return head.find("\"ImportPath\"", begin) != std::string_view::npos;
}

Result<Outcome> readGoList(std::string_view bytes, const std::string& where, const Progress& progress) {
    return Reader(bytes, progress).read(where);
}

} // namespace rt0::golist
