#include "app/cli/commands.h"
#include "app/cli/json_text.h"
#include "app/cli/progress_line.h"
#include "app/cli/terminal_text.h"
#include "engine/decode/decoder.h"
#include "engine/tags/tags.h"

#include <cstdio>

#include <fmt/format.h>

namespace stellatune::cli {

namespace {

struct FileInfo {
    DecoderInfo audio;
    TrackTags tags;
};

Result<FileInfo> inspect(const std::filesystem::path& path)
{
    Result<std::unique_ptr<Decoder>> decoder = openDecoder(path);
    if (!decoder)
        return decoder.error();
    Result<TrackTags> tags = readTags(path);
    if (!tags)
        return tags.error();
    return FileInfo{(*decoder)->info(), *tags};
}

std::optional<double> exactSeconds(const DecoderInfo& audio)
{
    if (!audio.frames)
        return std::nullopt;
    return static_cast<double>(*audio.frames) / audio.format.sampleRate;
}

Json optionalJson(const std::optional<double>& value)
{
    return value ? Json(*value) : Json(nullptr);
}

Json asJson(const std::filesystem::path& path, const FileInfo& info)
{
    const DecoderInfo& audio = info.audio;
    const TrackTags& tags = info.tags;
    const ReplayGainTags& gain = tags.replayGain;
    return {{"path", toText(path)},
            {"codec", audio.codec},
            {"sample_rate", audio.format.sampleRate},
            {"channels", audio.format.channels()},
            {"layout", audio.format.layout.name()},
            {"lossless", audio.lossless},
            {"sample_format", audio.lossless ? Json(describe(audio.sampleFormat)) : Json(nullptr)},
            {"significant_bits", audio.lossless ? Json(audio.significantBits) : Json(nullptr)},
            {"bitrate_kbps", tags.bitrateKbps},
            {"frames", audio.frames ? Json(*audio.frames) : Json(nullptr)},
            {"seconds", optionalJson(exactSeconds(audio))},
            {"encoder_delay", audio.encoderDelay},
            {"encoder_padding", audio.encoderPadding},
            {"tags",
             {{"title", tags.title},
              {"artist", tags.artist},
              {"album", tags.album},
              {"album_artist", tags.albumArtist},
              {"genre", tags.genre},
              {"date", tags.date},
              {"track_number", tags.trackNumber},
              {"disc_number", tags.discNumber}}},
            {"replaygain",
             {{"track_gain_db", optionalJson(gain.trackGainDb)},
              {"track_peak", optionalJson(gain.trackPeak)},
              {"album_gain_db", optionalJson(gain.albumGainDb)},
              {"album_peak", optionalJson(gain.albumPeak)}}}};
}

void addRow(std::string& text, std::string_view name, const std::string& value)
{
    if (!value.empty())
        text += fmt::format("  {:<13} {}\n", name, printable(value));
}

std::string numberText(uint32_t number)
{
    return number == 0 ? std::string() : fmt::format("{}", number);
}

std::string gainText(const std::optional<double>& gain, const std::optional<double>& peak)
{
    std::string text = gain ? fmt::format("{:+.2f} dB", *gain) : std::string();
    if (peak)
        text += fmt::format("{}peak {:.6f}", gain ? ", " : "", *peak);
    return text;
}

std::string formatText(const DecoderInfo& audio, uint32_t bitrateKbps)
{
    std::string text =
        fmt::format("{}, {} Hz, {}", audio.codec, audio.format.sampleRate, audio.format.layout.name());
    if (!audio.lossless)
        return bitrateKbps > 0 ? fmt::format("{}, lossy, {} kbit/s", text, bitrateKbps) : text + ", lossy";
    text += ", " + describe(audio.sampleFormat);
    if (audio.significantBits > 0 && audio.significantBits != bitsPerSample(audio.sampleFormat))
        text += fmt::format(" ({} used)", audio.significantBits);
    return text + ", lossless";
}

std::string asText(const std::filesystem::path& path, const FileInfo& info)
{
    const DecoderInfo& audio = info.audio;
    const TrackTags& tags = info.tags;
    std::string text = printable(toText(path)) + '\n';
    addRow(text, "Format", formatText(audio, tags.bitrateKbps));
    if (const std::optional<double> seconds = exactSeconds(audio))
        addRow(text, "Length",
               fmt::format("{} ({:.6f} s, {} frames)", clockTime(*seconds), *seconds, *audio.frames));
    else
        addRow(text, "Length", "unknown");
    if (audio.encoderDelay > 0 || audio.encoderPadding > 0)
        addRow(text, "Encoder",
               fmt::format("delay {} and padding {} frames, taken off", audio.encoderDelay,
                           audio.encoderPadding));
    addRow(text, "Title", tags.title);
    addRow(text, "Artist", tags.artist);
    addRow(text, "Album", tags.album);
    addRow(text, "Album artist", tags.albumArtist);
    addRow(text, "Genre", tags.genre);
    addRow(text, "Date", tags.date);
    addRow(text, "Track", numberText(tags.trackNumber));
    addRow(text, "Disc", numberText(tags.discNumber));
    addRow(text, "Track gain", gainText(tags.replayGain.trackGainDb, tags.replayGain.trackPeak));
    addRow(text, "Album gain", gainText(tags.replayGain.albumGainDb, tags.replayGain.albumPeak));
    return text;
}

} // namespace

int runInfo(const InfoArguments& arguments)
{
    int exitCode = kExitOk;
    Json list = Json::array();
    for (const std::filesystem::path& path : arguments.paths) {
        const Result<FileInfo> info = inspect(path);
        if (!info) {
            std::fprintf(stderr, "%s\n", printable(info.error().message).c_str());
            exitCode = kExitFailed;
        } else if (arguments.json) {
            list.push_back(asJson(path, *info));
        } else {
            std::fputs(asText(path, *info).c_str(), stdout);
        }
    }
    if (arguments.json)
        std::fputs(toText(list).c_str(), stdout);
    return exitCode;
}

} // namespace stellatune::cli
