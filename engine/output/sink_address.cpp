#include "engine/output/sink_address.h"

namespace stellatune {

namespace {

constexpr const char* kInterface = "plugin";

} // namespace

bool isSink(const DeviceChoice& choice)
{
    return choice.interface == kInterface;
}

std::optional<SinkAddress> sinkAddressOf(const DeviceChoice& choice)
{
    if (!isSink(choice))
        return std::nullopt;
    const size_t slash = choice.name.find('/');
    if (slash == std::string::npos)
        return std::nullopt;
    SinkAddress address;
    address.pluginId = choice.name.substr(0, slash);
    // Targets may hold whatever their plugin likes; types have no colon.
    const size_t colon = choice.name.find(':', slash);
    if (colon == std::string::npos) {
        address.typeId = choice.name.substr(slash + 1);
    } else {
        address.typeId = choice.name.substr(slash + 1, colon - slash - 1);
        address.target = choice.name.substr(colon + 1);
    }
    if (address.pluginId.empty() || address.typeId.empty())
        return std::nullopt;
    return address;
}

bool isSink(const DeviceChoice& choice, const std::string& pluginId, const std::string& typeId)
{
    const std::optional<SinkAddress> address = sinkAddressOf(choice);
    return address && address->pluginId == pluginId && address->typeId == typeId;
}

DeviceChoice choiceOf(const SinkAddress& address)
{
    DeviceChoice choice{kInterface, address.pluginId + "/" + address.typeId};
    if (!address.target.empty())
        choice.name += ":" + address.target;
    return choice;
}

} // namespace stellatune
