// What the tests of JACK open.
#pragma once

#include "engine/output/device.h"

#include <memory>

namespace stellatune::testing {

inline constexpr uint32_t kJackRate = 44'100;

inline std::unique_ptr<OutputDevice> jackDevice()
{
    auto device = makeOutputDevice({"jack", ""});
    return device ? std::move(*device) : nullptr;
}

inline OutputRequest jackRequest(uint32_t rate = kJackRate, uint32_t channels = 2)
{
    OutputRequest wanted;
    wanted.format = {rate, ChannelLayout::standard(channels)};
    wanted.sampleFormat = SampleFormat::Int16;
    return wanted;
}

} // namespace stellatune::testing
