#include "settings.h"

#include <string>

#include <pluginapi/sdk/path.h>

namespace stellatune::filesink {

namespace {

NamePattern readPattern(const sdk::Config& config, std::string_view key, std::string_view fallback)
{
    const std::optional<NamePattern> pattern = NamePattern::parse(config.text(key, fallback));
    if (!pattern)
        throw sdk::Error(
            ST_ERR_CONFIG,
            "\"" + std::string(key) +
                "\" must be a file name made of text and {track}, {disc}, "
                "{title}, {artist}, {album}, {album_artist}, {genre}, {date}, {file} and {now}.");
    return *pattern;
}

} // namespace

Settings Settings::read(const sdk::Config& config)
{
    Settings settings;
    settings.folder = sdk::toPath(config.text("folder", ""));
    if (!settings.folder.empty() && !settings.folder.is_absolute())
        throw sdk::Error(ST_ERR_CONFIG, "\"folder\" must be the whole path of a folder, or empty.");
    settings.container = config.choice<Container>("format", Container::Flac,
                                                  {{"flac", Container::Flac}, {"wav", Container::Wav}});
    settings.samples = config.choice<SampleChoice>("samples", SampleChoice::AsMusic,
                                                   {{"as-music", SampleChoice::AsMusic},
                                                    {"16", SampleChoice::Int16},
                                                    {"24", SampleChoice::Int24},
                                                    {"float", SampleChoice::Float32}});
    settings.split = config.choice<Split>("split", Split::PerTrack,
                                          {{"track", Split::PerTrack}, {"none", Split::OneFile}});
    settings.trackName = readPattern(config, "track_name", "{track} {artist} - {title}");
    settings.singleName = readPattern(config, "single_name", "StellaTune {now}");
    settings.existing = config.choice<Existing>(
        "existing", Existing::KeepBoth,
        {{"keep", Existing::KeepBoth}, {"replace", Existing::Replace}, {"skip", Existing::Skip}});
    settings.dither = config.boolean("dither", true);
    settings.flacLevel = static_cast<uint32_t>(config.integer("flac_level", 5, 0, 8));
    return settings;
}

StoredFormat Settings::storedFormat(uint32_t musicBits) const
{
    const bool isWav = container == Container::Wav;
    switch (samples) {
    case SampleChoice::Int16:
        return {container, 16, false};
    case SampleChoice::Int24:
        return {container, 24, false};
    case SampleChoice::Float32:
        break;
    case SampleChoice::AsMusic:
        // What lossy codecs decode has no bits of its own; 24 are beyond what they keep.
        if (musicBits <= 24)
            return {container, musicBits == 0 || musicBits > 16 ? 24u : 16u, false};
        break;
    }
    return isWav ? StoredFormat{container, 32, true} : StoredFormat{container, 24, false};
}

} // namespace stellatune::filesink
