#include "stoponsignal.h"

#include <atomic>
#include <chrono>
#include <csignal>

namespace rt0::cli {
namespace {

std::atomic<bool> interrupted{false};
static_assert(std::atomic<bool>::is_always_lock_free, "a signal handler writes it");

void note(int /*signal*/) {
    interrupted = true;
}

} // namespace

StopOnSignal::StopOnSignal() {
    interrupted = false;
    m_oldInterrupt = std::signal(SIGINT, note);
    m_oldTerminate = std::signal(SIGTERM, note);
    m_watcher = std::jthread([this](const std::stop_token& ended) {
        while (!ended.stop_requested() && !interrupted)
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        if (interrupted)
            m_stop.request_stop();
    });
}

StopOnSignal::~StopOnSignal() {
    std::signal(SIGINT, m_oldInterrupt);
    std::signal(SIGTERM, m_oldTerminate);
}

} // namespace rt0::cli
