// A decoder of a plugin, held to what the engine expects of a decoder.
#pragma once

#include "engine/decode/decoder.h"
#include "pluginhost/lease/decoder_instance.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace stellatune {

/// Takes off what the encoder put around the music, lands on the exact frame of a seek, and tells of samples
/// that are no numbers. A decoder that cannot seek is opened anew and read forwards, so its files are
/// seekable too.
class PluginDecoder final : public Decoder {
  public:
    /// `config` is a JSON object or empty. Errors as in openDecoder(), in the plugin's words. Blocking file
    /// I/O.
    static Result<std::unique_ptr<Decoder>> open(std::shared_ptr<const ModuleLease> lease,
                                                 const std::string& typeId, const std::string& config,
                                                 const std::filesystem::path& path);

    const DecoderInfo& info() const override { return m_info; }
    Result<uint64_t> read(std::span<float> interleaved) override;
    Result<void> seek(uint64_t frame) override;
    Result<void> readTo(uint64_t frame) override;
    Result<bool> advance() override;
    uint64_t faults() const override { return m_faults; }
    Result<ConfigPlan> planConfig(std::string_view config) override { return m_instance->planConfig(config); }
    Result<void> applyConfig(const std::string& config) override;

  private:
    PluginDecoder(std::shared_ptr<const ModuleLease> lease, std::string typeId, std::string config,
                  std::filesystem::path path);

    Result<void> openInstance();
    void describe();
    Result<uint32_t> readSome(std::span<float> interleaved);
    uint64_t placeOf(uint64_t frame) const;
    void dropTo(uint64_t place);
    uint32_t dropAtStart(std::span<float> interleaved, uint32_t frames);
    uint32_t cutAtEnd(std::span<float> interleaved, uint32_t frames);
    void countNoNumbers(std::span<const float> samples);
    Error blame(const Error& error) const;

    const std::shared_ptr<const ModuleLease> m_lease;
    const std::string m_typeId;
    std::string m_config; ///< in force
    const std::filesystem::path m_path;
    std::unique_ptr<DecoderInstance> m_instance;
    DecoderInfo m_info;

    // In frames as the plugin counts them, delay and padding included.
    std::optional<uint64_t> m_end; ///< where the padding begins
    uint64_t m_position = 0;       ///< of what the plugin gives next
    uint64_t m_toDrop = 0;         ///< that it gives before the frame that was asked for
    bool m_atEnd = false;
    std::vector<float> m_passed; ///< what advance() reads and nobody hears
    std::vector<float>
        m_heldBack; ///< the last frames given, which may be the padding of a file of unknown length
    uint64_t m_faults = 0;
};

} // namespace stellatune
