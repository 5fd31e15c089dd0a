// The files that the tests decode, made by real encoders.
#pragma once

#include "tests/fixtures/encoded_audio.h"

#include <filesystem>
#include <string>
#include <vector>

namespace stellatune::plugintest {

/// ffmpeg, with `options` between input and output.
inline void encodeWithFfmpeg(const fixtures::Pcm& pcm, const std::filesystem::path& path,
                             const std::vector<std::string>& options = {})
{
    const std::filesystem::path wav = path.string() + ".source.wav";
    fixtures::writeWav(wav, pcm);
    std::vector<std::string> command = {"ffmpeg", "-v", "error", "-nostdin", "-y", "-i", wav.string()};
    command.insert(command.end(), options.begin(), options.end());
    command.push_back(path.string());
    fixtures::runTool(command);
}

inline void encodeWavPack(const fixtures::Pcm& pcm, const std::filesystem::path& path,
                          const std::vector<std::string>& options = {})
{
    const std::filesystem::path wav = path.string() + ".source.wav";
    fixtures::writeWav(wav, pcm);
    std::vector<std::string> command = {"wavpack", "-q", "-y"};
    command.insert(command.end(), options.begin(), options.end());
    command.insert(command.end(), {wav.string(), "-o", path.string()});
    fixtures::runTool(command);
}

inline void encodeMusepack(const fixtures::Pcm& pcm, const std::filesystem::path& path,
                           const std::vector<std::string>& options = {})
{
    const std::filesystem::path wav = path.string() + ".source.wav";
    fixtures::writeWav(wav, pcm);
    std::vector<std::string> command = {"mpcenc", "--silent", "--overwrite"};
    command.insert(command.end(), options.begin(), options.end());
    command.insert(command.end(), {wav.string(), path.string()});
    fixtures::runTool(command);
}

} // namespace stellatune::plugintest
