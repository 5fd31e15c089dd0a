// Plays into a sound file, as fast as the decoder delivers.
#pragma once

#include "engine/output/device.h"
#include "engine/output/output_file.h"

#include <atomic>
#include <cstddef>
#include <filesystem>
#include <mutex>
#include <thread>
#include <vector>

struct sf_private_tag; // libsndfile's handle

namespace stellatune {

/// A WAV file (RF64 once it passes 4 GB) or a FLAC file, as the extension says. Takes rate, channels and
/// depth of the first request. What is rendered between open() and close() becomes one file, whose header is
/// completed by close(); opening again starts the file anew. When close() cannot complete it, failure() tells
/// until the next open.
class FileDevice final : public OutputDevice {
  public:
    enum class Container : uint8_t { Wav, Flac };

    /// Fails when the extension is neither .wav nor .flac; touches no file yet.
    static Result<std::unique_ptr<OutputDevice>> create(std::filesystem::path path);
    ~FileDevice() override;

    DeviceTraits traits() const override;
    Result<OpenedOutput> open(const OutputRequest& request) override;
    Result<void> start(Renderer& renderer) override;
    void stop() override;
    void close() override;
    uint32_t latencyFrames() const override { return 0; }
    std::optional<Error> failure() const override;

  private:
    FileDevice(std::filesystem::path path, Container container);

    void run(Renderer& renderer);
    bool writeFrames(uint32_t frames);
    Error writeError() const;
    void setFailure(std::optional<Error> failure);

    const std::filesystem::path m_path;
    const Container m_container;
    OpenedOutput m_output;
    std::unique_ptr<OutputFile> m_file;
    sf_private_tag* m_sound = nullptr;
    std::vector<std::byte> m_rendered;
    std::vector<int32_t> m_unpacked; ///< 24-bit samples in the upper bits, as libsndfile takes them
    std::thread m_thread;

    std::atomic<bool> m_stopping{false};
    mutable std::mutex m_failureMutex;
    std::optional<Error> m_failure; ///< guarded by m_failureMutex
};

} // namespace stellatune
