// SPDX-License-Identifier: MIT
// Turns classes into a plugin. At the end of one source file, outside of all namespaces:
//
//     ST_EXPORT_PLUGIN(ST_PLUGIN_INFO, decoder<my::Decoder>(), dsp<my::Gain>())
//
// ST_PLUGIN_INFO takes what stellatune_add_plugin() was told, from the header that it generates:
// #include "stellatune_plugin_info.h".
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "../abi/module.h"
#include "decoder.h"
#include "dsp.h"
#include "error.h"
#include "host.h"
#include "json.h"
#include "lyrics.h"
#include "output.h"
#include "snapshot.h"
#include "source.h"

namespace stellatune::sdk {

/// As StModule, which explains each. Made of literals.
struct PluginInfo {
    std::string_view id;
    std::string_view name;
    std::string_view version;
    std::string_view author;
    std::string_view license;
    std::string_view description;
    std::string_view homepage;
};

/// One thing that a plugin consists of.
struct PluginPart {
    bool offers = false; ///< a capability, or else a hook
    const StCapability* capability = nullptr;
    void (*start)() = nullptr;
    void (*shutdown)() = nullptr;
};

template <DecoderClass T>
constexpr PluginPart decoder()
{
    return {true, &detail::DecoderTable<T>::kCapability};
}
template <DspClass T>
constexpr PluginPart dsp()
{
    return {true, &detail::DspTable<T>::kCapability};
}
template <SourceClass T>
constexpr PluginPart source()
{
    return {true, &detail::SourceTable<T>::kCapability};
}
template <LyricsClass T>
constexpr PluginPart lyrics()
{
    return {true, &detail::LyricsTable<T>::kCapability};
}
template <SinkClass T>
constexpr PluginPart sink()
{
    return {true, &detail::SinkTable<T>::kCapability};
}

/// Runs once after loading, and soon returns. Throw to say that the plugin cannot run here: the hooks of
/// onShutdown() then undo what was begun, and the library may be unmapped at once, so nothing that a start
/// began may outlive them.
template <void (*kFunction)()>
constexpr PluginPart onStart()
{
    return {false, nullptr, kFunction, nullptr};
}

/// Runs once before the library is unmapped, when no instance and no operation is left: ends and joins all
/// threads that the plugin started, and frees what it holds. Also when an onStart() threw, whether or not the
/// start that belongs to it ran: it undoes what it finds begun.
template <void (*kFunction)()>
constexpr PluginPart onShutdown()
{
    return {false, nullptr, nullptr, kFunction};
}

namespace detail {

constexpr bool isPluginId(std::string_view id)
{
    for (const char letter : id) {
        const bool plain = (letter >= 'a' && letter <= 'z') || (letter >= '0' && letter <= '9');
        if (!plain && letter != '.' && letter != '-')
            return false;
    }
    return id.size() >= 3 && id.size() <= 128;
}

/// The capabilities of a list of parts, in their order, at the front.
template <std::size_t kCount>
constexpr auto capabilitiesOf(const std::array<PluginPart, kCount>& parts)
{
    std::array<const StCapability*, kCount> capabilities{};
    std::size_t used = 0;
    for (const PluginPart& part : parts) {
        if (part.offers)
            capabilities[used++] = part.capability;
    }
    return capabilities;
}

template <std::size_t kCount>
constexpr StModule makeModule(const PluginInfo& info, const std::array<PluginPart, kCount>& parts,
                              const std::array<const StCapability*, kCount>& capabilities,
                              int32_t (*shutdown)())
{
    StModule module{};
    module.struct_size = sizeof module;
    module.api_version = STELLATUNE_PLUGIN_API_VERSION;
    module.id = toStString(info.id);
    module.name = toStString(info.name);
    module.version = toStString(info.version);
    module.author = toStString(info.author);
    module.license = toStString(info.license);
    module.description = toStString(info.description);
    module.homepage = toStString(info.homepage);
    for (const PluginPart& part : parts)
        module.capability_count += part.offers ? 1 : 0;
    module.capabilities = capabilities.data();
    module.shutdown = shutdown;
    return module;
}

/// Runs the hooks of the parts, all of them even when one fails.
template <std::size_t kCount>
int32_t runHooks(const std::array<PluginPart, kCount>& parts, void (*PluginPart::*hook)(),
                 std::string_view pluginId, const char* function) noexcept
{
    LastError lastError(pluginId);
    int32_t outcome = ST_OK;
    for (const PluginPart& part : parts) {
        if (part.*hook == nullptr)
            continue;
        const int32_t status = guarded(lastError, function, part.*hook);
        if (status != ST_OK)
            outcome = status;
    }
    return outcome;
}

template <std::size_t kCount>
int32_t leaveModule(std::string_view id, const std::array<PluginPart, kCount>& parts) noexcept
{
    moduleOperations.stopAll();
    const int32_t status = runHooks(parts, &PluginPart::shutdown, id, "shutdown");
    moduleHost = nullptr;
    return status;
}

/// What every host of this version brings; later ones bring more.
constexpr std::size_t kHostSize = offsetof(StHost, send_control) + sizeof(StHost::send_control);

template <std::size_t kCount>
const StModule* enterModule(const StHost* given, const StModule& module,
                            const std::array<PluginPart, kCount>& parts) noexcept
{
    if (given == nullptr || given->struct_size < kHostSize ||
        given->api_version != STELLATUNE_PLUGIN_API_VERSION)
        return nullptr;
    moduleHost = given;
    const std::string_view id(module.id.data, static_cast<std::size_t>(module.id.size));
    if (runHooks(parts, &PluginPart::start, id, "start") == ST_OK)
        return &module;
    leaveModule(id, parts);
    return nullptr;
}

} // namespace detail
} // namespace stellatune::sdk

#define ST_PLUGIN_INFO                                                                                       \
    ::stellatune::sdk::PluginInfo                                                                            \
    {                                                                                                        \
        ST_PLUGIN_ID, ST_PLUGIN_NAME, ST_PLUGIN_VERSION, ST_PLUGIN_AUTHOR, ST_PLUGIN_LICENSE,                \
            ST_PLUGIN_DESCRIPTION, ST_PLUGIN_HOMEPAGE                                                        \
    }

#define ST_EXPORT_PLUGIN(info, ...)                                                                          \
    namespace {                                                                                              \
    constexpr auto stPluginParts()                                                                           \
    {                                                                                                        \
        using namespace ::stellatune::sdk;                                                                   \
        return ::std::array{__VA_ARGS__};                                                                    \
    }                                                                                                        \
    constexpr ::stellatune::sdk::PluginInfo stPluginInfo()                                                   \
    {                                                                                                        \
        return info;                                                                                         \
    }                                                                                                        \
    int32_t stPluginShutdown() noexcept                                                                      \
    {                                                                                                        \
        return ::stellatune::sdk::detail::leaveModule(stPluginInfo().id, stPluginParts());                   \
    }                                                                                                        \
    constexpr auto kStPluginCapabilities = ::stellatune::sdk::detail::capabilitiesOf(stPluginParts());       \
    constexpr StModule kStPluginModule = ::stellatune::sdk::detail::makeModule(                              \
        stPluginInfo(), stPluginParts(), kStPluginCapabilities, &stPluginShutdown);                          \
    }                                                                                                        \
    extern "C" ST_EXPORT const StModule* stellatune_plugin_entry(const StHost* host)                         \
    {                                                                                                        \
        return ::stellatune::sdk::detail::enterModule(host, kStPluginModule, stPluginParts());               \
    }                                                                                                        \
    static_assert(::stellatune::sdk::detail::isPluginId(stPluginInfo().id),                                  \
                  "A plugin's id must match [a-z0-9.-]{3,128}.")
