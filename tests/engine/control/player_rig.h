// A player on a hand-cranked device, with its events collected.
#pragma once

#include "engine/control/player.h"
#include "tests/fixtures/cranked_device.h"
#include "tests/fixtures/encoded_audio.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <vector>

namespace stellatune::testing {

/// No fades unless the test asks for them, so that samples can be compared.
inline FadeSettings noFades()
{
    using std::chrono::milliseconds;
    return {milliseconds(0), milliseconds(0), milliseconds(0), milliseconds(0), milliseconds(0)};
}

class PlayerRig {
  public:
    explicit PlayerRig(CrankedDeviceSettings device = {}, FadeSettings fades = noFades(),
                       PlayerConfig config = {})
        : crank(Crank::create(std::move(device)))
    {
        config.makeDevice = crank->factory();
        config.listDevices = [] { return std::vector<DeviceInfo>{}; };
        config.now = [device = crank] { return device->now(); };
        config.fades = fades;
        player = std::make_unique<Player>(std::move(config));
    }

    /// Entries get the ids 1, 2, 3, ...
    void setQueue(const std::vector<std::filesystem::path>& paths)
    {
        auto entries = std::make_shared<std::vector<QueueEntry>>();
        for (const auto& path : paths)
            entries->push_back({entries->size() + 1, path});
        player->setQueue(entries);
    }

    /// Everything posted was carried out, and its events are in `events`.
    void settle()
    {
        player->settle();
        for (PlayerEvent& event : player->takeEvents())
            events.push_back(std::move(event));
    }

    /// Lets the device play, a fraction of the ring at a time, with the decode thread keeping up.
    void playFrames(uint64_t frames)
    {
        settle();
        while (frames > 0) {
            const uint64_t step = std::min<uint64_t>(frames, 4096);
            crank->crank(step);
            settle();
            frames -= step;
        }
    }

    /// Plays until nothing follows; at most `seconds`.
    bool playToEnd(double seconds = 600.0)
    {
        settle();
        for (double played = 0.0; played < seconds; played += 0.05) {
            if (count(PlayerEvent::Kind::QueueFinished) > 0)
                return true;
            crank->crankSeconds(0.05);
            settle();
        }
        return false;
    }

    size_t count(PlayerEvent::Kind kind) const
    {
        return static_cast<size_t>(std::count_if(
            events.begin(), events.end(), [kind](const PlayerEvent& event) { return event.kind == kind; }));
    }

    std::vector<EntryId> entriesOf(PlayerEvent::Kind kind) const
    {
        std::vector<EntryId> entries;
        for (const PlayerEvent& event : events) {
            if (event.kind == kind)
                entries.push_back(event.entry);
        }
        return entries;
    }

    std::shared_ptr<Crank> crank;
    std::unique_ptr<Player> player;
    std::vector<PlayerEvent> events;
};

/// The recording from its first to its last sample that is not silence.
inline std::vector<float> withoutSilence(const std::vector<float>& recording)
{
    const auto isSound = [](float sample) { return sample != 0.0F; };
    const auto first = std::find_if(recording.begin(), recording.end(), isSound);
    const auto last = std::find_if(recording.rbegin(), recording.rend(), isSound).base();
    return first < last ? std::vector<float>(first, last) : std::vector<float>();
}

} // namespace stellatune::testing
