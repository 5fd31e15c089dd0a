#include "engine/audio/speaker_mask.h"

#include "pluginapi/abi/decoder.h"

#include <utility>
#include <vector>

namespace stellatune {

namespace {

constexpr std::pair<uint32_t, Speaker> kSpeakers[] = {
    {ST_SPEAKER_FRONT_LEFT, Speaker::FrontLeft},     {ST_SPEAKER_FRONT_RIGHT, Speaker::FrontRight},
    {ST_SPEAKER_FRONT_CENTER, Speaker::FrontCenter}, {ST_SPEAKER_LOW_FREQUENCY, Speaker::LowFrequency},
    {ST_SPEAKER_BACK_LEFT, Speaker::BackLeft},       {ST_SPEAKER_BACK_RIGHT, Speaker::BackRight},
    {ST_SPEAKER_BACK_CENTER, Speaker::BackCenter},   {ST_SPEAKER_SIDE_LEFT, Speaker::SideLeft},
    {ST_SPEAKER_SIDE_RIGHT, Speaker::SideRight},
};

} // namespace

uint32_t speakerMask(const ChannelLayout& layout)
{
    uint32_t mask = 0;
    for (const auto& [bit, speaker] : kSpeakers) {
        if (layout.indexOf(speaker))
            mask |= bit;
    }
    return mask;
}

ChannelLayout layoutOfMask(uint32_t mask, uint32_t channels)
{
    std::vector<Speaker> speakers;
    uint32_t known = 0;
    for (const auto& [bit, speaker] : kSpeakers) {
        known |= bit;
        if ((mask & bit) != 0)
            speakers.push_back(speaker);
    }
    const bool isWhole = (mask & ~known) == 0 && speakers.size() == channels;
    return isWhole ? ChannelLayout(speakers) : ChannelLayout::standard(channels);
}

} // namespace stellatune
