#include "app/cli/commands.h"
#include "app/cli/json_text.h"
#include "app/cli/terminal_text.h"
#include "engine/output/device.h"

#include <cstdio>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace stellatune::cli {

namespace {

std::string asJson(const std::vector<DeviceInfo>& devices)
{
    Json list = Json::array();
    for (const DeviceInfo& device : devices)
        list.push_back({{"device", toString(device.choice)},
                        {"interface", device.choice.interface},
                        {"name", device.choice.name},
                        {"description", device.description},
                        {"default", device.isDefault},
                        {"max_channels", device.maxChannels},
                        {"sample_rates", device.sampleRates}});
    return toText(list);
}

std::string asText(const std::vector<DeviceInfo>& devices)
{
    std::string text;
    for (const DeviceInfo& device : devices) {
        text += printable(toString(device.choice)) + '\n';
        text +=
            fmt::format("    {}{}\n", printable(device.description), device.isDefault ? " (default)" : "");
        if (device.maxChannels > 0)
            text += fmt::format("    up to {} channels, {}\n", device.maxChannels,
                                device.sampleRates.empty()
                                    ? std::string("any rate")
                                    : fmt::format("{} Hz", fmt::join(device.sampleRates, ", ")));
    }
    return text + "file:PATH\n    A file that is written, .wav or .flac\n";
}

} // namespace

int runDevices(const DevicesArguments& arguments)
{
    const std::vector<DeviceInfo> devices = listOutputDevices();
    const std::string text = arguments.json ? asJson(devices) : asText(devices);
    std::fputs(text.c_str(), stdout);
    return kExitOk;
}

} // namespace stellatune::cli
