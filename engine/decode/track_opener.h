// Finds the decoder that plays a file, built in or of a plugin, and hears when one comes or goes.
#pragma once

#include "engine/audio/wake_flag.h"
#include "engine/decode/decoder.h"
#include "engine/decode/decoder_config.h"
#include "engine/decode/decoder_plugins.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace stellatune {

struct OpenedFile {
    std::unique_ptr<Decoder> decoder;
    DecoderCandidate by;
    std::string config; ///< of the decoder, in force
};

/// What the runtime said of a plugin that has, or was to have, decoders here.
struct DecoderChange {
    DecoderCandidate candidate;
    WorkerControl::Kind kind = WorkerControl::Kind::Recreate;
};

/// Owned by the decode thread. A change is told once, whatever number of messages it came in.
class TrackOpener {
  public:
    /// `bell` is rung when there is a change to take.
    TrackOpener(DecoderPlugins plugins, DecoderConfigs configs, std::shared_ptr<Doorbell> bell);
    ~TrackOpener();
    TrackOpener(const TrackOpener&) = delete;
    TrackOpener& operator=(const TrackOpener&) = delete;

    /// What else the opened file has to be fit for.
    using Accepts = std::function<Result<void>(Decoder& opened)>;

    /// With the first candidate that takes the file, and is accepted. ErrorCode::Busy while one is being
    /// loaded that comes before all that would; then a change follows. Else the error says what is wrong with
    /// the file. Those of `except` are not tried.
    Result<OpenedFile> open(const std::filesystem::path& path, const Accepts& accepts = {},
                            std::span<const DecoderCandidate> except = {});
    /// With that candidate alone, as it is now. `config` is tried in place of what is set of it.
    Result<OpenedFile> openAnew(const DecoderCandidate& candidate, const std::filesystem::path& path,
                                const Accepts& accepts = {}, const std::string* config = nullptr);

    /// For what is opened from now on.
    void setConfig(const DecoderCandidate& type, const std::string& config);
    /// Empty: the plugin's defaults.
    std::string configOf(const DecoderCandidate& type) const;

    /// Costs one atomic read. Any thread.
    bool hasChanges() const { return m_flag->isUp(); }
    std::vector<DecoderChange> takeChanges();

  private:
    struct Bound {
        DecoderCandidate candidate;
        WorkerEndpoint endpoint;
    };

    Result<std::unique_ptr<Decoder>> openWith(const DecoderCandidate& candidate,
                                              const std::filesystem::path& path, const std::string& config);
    WorkerEndpoint& endpointOf(const DecoderCandidate& candidate);

    const DecoderPlugins m_plugins;
    DecoderConfigs m_configs;
    const std::shared_ptr<WakeFlag> m_flag;
    std::vector<Bound> m_bound; ///< once a candidate, for as long as this lives
};

} // namespace stellatune
