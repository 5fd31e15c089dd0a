// Music of which it is known how every sample sounds, and an ear that knows it.
#pragma once

#include "engine/control/player.h"
#include "tests/fixtures/encoded_audio.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace stellatune::testing {

/// Files for decoders of plugins and for those that are built in, at two rates, with and without silence
/// around the music that its encoder put there.
class GoldenMusic {
  public:
    GoldenMusic();

    /// More than any storm hears, for a sink that stores: nothing repeats for it.
    static constexpr size_t kManyRounds = 2'000;
    QueueEntries queue(size_t rounds = 1) const;
    /// All at one rate, so that the device stays open and the one track follows the other at once.
    static OutputSettings output();

  private:
    fixtures::TempFolder m_folder;
    std::vector<std::filesystem::path> m_files;
};

/// Compares what comes with one round of the music, over and over.
class Ear {
  public:
    explicit Ear(std::vector<float> round) : m_round(std::move(round)) {}

    /// The next interleaved samples; silence before the music does not count.
    void hear(const std::vector<float>& samples);

    uint64_t heard() const { return m_heard; }
    /// The first that was not as it should be, in words; empty: all were.
    const std::string& fault() const { return m_fault; }

  private:
    const std::vector<float> m_round;
    uint64_t m_heard = 0; ///< samples
    std::string m_fault;
};

} // namespace stellatune::testing
