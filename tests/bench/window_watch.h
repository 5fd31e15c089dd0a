// When a program's window appears.
#pragma once

#include <chrono>
#include <optional>
#include <string>

struct xcb_connection_t;

namespace stellatune::bench {

class WindowWatch {
  public:
    /// Windows that appear from now on count.
    explicit WindowWatch(const std::string& display);
    ~WindowWatch();
    WindowWatch(const WindowWatch&) = delete;
    WindowWatch& operator=(const WindowWatch&) = delete;

    /// When the next window of a program's size was mapped; none when it took longer than ten seconds.
    std::optional<std::chrono::steady_clock::time_point> waitForWindow();

  private:
    bool isProgramWindow(unsigned window) const;

    xcb_connection_t* m_connection;
};

} // namespace stellatune::bench
