#include "closeonsignal.h"

#include <QApplication>
#include <array>
#include <csignal>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

namespace rt0::app {
namespace {

constexpr std::array kSignals{SIGINT, SIGTERM, SIGHUP};

/// A signal handler reaches nothing but what is global: the pipe's two ends.
std::array<int, 2> wakePipe{-1, -1};

void wake(int) {
    const char byte = 0;
    // Nothing can be done when it fails; one byte in the pipe is enough.
    [[maybe_unused]] const ssize_t written = write(wakePipe[1], &byte, 1);
}

} // namespace

CloseOnSignal::CloseOnSignal() {
    if (pipe2(wakePipe.data(), O_CLOEXEC | O_NONBLOCK) != 0)
        return;
    m_notifier = std::make_unique<QSocketNotifier>(wakePipe[0], QSocketNotifier::Read);
    QObject::connect(m_notifier.get(), &QSocketNotifier::activated, m_notifier.get(), [this] {
        m_notifier->setEnabled(false);
        QApplication::closeAllWindows();
        QApplication::quit();
    });
    for (const int signal : kSignals)
        std::signal(signal, wake);
}

CloseOnSignal::~CloseOnSignal() {
    if (!m_notifier)
        return;
    for (const int signal : kSignals)
        std::signal(signal, SIG_DFL);
    m_notifier.reset();
    for (int& end : wakePipe)
        close(std::exchange(end, -1));
}

} // namespace rt0::app
