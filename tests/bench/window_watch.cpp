#include "tests/bench/window_watch.h"

#include <cstdlib>
#include <memory>

#include <poll.h>
#include <xcb/xcb.h>

namespace stellatune::bench {

namespace {

struct Free {
    void operator()(void* reply) const { std::free(reply); }
};
template <typename T>
using Reply = std::unique_ptr<T, Free>;

} // namespace

WindowWatch::WindowWatch(const std::string& display) : m_connection(xcb_connect(display.c_str(), nullptr))
{
    if (xcb_connection_has_error(m_connection) != 0)
        return;
    const xcb_window_t root = xcb_setup_roots_iterator(xcb_get_setup(m_connection)).data->root;
    const uint32_t events = XCB_EVENT_MASK_SUBSTRUCTURE_NOTIFY;
    xcb_change_window_attributes(m_connection, root, XCB_CW_EVENT_MASK, &events);
    // The answer to any question says that the server has seen what came before it.
    const Reply<xcb_get_input_focus_reply_t> seen(
        xcb_get_input_focus_reply(m_connection, xcb_get_input_focus(m_connection), nullptr));
}

WindowWatch::~WindowWatch()
{
    xcb_disconnect(m_connection);
}

std::optional<std::chrono::steady_clock::time_point> WindowWatch::waitForWindow()
{
    using Clock = std::chrono::steady_clock;
    const auto deadline = Clock::now() + std::chrono::seconds(10);
    while (xcb_connection_has_error(m_connection) == 0 && Clock::now() < deadline) {
        const Reply<xcb_generic_event_t> event(xcb_poll_for_event(m_connection));
        if (!event) {
            pollfd descriptor{xcb_get_file_descriptor(m_connection), POLLIN, 0};
            poll(&descriptor, 1, 100);
            continue;
        }
        const auto now = Clock::now();
        if ((event->response_type & 0x7F) != XCB_MAP_NOTIFY)
            continue;
        const auto* mapped = reinterpret_cast<const xcb_map_notify_event_t*>(event.get());
        if (mapped->override_redirect == 0 && isProgramWindow(mapped->window))
            return now;
    }
    return std::nullopt;
}

// The window manager and the toolkits map small windows of their own.
bool WindowWatch::isProgramWindow(unsigned window) const
{
    const Reply<xcb_get_geometry_reply_t> geometry(
        xcb_get_geometry_reply(m_connection, xcb_get_geometry(m_connection, window), nullptr));
    return geometry && geometry->width >= 200 && geometry->height >= 100;
}

} // namespace stellatune::bench
