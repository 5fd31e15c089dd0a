#include "engine/tags/replay_gain_fields.h"
#include "engine/tags/tag_text.h"
#include "engine/tags/tagged_file.h"
#include "engine/tags/tags.h"
#include "engine/tags/vorbis_comment.h"
#include "pluginhost/base/log.h"

#include <algorithm>
#include <charconv>
#include <exception>

#include <apetag.h>
#include <flacfile.h>
#include <id3v1tag.h>
#include <id3v2tag.h>
#include <mp4file.h>
#include <mpegfile.h>
#include <relativevolumeframe.h>
#include <tpropertymap.h>

namespace stellatune {

namespace {

using tagtext::toUtf8;

std::string firstOf(const TagLib::PropertyMap& fields, std::initializer_list<const char*> names)
{
    for (const char* name : names) {
        const auto field = fields.find(name);
        if (field == fields.end())
            continue;
        std::string text;
        for (const TagLib::String& value : field->second) {
            const std::string one = toUtf8(value);
            if (!one.empty())
                text += text.empty() ? one : "; " + one;
        }
        if (!text.empty())
            return text;
    }
    return {};
}

/// The number that "3", "03" and "3/12" start with; 0 when there is none.
uint32_t leadingNumber(const std::string& text)
{
    constexpr uint32_t kLargest = 99'999;
    uint32_t number = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
    return result.ec == std::errc{} && number <= kLargest ? number : 0;
}

void takeText(std::string& target, std::string text)
{
    if (target.empty())
        target = std::move(text);
}

void takeNumber(uint32_t& target, uint32_t number)
{
    if (target == 0)
        target = number;
}

/// Fills what is still empty, so that the better of several tags in one file is taken first.
void takeFields(TrackTags& tags, const TagLib::PropertyMap& fields)
{
    takeText(tags.title, firstOf(fields, {"TITLE"}));
    takeText(tags.artist, firstOf(fields, {"ARTIST"}));
    takeText(tags.album, firstOf(fields, {"ALBUM"}));
    takeText(tags.albumArtist, firstOf(fields, {"ALBUMARTIST", "ALBUM ARTIST"}));
    takeText(tags.genre, firstOf(fields, {"GENRE"}));
    takeText(tags.date, firstOf(fields, {"DATE", "YEAR"}));
    takeNumber(tags.trackNumber, leadingNumber(firstOf(fields, {"TRACKNUMBER"})));
    takeNumber(tags.discNumber, leadingNumber(firstOf(fields, {"DISCNUMBER"})));
    // In a map's order R128 comes before REPLAYGAIN, as it should: the former is Opus's own.
    for (const auto& [name, values] : fields) {
        if (!values.isEmpty())
            takeReplayGainField(tags.replayGain, toUtf8(name), toUtf8(values.front()));
    }
}

/// RVA2, ID3v2.4's own way to write a gain. Players wrote it before they agreed on TXXX, which goes first.
void takeRelativeVolume(ReplayGainTags& gains, const TagLib::ID3v2::Tag& tag)
{
    const auto frames = tag.frameListMap().find("RVA2");
    if (frames == tag.frameListMap().end())
        return;
    for (const TagLib::ID3v2::Frame* frame : frames->second) {
        const auto* volume = dynamic_cast<const TagLib::ID3v2::RelativeVolumeFrame*>(frame);
        if (volume == nullptr)
            continue;
        const std::string name = toUtf8(volume->identification().upper());
        if (name == "TRACK" || name == "ALBUM")
            takeReplayGainField(gains, "REPLAYGAIN_" + name + "_GAIN",
                                fmt::format("{:.4f}", volume->volumeAdjustment()));
    }
}

/// Freeform atoms, "----:com.apple.iTunes:replaygain_track_gain", which not every TagLib lists as properties.
void takeFreeform(ReplayGainTags& gains, const TagLib::MP4::Tag& tag)
{
    for (const auto& [key, item] : tag.itemMap()) {
        const std::string name = toUtf8(key);
        const TagLib::StringList values = item.toStringList();
        if (name.starts_with("----:") && !values.isEmpty())
            takeReplayGainField(gains, name.substr(name.rfind(':') + 1), toUtf8(values.front()));
    }
}

/// Again from the bytes what TagLib found no valid text for.
void takeBrokenText(TrackTags& tags, TagLib::File& file)
{
    TagLib::PropertyMap fields;
    for (const auto& [name, text] : readVorbisComment(file))
        fields.insert(TagLib::String(name, TagLib::String::UTF8),
                      TagLib::StringList(TagLib::String(text, TagLib::String::UTF8)));
    takeFields(tags, fields);
}

void takeAllTags(TrackTags& tags, TagLib::File& file)
{
    takeFields(tags, file.properties());
    if (auto* mpeg = dynamic_cast<TagLib::MPEG::File*>(&file)) {
        // properties() tells of one tag only, while mp3gain adds APE to a file that has ID3.
        if (mpeg->hasID3v2Tag())
            takeRelativeVolume(tags.replayGain, *mpeg->ID3v2Tag());
        if (mpeg->hasAPETag())
            takeFields(tags, mpeg->APETag()->properties());
        if (mpeg->hasID3v1Tag())
            takeFields(tags, mpeg->ID3v1Tag()->properties());
    } else if (auto* flac = dynamic_cast<TagLib::FLAC::File*>(&file)) {
        if (flac->hasID3v2Tag())
            takeFields(tags, flac->ID3v2Tag()->properties());
        if (flac->hasID3v1Tag())
            takeFields(tags, flac->ID3v1Tag()->properties());
    } else if (auto* mp4 = dynamic_cast<TagLib::MP4::File*>(&file); mp4 != nullptr && mp4->tag() != nullptr) {
        takeFreeform(tags.replayGain, *mp4->tag());
    }
    if (tags.title.empty() || tags.artist.empty() || tags.album.empty())
        takeBrokenText(tags, file);
}

} // namespace

Result<TrackTags> readTags(const std::filesystem::path& path)
{
    Result<TaggedFile> file = TaggedFile::open(path, true);
    if (!file)
        return file.error();
    TrackTags tags;
    if (file->get() == nullptr)
        return tags;
    try {
        takeAllTags(tags, *file->get());
        if (const TagLib::AudioProperties* audio = file->get()->audioProperties()) {
            tags.durationSeconds = std::max(0, audio->lengthInMilliseconds()) / 1000.0;
            tags.bitrateKbps = static_cast<uint32_t>(std::max(0, audio->bitrate()));
        }
    } catch (const std::exception& failure) {
        // What was understood before the damage is still worth showing.
        log(LogLevel::Info, "tags", "damaged tags: {}", failure.what());
    }
    return tags;
}

} // namespace stellatune
