#include "engine/output/device.h"

#include "engine/output/sink_address.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace stellatune {

namespace {

constexpr const char* kDomain = "output";

constexpr std::array<std::string_view, 10> kInterfaces{"pulse", "jack", "alsa", "wasapi", "asio",
                                                       "ds",    "core", "null", "file",   "plugin"};

} // namespace

Result<DeviceChoice> parseDeviceChoice(std::string_view text)
{
    if (text.empty() || text == "auto")
        return DeviceChoice{};

    const size_t colon = text.find(':');
    const std::string_view interface = text.substr(0, colon);
    const std::string_view name =
        colon == std::string_view::npos ? std::string_view{} : text.substr(colon + 1);

    if (std::find(kInterfaces.begin(), kInterfaces.end(), interface) == kInterfaces.end())
        return Error{
            ErrorCode::InvalidArgument, kDomain,
            fmt::format("'{}' is not a sound device: say auto, or one of {}, with :NAME for a certain device",
                        text, fmt::join(kInterfaces, ", "))};
    if (interface == "file" && name.empty())
        return Error{ErrorCode::InvalidArgument, kDomain,
                     "The file device needs a path, as in file:/tmp/album.flac"};
    DeviceChoice choice{std::string(interface), std::string(name)};
    const std::optional<SinkAddress> sink = sinkAddressOf(choice);
    if (isSink(choice) && !sink)
        return Error{
            ErrorCode::InvalidArgument, kDomain,
            fmt::format("'{}' names no output of a plugin: say plugin:PLUGIN/TYPE, with :TARGET for a "
                        "certain place",
                        text)};
    return sink ? choiceOf(*sink) : choice;
}

std::string toString(const DeviceChoice& choice)
{
    if (choice.isAutomatic())
        return "auto";
    return choice.name.empty() ? choice.interface : choice.interface + ":" + choice.name;
}

} // namespace stellatune
