// What is known of the track that is being written.
#pragma once

#include "name_pattern.h"

#include <string>
#include <utility>
#include <vector>

#include <pluginapi/sdk/json.h>

namespace stellatune::filesink {

struct Track {
    std::string title;
    std::string artist;
    std::string album;
    std::string albumArtist;
    std::string genre;
    std::string date;
    std::string comment;
    std::string number; ///< as "7" or "7/12"
    std::string disc;
    std::string fileStem; ///< of the file that is played, without its extension

    /// From what begin_track() gets; what is missing or of another kind stays empty.
    static Track read(const sdk::Json& json);

    NameFields nameFields() const;
    /// Names and values, in Xiph's spelling; nothing that is empty.
    std::vector<std::pair<std::string, std::string>> vorbisComments() const;
};

} // namespace stellatune::filesink
