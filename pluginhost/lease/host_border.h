// Code of the host that plugins call.
#pragma once

#include "pluginapi/abi/status.h"
#include "pluginhost/lease/running_call.h"

#include <cstdint>
#include <new>
#include <utility>

namespace stellatune {

/// Runs `call`, which answers a status: nothing it throws reaches the plugin. The plugin is still in charge,
/// so this is for reading what it handed over and for calling its writers: a pointer of its own that leads
/// nowhere is its fault.
template <typename Call>
int32_t withoutThrowing(Call&& call) noexcept
{
    try {
        return call();
    } catch (const std::bad_alloc&) {
        return ST_ERR_NO_MEMORY;
    } catch (...) {
        return ST_ERR_INTERNAL;
    }
}

/// The same as the host's own code: a crash in it is not the plugin's.
template <typename Call>
int32_t runForPlugin(Call&& call) noexcept
{
    const PluginCallScope host(nullptr, nullptr);
    return withoutThrowing(std::forward<Call>(call));
}

} // namespace stellatune
