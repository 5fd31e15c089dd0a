// The form that the listener fills in; Settings::read() reads the answers.
#pragma once

#include <string_view>

namespace stellatune::filesink {

inline constexpr std::string_view kConfigSchema = R"({
  "type": "object",
  "properties": {
    "folder": {
      "type": "string", "format": "folder-path", "title": "Folder", "x-order": 1, "default": "",
      "description": "Where the files go. Without one: the folder StellaTune among your music."
    },
    "format": {
      "type": "string", "title": "Format", "x-order": 2, "default": "flac",
      "oneOf": [{"const": "flac", "title": "FLAC"}, {"const": "wav", "title": "WAV"}]
    },
    "samples": {
      "type": "string", "title": "Samples", "x-order": 3, "default": "as-music",
      "description": "FLAC stores 24 bits where 32-bit float is asked for.",
      "oneOf": [
        {"const": "as-music", "title": "As the music"}, {"const": "16", "title": "16 bit"},
        {"const": "24", "title": "24 bit"}, {"const": "float", "title": "32-bit float"}
      ]
    },
    "dither": {
      "type": "boolean", "title": "Dither where bits are lost", "x-order": 4, "default": true,
      "description": "Samples that fit as they are stay untouched."
    },
    "flac_level": {
      "type": "integer", "title": "FLAC compression", "x-order": 5, "minimum": 0, "maximum": 8, "default": 5,
      "description": "Higher is smaller and slower; the music is the same."
    },
    "split": {
      "type": "string", "title": "Split", "x-group": "Files", "x-order": 6, "default": "track",
      "oneOf": [{"const": "track", "title": "A file for each track"}, {"const": "none", "title": "One file"}]
    },
    "track_name": {
      "type": "string", "title": "Name of a track's file", "x-group": "Files", "x-order": 7, "maxLength": 300,
      "default": "{track} {artist} - {title}",
      "description": "May use {track}, {disc}, {title}, {artist}, {album}, {album_artist}, {genre}, {date}, {file} and {now}. A slash makes a folder."
    },
    "single_name": {
      "type": "string", "title": "Name of the one file", "x-group": "Files", "x-order": 8, "maxLength": 300,
      "default": "StellaTune {now}",
      "description": "The same; the placeholders tell of the first track."
    },
    "existing": {
      "type": "string", "title": "When the file exists", "x-group": "Files", "x-order": 9, "default": "keep",
      "oneOf": [
        {"const": "keep", "title": "Keep both: add a number"}, {"const": "replace", "title": "Replace it"},
        {"const": "skip", "title": "Keep it: leave the track out"}
      ]
    }
  }
})";

inline constexpr std::string_view kDefaultConfig = R"({
  "folder": "", "format": "flac", "samples": "as-music", "dither": true, "flac_level": 5, "split": "track",
  "track_name": "{track} {artist} - {title}", "single_name": "StellaTune {now}", "existing": "keep"
})";

} // namespace stellatune::filesink
