#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace rt0::capture {

/// The living descendants of `root`, itself not counted; bounded at 1024.
std::vector<pid_t> descendants(pid_t root);

/// Looks for a socket on which a process tree accepts connections (TCP, unix) or datagrams (bound UDP).
class ListeningSockets {
public:
    explicit ListeningSockets(pid_t root) : m_root(root) {}

    /// "tcp 127.0.0.1:8080", "unix /run/x.sock", or nothing yet. Cheap as long as the tree opens no new
    /// socket.
    std::optional<std::string> find();

private:
    /// Socket inodes of the tree's descriptors.
    std::set<std::string> sockets() const;

    pid_t m_root;
    std::set<std::string> m_rejected; ///< sockets for clients, already looked up
    int m_turn = 0;
};

/// The local address of a line of /proc/net/tcp, udp, tcp6 or udp6 as people write it: "127.0.0.1:8080".
std::string socketAddress(std::string_view hex);

} // namespace rt0::capture
