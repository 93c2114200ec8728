#pragma once

#include <stop_token>
#include <thread>

namespace rt0::cli {

/// While it lives, Ctrl-C and SIGTERM ask the command to stop, which ends the programs that it started and
/// removes what it made. One at a time.
class StopOnSignal {
public:
    StopOnSignal();
    StopOnSignal(const StopOnSignal&) = delete;
    StopOnSignal& operator=(const StopOnSignal&) = delete;
    ~StopOnSignal();

    std::stop_token token() const { return m_stop.get_token(); }
    bool stopped() const { return m_stop.stop_requested(); }

private:
    std::stop_source m_stop;
    void (*m_oldInterrupt)(int) = nullptr;
    void (*m_oldTerminate)(int) = nullptr;
    std::jthread m_watcher;
};

} // namespace rt0::cli
