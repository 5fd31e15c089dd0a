// Everything one can ask of the player, in any order and faster than it can be carried out, while devices
// fail and files are bad. Afterwards it plays as if nothing had been.
#pragma once

#include "tests/engine/control/player_rig.h"

#include <gtest/gtest.h>

#include <random>

namespace stellatune::testing {

class CommandStorm {
  public:
    CommandStorm() : m_rig({}, FadeSettings{})
    {
        writeWav(m_folder / "1.wav", fixtures::sweep(60'000));
        encodeFlac(fixtures::sweep(90'000), m_folder / "2.flac");
        writeWav(m_folder / "3.wav", fixtures::sweep(40'000, 96'000));
        writeWav(m_folder / "mono.wav", fixtures::sweep(30'000, 44'100, 1));
        writeWav(m_folder / "short.wav", fixtures::sweep(7));
        writeWav(m_folder / "silent.wav", fixtures::sweep(0));
        fixtures::writeBytes(m_folder / "text.mp3", {'n', 'o', ' ', 'm', 'u', 's', 'i', 'c'});
        encodeVorbis(fixtures::sweep(50'000), m_folder / "4.ogg");
        for (const char* name : {"1.wav", "2.flac", "3.wav", "mono.wav", "short.wav", "silent.wav",
                                 "text.mp3", "missing.flac", "4.ogg"})
            m_files.push_back(m_folder / name);
    }

    void run(uint32_t operations)
    {
        for (uint32_t i = 0; i < operations; ++i) {
            operate();
            if (below(4) == 0)
                m_rig.crank->crank(below(6'000));
            if (below(16) == 0)
                m_rig.settle();
            m_rig.events.clear();
            m_rig.crank->takeRecording();
        }
    }

    /// Whether a file still comes out as it is.
    void expectToPlay()
    {
        m_rig.crank->failOpening(std::nullopt);
        m_rig.crank->failStarting(std::nullopt);
        Player& player = *m_rig.player;
        player.stop();
        for (int i = 0; i < 10; ++i) {
            m_rig.settle();
            m_rig.crank->crank(8'192);
        }
        m_rig.settle();
        EXPECT_EQ(player.snapshot().state, PlaybackState::Stopped);
        EXPECT_FALSE(m_rig.crank->isOpen());
        player.setFades(noFades());
        player.setVolume(100);
        player.setMuted(false);
        player.setReplayGain({});
        player.setOutput({});
        player.setRepeat(RepeatMode::Off);
        player.setShuffle(false);
        player.setStopAfterCurrent(false);
        m_rig.setQueue({m_folder / "2.flac"});
        m_rig.settle();
        m_rig.crank->takeRecording();
        m_rig.events.clear();
        player.playEntry(1);
        ASSERT_TRUE(m_rig.playToEnd(20.0));
        std::vector<float> expected = fixtures::sweep(90'000).asFloat();
        std::vector<float> heard = m_rig.crank->recording();
        const auto at = std::search(heard.begin(), heard.end(), expected.begin(), expected.end());
        EXPECT_NE(at, heard.end());
    }

  private:
    uint32_t below(uint32_t limit) { return static_cast<uint32_t>(m_random() % limit); }
    double seconds() { return below(3'000) / 1000.0; }

    void operate()
    {
        Player& player = *m_rig.player;
        switch (below(25)) {
        case 0:
        case 1:
            shuffleQueue();
            break;
        case 2:
            player.play();
            break;
        case 3:
        case 4:
        case 5:
            player.playEntry(below(12) + 1, seconds());
            break;
        case 6:
            player.cueEntry(below(12) + 1, seconds());
            break;
        case 7:
            player.pause();
            break;
        case 8:
            player.togglePause();
            break;
        case 9:
            player.stop();
            break;
        case 10:
        case 11:
            player.next();
            break;
        case 12:
            player.previous();
            break;
        case 13:
        case 14:
            player.seek(seconds());
            break;
        case 15:
            player.seekBy(seconds() - 1.5);
            break;
        case 16:
            player.setVolume(below(101));
            player.setMuted(below(2) == 0);
            break;
        case 17:
            player.setRepeat(static_cast<RepeatMode>(below(3)));
            break;
        case 18:
            player.setShuffle(below(2) == 0);
            break;
        case 19:
            player.setStopAfterCurrent(below(2) == 0);
            break;
        case 20:
            changeOutput();
            break;
        case 21:
            changeGainAndFades();
            break;
        case 22:
            troubleTheDevice();
            break;
        case 23:
            player.setReadAhead(static_cast<ReadAhead>(below(2)));
            break;
        default:
            m_rig.crank->passTime(std::chrono::milliseconds(below(1'500)));
            break;
        }
    }

    void shuffleQueue()
    {
        auto entries = std::make_shared<std::vector<QueueEntry>>();
        for (EntryId id = 1; id <= 12; ++id) {
            if (below(3) != 0)
                entries->push_back({id, m_files[id % m_files.size()]});
        }
        std::shuffle(entries->begin(), entries->end(), m_random);
        m_rig.player->setQueue(entries);
    }

    void changeOutput()
    {
        OutputSettings output;
        output.device = below(2) == 0 ? DeviceChoice{} : DeviceChoice{"null", ""};
        output.ratePolicy = below(3) == 0 ? RatePolicy::Fixed : RatePolicy::MatchTrack;
        output.resampleQuality = ResampleQuality::Quick;
        m_rig.player->setOutput(output);
    }

    void changeGainAndFades()
    {
        ReplayGainSettings gain;
        gain.mode = static_cast<ReplayGainMode>(below(3));
        gain.preampUntaggedDb = -3.0;
        m_rig.player->setReplayGain(gain);
        m_rig.player->setFades(below(2) == 0 ? noFades() : FadeSettings{});
    }

    void troubleTheDevice()
    {
        const Error gone{ErrorCode::DeviceUnavailable, "test", "gone"};
        switch (below(5)) {
        case 0:
            m_rig.crank->failOpening(gone);
            break;
        case 1:
            m_rig.crank->failStarting(gone);
            break;
        case 2:
            m_rig.crank->reportFailure(Error{ErrorCode::DeviceLost, "test", "lost"});
            break;
        default:
            m_rig.crank->failOpening(std::nullopt);
            m_rig.crank->failStarting(std::nullopt);
            break;
        }
    }

    fixtures::TempFolder m_folder;
    std::vector<std::filesystem::path> m_files;
    std::mt19937 m_random{20'261'121};
    PlayerRig m_rig;
};

} // namespace stellatune::testing
