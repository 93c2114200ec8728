#pragma once

#include <QSocketNotifier>
#include <memory>

namespace rt0::app {

/// Closes all windows when the session ends or the user interrupts us in a terminal (SIGTERM, SIGHUP,
/// SIGINT): programs that are being measured end, and temporary folders go. At most one at a time, on the GUI
/// thread.
class CloseOnSignal {
public:
    CloseOnSignal();
    CloseOnSignal(const CloseOnSignal&) = delete;
    CloseOnSignal& operator=(const CloseOnSignal&) = delete;
    ~CloseOnSignal();

private:
    std::unique_ptr<QSocketNotifier> m_notifier; ///< null when no pipe could be made
};

} // namespace rt0::app
