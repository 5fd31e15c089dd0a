// What sinks that record take, while they take it.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <thread>
#include <vector>

namespace stellatune::testing {

/// The file that the recording sinks of a folder write to is a pipe, read here: so they may take as much as
/// they like, and nothing piles up.
class SinkRecording {
  public:
    /// `hear` gets the interleaved samples, on a thread of its own.
    SinkRecording(const std::filesystem::path& folder, std::function<void(const std::vector<float>&)> hear);
    /// The sinks are closed, or soon will be.
    ~SinkRecording() { finish(); }
    SinkRecording(const SinkRecording&) = delete;
    SinkRecording& operator=(const SinkRecording&) = delete;

    /// Heard so far. Any thread.
    uint64_t samples() const { return m_samples.load(); }
    /// Waits until the last sink is closed. Everything was heard then.
    void finish();

  private:
    void read();

    const std::function<void(const std::vector<float>&)> m_hear;
    int m_reading = -1;
    int m_writing = -1; ///< so that there is one who could write while no sink is open
    std::atomic<uint64_t> m_samples = 0;
    std::thread m_thread;
};

} // namespace stellatune::testing
