#include "engine/output/device.h"

#include "engine/output/file_device.h"
#include "engine/output/interface_presence.h"
#include "engine/output/null_device.h"
#include "engine/output/rtaudio_device.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace stellatune {

namespace {

/// Best first. Each system has only some of them.
constexpr std::array kPreferredInterfaces{"pulse", "jack", "alsa", "wasapi", "asio", "ds", "core"};

std::vector<std::string> availableInterfaces()
{
    const std::vector<std::string> built = rtAudioInterfaces();
    std::vector<std::string> available;
    for (const char* interface : kPreferredInterfaces) {
        if (std::find(built.begin(), built.end(), interface) != built.end())
            available.emplace_back(interface);
    }
    return available;
}

} // namespace

Result<std::unique_ptr<OutputDevice>> makeOutputDevice(const DeviceChoice& choice)
{
    if (choice.interface == "null")
        return std::unique_ptr<OutputDevice>(std::make_unique<NullDevice>());
    if (choice.interface == "file")
        return FileDevice::create(std::filesystem::u8path(choice.name));

    const std::vector<std::string> interfaces = availableInterfaces();
    if (choice.isAutomatic()) {
        for (const std::string& interface : interfaces) {
            if (!listRtAudioDevices(interface).empty())
                return std::unique_ptr<OutputDevice>(
                    std::make_unique<RtAudioDevice>(DeviceChoice{interface, {}}));
        }
        return std::unique_ptr<OutputDevice>(std::make_unique<NullDevice>());
    }
    if (std::find(interfaces.begin(), interfaces.end(), choice.interface) == interfaces.end())
        return Error{ErrorCode::Unsupported, "output",
                     fmt::format("'{}' is not in this build of the player, which has: {}, null, file.",
                                 choice.interface, fmt::join(interfaces, ", "))};
    return std::unique_ptr<OutputDevice>(std::make_unique<RtAudioDevice>(choice));
}

std::vector<DeviceInfo> listOutputDevices()
{
    std::vector<DeviceInfo> devices;
    for (const std::string& interface : availableInterfaces()) {
        std::vector<DeviceInfo> found = listRtAudioDevices(interface);
        std::move(found.begin(), found.end(), std::back_inserter(devices));
    }
    DeviceInfo silence;
    silence.choice = {"null", {}};
    silence.description = "No sound";
    silence.isDefault = true;
    silence.maxChannels = kMaxChannels;
    devices.push_back(std::move(silence));
    return devices;
}

} // namespace stellatune
