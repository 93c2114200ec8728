#include "capture/listening.h"

#include "capture/procfile.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <dirent.h>
#include <fmt/format.h>
#include <memory>

namespace rt0::capture {
namespace {

constexpr std::size_t kMaxProcesses = 1024;
/// A socket looked at may start to listen later: all are looked up again that often.
constexpr int kTurnsBetweenFullLooks = 16;

struct CloseDirectory {
    void operator()(DIR* directory) const { closedir(directory); }
};

std::vector<std::string> namesIn(const std::string& folder) {
    std::vector<std::string> names;
    const std::unique_ptr<DIR, CloseDirectory> directory(opendir(folder.c_str()));
    while (directory) {
        const dirent* const entry = readdir(directory.get());
        if (entry == nullptr)
            break;
        if (entry->d_name[0] != '.')
            names.emplace_back(entry->d_name);
    }
    return names;
}

std::vector<std::string_view> fields(std::string_view line) {
    std::vector<std::string_view> result;
    for (std::size_t at = line.find_first_not_of(' '); at < line.size();) {
        const std::size_t end = std::min(line.find(' ', at), line.size());
        result.push_back(line.substr(at, end - at));
        at = line.find_first_not_of(' ', end);
    }
    return result;
}

template <typename Visit>
void eachLine(std::string_view text, Visit visit) {
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        visit(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
}

std::uint32_t hexNumber(std::string_view text) {
    std::uint32_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value, 16);
    return value;
}

/// Lines of /proc/net/{tcp,udp}[6]: number, local, remote, state, queues, timer, retransmits, uid, timeout,
/// inode.
std::optional<std::string> inInternetTable(pid_t pid, const char* protocol, std::string_view state,
                                           const std::set<std::string>& inodes) {
    std::optional<std::string> found;
    eachLine(readProcFile(fmt::format("/proc/{}/net/{}", pid, protocol)), [&](std::string_view line) {
        const auto columns = fields(line);
        if (!found && columns.size() > 9 && columns[3] == state && inodes.contains(std::string(columns[9])))
            found = fmt::format("{} {}", protocol, socketAddress(columns[1]));
    });
    return found;
}

/// Lines of /proc/net/unix: address, references, protocol, flags, type, state, inode, path.
std::optional<std::string> inUnixTable(pid_t pid, const std::set<std::string>& inodes) {
    constexpr std::uint32_t kAcceptsConnections = 0x10000; // __SO_ACCEPTCON
    std::optional<std::string> found;
    eachLine(readProcFile(fmt::format("/proc/{}/net/unix", pid)), [&](std::string_view line) {
        const auto columns = fields(line);
        if (!found && columns.size() > 6 && (hexNumber(columns[3]) & kAcceptsConnections) != 0 &&
            inodes.contains(std::string(columns[6])))
            found = fmt::format("unix {}", columns.size() > 7 ? columns[7] : "(unnamed)");
    });
    return found;
}

} // namespace

std::vector<pid_t> descendants(pid_t root) {
    std::vector<pid_t> result;
    std::vector<pid_t> open{root};
    while (!open.empty() && result.size() < kMaxProcesses) {
        const pid_t parent = open.back();
        open.pop_back();
        for (const std::string& thread : namesIn(fmt::format("/proc/{}/task", parent))) {
            const std::string text = readProcFile(fmt::format("/proc/{}/task/{}/children", parent, thread));
            for (const std::string_view name : fields(text)) {
                pid_t child = 0;
                std::from_chars(name.data(), name.data() + name.size(), child);
                if (child > 0) {
                    result.push_back(child);
                    open.push_back(child);
                }
            }
        }
    }
    return result;
}

std::string socketAddress(std::string_view hex) {
    const std::size_t colon = hex.find(':');
    if (colon == std::string_view::npos)
        return std::string(hex);
    const std::uint32_t port = hexNumber(hex.substr(colon + 1));
    if (colon == 8) { // the kernel prints the word in its own byte order
        const std::uint32_t word = hexNumber(hex.substr(0, 8));
        return fmt::format("{}.{}.{}.{}:{}", word & 0xffU, word >> 8U & 0xffU, word >> 16U & 0xffU,
                           word >> 24U, port);
    }
    if (hex.substr(0, colon).find_first_not_of('0') == std::string_view::npos)
        return fmt::format("[::]:{}", port);
    std::string address;
    for (std::size_t i = 0; i + 8 <= colon; i += 8) {
        const std::uint32_t word = __builtin_bswap32(hexNumber(hex.substr(i, 8)));
        address += fmt::format("{}{:x}:{:x}", i == 0 ? "" : ":", word >> 16U, word & 0xffffU);
    }
    return fmt::format("[{}]:{}", address, port);
}

std::set<std::string> ListeningSockets::sockets() const {
    constexpr std::string_view kPrefix = "socket:[";
    std::set<std::string> inodes;
    for (const pid_t pid : descendants(m_root)) {
        const std::string folder = fmt::format("/proc/{}/fd/", pid);
        for (const std::string& fd : namesIn(folder)) {
            const std::string target = readProcLink(folder + fd);
            if (target.starts_with(kPrefix))
                inodes.insert(target.substr(kPrefix.size(), target.size() - kPrefix.size() - 1));
        }
    }
    return inodes;
}

std::optional<std::string> ListeningSockets::find() {
    const std::set<std::string> inodes = sockets();
    const bool fullLook = ++m_turn % kTurnsBetweenFullLooks == 0;
    const bool anyNew =
        std::ranges::any_of(inodes, [&](const std::string& inode) { return !m_rejected.contains(inode); });
    if (inodes.empty() || (!anyNew && !fullLook))
        return std::nullopt;
    const std::vector<pid_t> tree = descendants(m_root);
    if (tree.empty())
        return std::nullopt;
    const pid_t pid = tree.front();
    constexpr std::string_view kListen = "0A"; // TCP_LISTEN
    constexpr std::string_view kBound = "07";  // TCP_CLOSE: UDP without a peer
    std::optional<std::string> found = inInternetTable(pid, "tcp", kListen, inodes);
    for (const char* const table : {"tcp6", "udp", "udp6"})
        if (!found)
            found = inInternetTable(pid, table, table[0] == 't' ? kListen : kBound, inodes);
    if (!found)
        found = inUnixTable(pid, inodes);
    // Not yet: a socket is made a moment before it listens, so it counts as looked up only at the next full
    // look.
    if (!found && fullLook)
        m_rejected = inodes;
    return found;
}

} // namespace rt0::capture
