#include "side_files.h"

#include "lrc_parser.h"
#include "lyrics_text.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <functional>
#include <system_error>
#include <utility>

#include <pluginapi/sdk/path.h>

namespace stellatune::lrc {

namespace fs = std::filesystem;

namespace {

std::string folded(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return text;
}

std::string foldedName(const fs::path& name)
{
    return folded(sdk::toUtf8(name));
}

bool isLyricsFolder(const fs::path& folder)
{
    return foldedName(folder.filename()) == "lyrics";
}

/// Whether a file of lyrics belongs to a file of music, by their names alone.
bool belongsTo(const fs::path& lyrics, const fs::path& music)
{
    const std::string stem = foldedName(lyrics.stem());
    return stem == foldedName(music.stem()) || stem == foldedName(music.filename());
}

/// What only differs by what file names cannot hold is equal.
std::string comparable(std::string_view name)
{
    constexpr std::string_view kIgnored = " \t<>:\"/\\|?*_.'";
    std::string result;
    for (const char c : name) {
        if (kIgnored.find(c) == std::string_view::npos && static_cast<unsigned char>(c) >= 0x20)
            result += c;
    }
    return folded(std::move(result));
}

/// Calls `visit` for each entry of a folder, of which there may be many; none when it cannot be read.
void forEachEntry(const fs::path& folder, const sdk::Cancellation& cancellation,
                  const std::function<void(const fs::directory_entry&)>& visit)
{
    std::error_code failure;
    fs::directory_iterator entry(folder, fs::directory_options::skip_permission_denied, failure);
    while (!failure && entry != fs::directory_iterator()) {
        cancellation.throwIfCancelled();
        visit(*entry);
        entry.increment(failure);
    }
}

bool isRegularFile(const fs::path& path)
{
    std::error_code failure;
    return fs::is_regular_file(path, failure); // opening a pipe would wait for its writer
}

std::string quoted(const fs::path& path)
{
    return "\"" + sdk::toUtf8(path) + "\"";
}

std::string readBytes(const fs::path& path, const sdk::Cancellation& cancellation)
{
    errno = 0;
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        const bool isDenied = errno == EACCES || errno == EPERM;
        throw sdk::Error(isDenied ? ST_ERR_PERMISSION : ST_ERR_IO,
                         isDenied ? "You have no permission to read the lyrics in " + quoted(path) + "."
                                  : "The lyrics in " + quoted(path) + " cannot be opened.");
    }
    std::string bytes;
    std::array<char, 65'536> block;
    while (file.read(block.data(), block.size()), file.gcount() > 0) {
        cancellation.throwIfCancelled();
        bytes.append(block.data(), static_cast<size_t>(file.gcount()));
        if (bytes.size() > kLargestText)
            throw sdk::Error(ST_ERR_UNSUPPORTED,
                             quoted(path) + " is too large to be lyrics: more than 4 MB.");
    }
    if (file.bad())
        throw sdk::Error(ST_ERR_IO, "The lyrics in " + quoted(path) + " cannot be read.");
    return bytes;
}

} // namespace

bool hasLyricsExtension(const fs::path& file, bool withTextFiles)
{
    const std::string extension = foldedName(file.extension());
    return extension == ".lrc" || (withTextFiles && extension == ".txt");
}

std::vector<SideFile> findSideFiles(const fs::path& music, bool withTextFiles,
                                    const sdk::Cancellation& cancellation)
{
    std::vector<SideFile> found;
    std::vector<fs::path> lyricsFolders;
    const auto consider = [&](const fs::path& path, bool isBeside) {
        if (hasLyricsExtension(path, withTextFiles) && belongsTo(path, music) && path != music &&
            isRegularFile(path))
            found.push_back({path, isBeside});
    };
    forEachEntry(music.parent_path(), cancellation, [&](const fs::directory_entry& entry) {
        std::error_code failure;
        if (isLyricsFolder(entry.path()) && entry.is_directory(failure))
            lyricsFolders.push_back(entry.path());
        else
            consider(entry.path(), true);
    });
    for (const fs::path& folder : lyricsFolders) {
        forEachEntry(folder, cancellation,
                     [&](const fs::directory_entry& entry) { consider(entry.path(), false); });
    }
    // Folders list their files in no order of their own.
    const auto rank = [](const SideFile& file) {
        return std::make_tuple(!file.isBeside, foldedName(file.path.extension()), file.path);
    };
    std::sort(found.begin(), found.end(),
              [&rank](const SideFile& left, const SideFile& right) { return rank(left) < rank(right); });
    return found;
}

bool isSideFile(const fs::path& file, bool withTextFiles, const sdk::Cancellation& cancellation)
{
    if (!file.is_absolute() || !hasLyricsExtension(file, withTextFiles) || !isRegularFile(file))
        return false;
    bool hasMusic = false;
    const auto look = [&](const fs::path& folder) {
        forEachEntry(folder, cancellation, [&](const fs::directory_entry& entry) {
            hasMusic = hasMusic || (!hasLyricsExtension(entry.path(), true) &&
                                    belongsTo(file, entry.path()) && isRegularFile(entry.path()));
        });
    };
    look(file.parent_path());
    if (!hasMusic && isLyricsFolder(file.parent_path()))
        look(file.parent_path().parent_path());
    return hasMusic;
}

std::vector<fs::path> findInCollection(const fs::path& collection, std::string_view artist,
                                       std::string_view title, bool withTextFiles,
                                       const sdk::Cancellation& cancellation)
{
    std::vector<fs::path> found;
    if (artist.empty() || title.empty())
        return found;
    const std::string wanted = comparable(std::string(artist) + " - " + std::string(title));
    forEachEntry(collection, cancellation, [&](const fs::directory_entry& entry) {
        const fs::path& path = entry.path();
        if (hasLyricsExtension(path, withTextFiles) && comparable(sdk::toUtf8(path.stem())) == wanted &&
            isRegularFile(path))
            found.push_back(path);
    });
    std::sort(found.begin(), found.end());
    return found;
}

Document readSideFile(const fs::path& file, const sdk::Cancellation& cancellation)
{
    const std::string text = decodeText(readBytes(file, cancellation));
    cancellation.throwIfCancelled();
    return parseLrc(text);
}

} // namespace stellatune::lrc
