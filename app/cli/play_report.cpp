#include "app/cli/play_report.h"

#include "app/cli/json_text.h"

#include <utility>

namespace stellatune::cli {

namespace {

const char* nameOf(ErrorCode code)
{
    switch (code) {
    case ErrorCode::InvalidArgument:
        return "invalid-argument";
    case ErrorCode::NotFound:
        return "not-found";
    case ErrorCode::PermissionDenied:
        return "permission-denied";
    case ErrorCode::Unsupported:
        return "unsupported";
    case ErrorCode::Corrupt:
        return "corrupt";
    case ErrorCode::DeviceUnavailable:
        return "device-unavailable";
    case ErrorCode::DeviceLost:
        return "device-lost";
    case ErrorCode::NoSpace:
        return "no-space";
    case ErrorCode::Io:
        return "io";
    case ErrorCode::Busy:
        return "busy";
    case ErrorCode::Cancelled:
        return "cancelled";
    case ErrorCode::TimedOut:
        return "timed-out";
    case ErrorCode::WrongThread:
        return "wrong-thread";
    case ErrorCode::ConsentNeeded:
        return "consent-needed";
    case ErrorCode::Internal:
        return "internal";
    }
    return "unknown";
}

Json asJson(const Error& error)
{
    return {{"code", nameOf(error.code)}, {"domain", error.domain}, {"message", error.message}};
}

double milliseconds(std::chrono::nanoseconds duration)
{
    return std::chrono::duration<double, std::milli>(duration).count();
}

Json asJson(const DurationSummary& summary)
{
    return {{"count", summary.count},
            {"p50_ms", milliseconds(summary.p50)},
            {"p99_ms", milliseconds(summary.p99)},
            {"max_ms", milliseconds(summary.max)}};
}

Json asJson(const PlayerStatistics& statistics)
{
    return {{"underruns", statistics.underruns},
            {"ring_fill", statistics.ringFill},
            {"frames_played", statistics.framesPlayed},
            {"decoded_seconds", statistics.decodedSeconds},
            {"decoder_faults", statistics.decoderFaults},
            {"sink_faults", statistics.sinkFaults},
            {"decode_time", asJson(statistics.decodeTime)},
            {"callback_time", asJson(statistics.callbackTime)},
            {"control_delay", asJson(statistics.controlDelay)}};
}

Json asJson(const SignalPath& path)
{
    return {{"summary", path.summary()},
            {"bit_perfect", path.isBitPerfect()},
            {"codec", path.codec},
            {"decoder", path.decoder.empty() ? "built in" : path.decoder},
            {"source_rate", path.sourceFormat.sampleRate},
            {"source_channels", path.sourceFormat.channels()},
            {"source_samples", describe(path.sourceSamples)},
            {"output_rate", path.outputFormat.sampleRate},
            {"output_channels", path.outputFormat.channels()},
            {"output_samples", describe(path.outputSamples)},
            {"device", path.device},
            {"replaygain_factor", path.replayGain},
            {"resampled", path.resampled},
            {"remixed", path.remixed}};
}

} // namespace

PlayReport::PlayReport(std::vector<std::filesystem::path> files)
    : m_files(std::move(files)), m_outcomes(m_files.size())
{}

const char* PlayReport::nameOf(Outcome outcome)
{
    switch (outcome) {
    case Outcome::NotReached:
        return "not-reached";
    case Outcome::Interrupted:
        return "interrupted";
    case Outcome::Played:
        return "played";
    case Outcome::Failed:
        return "failed";
    }
    return "unknown";
}

void PlayReport::started(size_t file)
{
    if (m_outcomes[file].outcome == Outcome::NotReached)
        m_outcomes[file].outcome = Outcome::Interrupted; // until it is played to its end
}

void PlayReport::played(size_t file)
{
    if (m_outcomes[file].outcome != Outcome::Failed)
        m_outcomes[file].outcome = Outcome::Played;
}

void PlayReport::failed(size_t file, const Error& error)
{
    m_outcomes[file] = {Outcome::Failed, error};
    m_anyFailed = true;
}

void PlayReport::failed(const Error& error)
{
    m_errors.push_back(error);
    m_anyFailed = true;
}

std::string PlayReport::toJson(const PlayerStatistics& statistics, double elapsedSeconds, int exitCode) const
{
    Json files = Json::array();
    for (size_t i = 0; i < m_files.size(); ++i) {
        Json file{{"path", toText(m_files[i])}, {"outcome", nameOf(m_outcomes[i].outcome)}};
        if (m_outcomes[i].error)
            file["error"] = asJson(*m_outcomes[i].error);
        files.push_back(std::move(file));
    }
    Json errors = Json::array();
    for (const Error& error : m_errors)
        errors.push_back(asJson(error));
    return toText(Json{{"exit_code", exitCode},
                       {"elapsed_seconds", elapsedSeconds},
                       {"files", std::move(files)},
                       {"errors", std::move(errors)},
                       {"signal_path", m_signalPath ? asJson(*m_signalPath) : Json(nullptr)},
                       {"statistics", asJson(statistics)}});
}

} // namespace stellatune::cli
