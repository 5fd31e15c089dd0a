#include "track.h"

#include <algorithm>
#include <cmath>

#include <pluginapi/sdk/path.h>

namespace stellatune::filesink {

namespace {

/// Numbers count too: decoders give the track as either.
std::string textOf(const sdk::Json& value)
{
    if (value.isNumber())
        return value.integer(0) > 0 ? std::to_string(value.integer()) : std::string();
    std::string text = value.text();
    text.erase(std::remove(text.begin(), text.end(), '\0'), text.end());
    return text;
}

/// "7" of "7/12", in two digits for names, so that they sort.
std::string paddedNumber(const std::string& text)
{
    const std::string number = text.substr(0, text.find('/'));
    const bool isOneDigit = number.size() == 1 && number[0] >= '0' && number[0] <= '9';
    return isOneDigit ? "0" + number : number;
}

} // namespace

Track Track::read(const sdk::Json& json)
{
    Track track;
    track.title = textOf(json["title"]);
    track.artist = textOf(json["artist"]);
    track.album = textOf(json["album"]);
    track.albumArtist = textOf(json["album_artist"]);
    track.genre = textOf(json["genre"]);
    track.date = textOf(json["date"]);
    track.comment = textOf(json["comment"]);
    track.number = textOf(json["track"]);
    track.disc = textOf(json["disc"]);
    track.fileStem = sdk::toUtf8(sdk::toPath(textOf(json["path"])).stem());
    return track;
}

NameFields Track::nameFields() const
{
    return {
        {"title", title},
        {"artist", artist},
        {"album", album},
        {"album_artist", albumArtist.empty() ? artist : albumArtist},
        {"genre", genre},
        {"date", date},
        {"track", paddedNumber(number)},
        {"disc", disc.substr(0, disc.find('/'))},
        {"file", fileStem},
    };
}

std::vector<std::pair<std::string, std::string>> Track::vorbisComments() const
{
    std::vector<std::pair<std::string, std::string>> comments;
    const auto add = [&comments](const char* name, const std::string& value) {
        if (!value.empty())
            comments.emplace_back(name, value);
    };
    const auto addNumber = [&add](const char* name, const char* totalName, const std::string& text) {
        const size_t slash = text.find('/');
        add(name, text.substr(0, slash));
        if (slash != std::string::npos)
            add(totalName, text.substr(slash + 1));
    };
    add("TITLE", title);
    add("ARTIST", artist);
    add("ALBUM", album);
    add("ALBUMARTIST", albumArtist);
    add("GENRE", genre);
    add("DATE", date);
    addNumber("TRACKNUMBER", "TRACKTOTAL", number);
    addNumber("DISCNUMBER", "DISCTOTAL", disc);
    add("COMMENT", comment);
    return comments;
}

} // namespace stellatune::filesink
