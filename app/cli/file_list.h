// The files that a command line's files and folders stand for.
#pragma once

#include "pluginhost/base/result.h"

#include <filesystem>
#include <vector>

namespace stellatune::cli {

struct FileList {
    std::vector<std::filesystem::path> files;
    std::vector<Error> errors; ///< folders that could not be read
};

/// Files stay as named, whatever they are: playing them tells what is wrong with them. Folders give the files
/// below them that have a playable extension, in natural order; hidden ones are left out, and a folder that
/// links lead to twice is walked once.
FileList expandToFiles(const std::vector<std::filesystem::path>& paths);

} // namespace stellatune::cli
