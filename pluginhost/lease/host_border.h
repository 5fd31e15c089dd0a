// Code of the host that plugins call.
#pragma once

#include "pluginapi/abi/status.h"
#include "pluginhost/lease/running_call.h"

#include <cstdint>
#include <new>

namespace stellatune {

/// Runs `call`, which answers a status, as the host's own code: nothing it throws reaches the plugin, and a
/// crash in it is not the plugin's.
template <typename Call>
int32_t runForPlugin(Call&& call) noexcept
{
    const PluginCallScope host(nullptr, nullptr);
    try {
        return call();
    } catch (const std::bad_alloc&) {
        return ST_ERR_NO_MEMORY;
    } catch (...) {
        return ST_ERR_INTERNAL;
    }
}

} // namespace stellatune
