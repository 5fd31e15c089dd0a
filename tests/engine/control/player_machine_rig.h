// A player machine without the rest of a player.
#pragma once

#include "engine/control/player_machine.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace stellatune {

/// Plays the parts of the decode thread, the output thread and the renderer.
class PlayerMachineRig : public ::testing::Test {
  protected:
    PlayerMachineRig()
    {
        machine.setQueue(std::make_shared<std::vector<QueueEntry>>(
            std::vector<QueueEntry>{{1, "/1.flac"}, {2, "/2.flac"}, {3, "/3.flac"}}));
        machine.takeEffects();
    }

    static DecoderInfo info(uint32_t rate = 44'100, uint32_t channels = 2)
    {
        DecoderInfo made;
        made.codec = "FLAC";
        made.format = {rate, ChannelLayout::standard(channels)};
        made.lossless = true;
        made.frames = uint64_t{rate} * 100;
        return made;
    }

    std::shared_ptr<Renderer> rendererFor(const AudioFormat& format) const
    {
        return std::make_shared<Renderer>(OpenedOutput{format, SampleFormat::Float32, 256, "device"}, traits,
                                          4'096);
    }

    /// Effects since the last call, of one kind.
    template <typename Kind>
    std::vector<Kind> taken()
    {
        for (Effect& effect : machine.takeEffects())
            effects.push_back(std::move(effect));
        std::vector<Kind> found;
        for (const Effect& effect : effects) {
            if (const auto* kind = std::get_if<Kind>(&effect))
                found.push_back(*kind);
        }
        return found;
    }
    template <typename Kind>
    std::vector<Kind> decodeCommands()
    {
        std::vector<Kind> found;
        for (const DecodeCommand& command : taken<DecodeCommand>()) {
            if (const auto* kind = std::get_if<Kind>(&command))
                found.push_back(*kind);
        }
        return found;
    }
    template <typename Kind>
    std::vector<Kind> outputCommands()
    {
        std::vector<Kind> found;
        for (const OutputCommand& command : taken<OutputCommand>()) {
            if (const auto* kind = std::get_if<Kind>(&command))
                found.push_back(*kind);
        }
        return found;
    }
    std::vector<PlayerEvent::Kind> eventKinds()
    {
        std::vector<PlayerEvent::Kind> kinds;
        for (const PlayerEvent& event : taken<PlayerEvent>())
            kinds.push_back(event.kind);
        return kinds;
    }
    void forget()
    {
        machine.takeEffects();
        effects.clear();
    }

    void answerCue(const DecoderInfo& decoded = info())
    {
        const CueTrack cue = decodeCommands<CueTrack>().back();
        forget();
        machine.on(TrackCued{cue.ticket, cue.entry.id, decoded});
    }
    void answerOpen()
    {
        const OpenDevice open = outputCommands<OpenDevice>().back();
        forget();
        machine.on(DeviceOpened{open.ticket, {"test", ""}, rendererFor(open.request.format), std::nullopt});
    }
    void answerBegin(const DecoderInfo& decoded = info())
    {
        const BeginRing begin = decodeCommands<BeginRing>().back();
        TrackJoined joined;
        joined.epoch = begin.epoch;
        joined.entry = machine.published().entry;
        joined.startSeconds = machine.published().fixedPosition.value_or(0.0);
        joined.info = decoded;
        machine.on(joined);
        forget();
        machine.on(RingReady{begin.epoch});
        view.progress.epoch = begin.epoch;
        view.progress.frame = 0;
        view.held = false;
        view.drained = false;
    }
    void startPlaying()
    {
        machine.play();
        answerCue();
        answerOpen();
        answerBegin();
        machine.observe(view, now);
        forget();
    }

    /// `id` joins the ring at `ringFrame`.
    void join(EntryId id, uint64_t ringFrame)
    {
        TrackJoined joined;
        joined.epoch = view.progress.epoch;
        joined.entry = id;
        joined.ringFrame = ringFrame;
        joined.info = info();
        machine.on(joined);
    }

    PlayerMachine machine{PlayerConfig{}, 1};
    std::vector<Effect> effects;
    DeviceTraits traits; ///< of the device that is opened
    OutputView view;
    PlayerMachine::TimePoint now{std::chrono::hours(1)};
};

} // namespace stellatune
