#include "tests/ui/pictures/tracks.h"

#include <array>

namespace stellatune::testing {
namespace {

struct Row {
    const char* title;
    const char* artist;
    const char* album;
    int seconds;
};

constexpr std::array kRows = {
    Row{"Lantern Weather", "Ida Marlow", "Small Harbours", 214},
    Row{"The Long Way Down to Oxby", "Ida Marlow", "Small Harbours", 187},
    Row{"Tin Roof, April", "Ida Marlow", "Small Harbours", 243},
    Row{"Postcards", "Ida Marlow", "Small Harbours", 198},
    Row{"Quartet in Grey: I. Andante", "Velden Quartet", "Quartets 2 and 3", 512},
    Row{"Quartet in Grey: II. Scherzo", "Velden Quartet", "Quartets 2 and 3", 301},
    Row{"Quartet in Grey: III. Adagio molto", "Velden Quartet", "Quartets 2 and 3", 745},
    Row{"Quartet in Grey: IV. Finale", "Velden Quartet", "Quartets 2 and 3", 3671},
    Row{"Käthes Lied", "Öland Trio", "Über Nacht", 226},
    Row{"Halbmond", "Öland Trio", "Über Nacht", 254},
    Row{"Kita no Mado", "Haru Minase", "Paper Boats", 233},
    Row{"Paper Boats", "Haru Minase", "Paper Boats", 275},
    Row{"Signal Fires", "North of Linden", "Relay", 209},
    Row{"Relay", "North of Linden", "Relay", 318},
    Row{"Switchyard", "North of Linden", "Relay", 264},
};

} // namespace

PlaylistTrack makeRow(const QString& path, const QString& title, const QString& artist, const QString& album,
                      int seconds)
{
    PlaylistTrack track = makeTrack(path);
    track.title = title;
    track.artist = artist;
    track.album = album;
    track.durationSeconds = seconds;
    track.tagState = TagState::Read;
    return track;
}

QList<PlaylistTrack> someTracks(const QString& path)
{
    QList<PlaylistTrack> rows;
    for (const Row& row : kRows) {
        const QString album = QString::fromUtf8(row.album);
        const bool sameAlbum = !rows.isEmpty() && rows.last().album == album;
        const uint32_t number = sameAlbum ? rows.last().trackNumber + 1 : 1;
        rows.append(
            makeRow(path, QString::fromUtf8(row.title), QString::fromUtf8(row.artist), album, row.seconds));
        rows.last().trackNumber = number;
    }
    return rows;
}

std::vector<DeviceInfo> someDevices()
{
    return {{{"pulse", "Built-in Audio Analog Stereo"}, "Built-in Audio Analog Stereo", true, 2, {}},
            {{"pulse", "HDMI"}, "Television, Digital Surround (HDMI)", false, 8, {}},
            {{"alsa", "default"}, "default", true, 2, {}},
            {{"alsa", "hw:CARD=PCH"}, "hw:HDA Intel PCH,0", false, 2, {44'100, 48'000, 96'000, 192'000}},
            {{"jack", "system"}, "system", true, 2, {48'000}},
            {{"null", ""}, "No sound", true, 8, {}}};
}

} // namespace stellatune::testing
