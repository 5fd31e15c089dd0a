// stellatune-demo-album FOLDER: writes the demo album, so that a first start has something to play.
#include "resources/demo/cover.h"
#include "resources/demo/flac_file.h"
#include "resources/demo/pieces.h"

#include <cstdio>
#include <filesystem>
#include <string>

int main(int argc, char** argv)
{
    using namespace stellatune::demo;
    if (argc != 2) {
        std::fprintf(stderr, "usage: stellatune-demo-album FOLDER\n");
        return 2;
    }
    const std::vector<uint8_t> cover = drawCover();
    const std::vector<Track> album = composeAlbum();
    for (size_t i = 0; i < album.size(); ++i) {
        const std::string number = std::to_string(i + 1);
        const Tags tags{{"TITLE", album[i].title},
                        {"ARTIST", "The StellaTune Ensemble"},
                        {"ALBUM", "First Light"},
                        {"ALBUMARTIST", "The StellaTune Ensemble"},
                        {"TRACKNUMBER", number},
                        {"TRACKTOTAL", std::to_string(album.size())},
                        {"DATE", "2026"},
                        {"GENRE", "Ambient"},
                        {"COMMENT", "Synthesised while StellaTune was built"},
                        {"LICENSE", "CC0-1.0"}};
        const std::filesystem::path path =
            std::filesystem::path(argv[1]) / ("0" + number + " " + album[i].title + ".flac");
        if (!writeFlac(path, album[i].sound, tags, cover)) {
            std::fprintf(stderr, "stellatune-demo-album: cannot write %s\n", path.string().c_str());
            return 1;
        }
    }
    return 0;
}
