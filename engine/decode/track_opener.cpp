#include "engine/decode/track_opener.h"

#include "engine/decode/file_extension.h"
#include "engine/decode/plugin_decoder.h"
#include "pluginhost/base/file_error.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

namespace stellatune {

TrackOpener::TrackOpener(DecoderPlugins plugins, DecoderConfigs configs, std::shared_ptr<Doorbell> bell)
    : m_plugins(std::move(plugins)), m_configs(std::move(configs)), m_flag(WakeFlag::make(std::move(bell)))
{}

TrackOpener::~TrackOpener() = default;

Result<OpenedFile> TrackOpener::open(const std::filesystem::path& path, const Accepts& accepts,
                                     std::span<const DecoderCandidate> except)
{
    std::optional<Error> why;
    for (const DecoderCandidate& candidate : m_plugins.candidates(fileExtension(path))) {
        if (std::find(except.begin(), except.end(), candidate) != except.end())
            continue;
        Result<OpenedFile> file = openAnew(candidate, path, accepts);
        if (file || file.error().code == ErrorCode::Busy)
            return file;
        // That a file is not one's own kind says less than what is wrong with it.
        if (!why || why->code == ErrorCode::Unsupported)
            why = file.error();
    }
    if (why)
        return *why;
    return Error{ErrorCode::Unsupported, "decode",
                 fmt::format("No decoder is set to play “{}”.", inUtf8(path.filename()))};
}

Result<OpenedFile> TrackOpener::openAnew(const DecoderCandidate& candidate, const std::filesystem::path& path,
                                         const Accepts& accepts, const std::string* config)
{
    std::string settings = config != nullptr ? *config : configOf(candidate);
    Result<std::unique_ptr<Decoder>> decoder = openWith(candidate, path, settings);
    if (!decoder)
        return decoder.error();
    if (accepts) {
        if (const Result<void> accepted = accepts(**decoder); !accepted)
            return accepted.error();
    }
    return OpenedFile{std::move(*decoder), candidate, std::move(settings)};
}

Result<std::unique_ptr<Decoder>> TrackOpener::openWith(const DecoderCandidate& candidate,
                                                       const std::filesystem::path& path,
                                                       const std::string& config)
{
    if (candidate.isBuiltIn())
        return openDecoder(path);
    Result<std::shared_ptr<const ModuleLease>> lease = endpointOf(candidate).acquire();
    if (!lease) {
        if (lease.error().code == ErrorCode::Busy)
            return lease.error();
        return Error{ErrorCode::Unsupported, lease.error().domain, lease.error().message};
    }
    Result<std::unique_ptr<Decoder>> decoder =
        PluginDecoder::open(std::move(*lease), candidate.typeId, config, path);
    if (decoder || decoder.error().code != ErrorCode::Busy)
        return decoder;
    Error error = decoder.error(); // of the plugin's own: no change will follow it
    error.code = ErrorCode::Unsupported;
    return error;
}

void TrackOpener::setConfig(const DecoderCandidate& type, const std::string& config)
{
    m_configs[type.name()] = config;
}

std::string TrackOpener::configOf(const DecoderCandidate& type) const
{
    const auto known = m_configs.find(type.name());
    return known != m_configs.end() ? known->second : std::string();
}

std::vector<DecoderChange> TrackOpener::takeChanges()
{
    std::vector<DecoderChange> changes;
    if (!m_flag->lower())
        return changes;
    for (Bound& bound : m_bound) {
        if (const std::optional<WorkerControl> control = bound.endpoint.mailbox->takeLatest())
            changes.push_back({bound.candidate, control->kind});
    }
    return changes;
}

WorkerEndpoint& TrackOpener::endpointOf(const DecoderCandidate& candidate)
{
    const auto known = std::find_if(m_bound.begin(), m_bound.end(),
                                    [&](const Bound& bound) { return bound.candidate == candidate; });
    if (known != m_bound.end())
        return known->endpoint;
    return m_bound.emplace_back(Bound{candidate, m_plugins.bind(candidate, m_flag->raiser())}).endpoint;
}

} // namespace stellatune
