#include "file_system.h"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <string>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

namespace stellatune::filesink {

namespace fs = std::filesystem;

namespace {

/// The absolute path in an environment variable, or nothing.
fs::path pathFromEnvironment(const char* name)
{
    const char* value = std::getenv(name);
    fs::path path = value != nullptr ? value : "";
    return path.is_absolute() ? path : fs::path();
}

/// XDG_MUSIC_DIR as the desktop stores it: a line such as XDG_MUSIC_DIR="$HOME/Music".
fs::path desktopMusicFolder(const fs::path& home)
{
    fs::path settings = pathFromEnvironment("XDG_CONFIG_HOME");
    if (settings.empty())
        settings = home / ".config";
    std::ifstream file(settings / "user-dirs.dirs");
    constexpr std::string_view kKey = "XDG_MUSIC_DIR=\"";
    for (std::string line; std::getline(file, line);) {
        if (line.compare(0, kKey.size(), kKey) != 0)
            continue;
        std::string value = line.substr(kKey.size(), line.find('"', kKey.size()) - kKey.size());
        if (value.compare(0, 5, "$HOME") == 0)
            value.replace(0, 5, home.string());
        while (value.size() > 1 && value.back() == '/')
            value.pop_back();
        return value;
    }
    return {};
}

} // namespace

std::FILE* createFile(const fs::path& path)
{
    std::FILE* file = std::fopen(path.c_str(), "wbxe");
    if (file != nullptr)
        std::setvbuf(file, nullptr, _IONBF, 0);
    return file;
}

bool seekFile(std::FILE* file, int64_t offset)
{
    return fseeko(file, static_cast<off_t>(offset), SEEK_SET) == 0;
}

bool syncFile(std::FILE* file)
{
    // Some file systems have nothing to synchronise, and say so.
    return ::fsync(fileno(file)) == 0 || errno == EINVAL || errno == ENOTSUP;
}

int syncFolder(const fs::path& folder)
{
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return errno == EACCES ? 0 : errno;
    const int refused = ::fsync(descriptor) == 0 || errno == EINVAL || errno == ENOTSUP ? 0 : errno;
    ::close(descriptor);
    return refused;
}

int renameToNew(const fs::path& from, const fs::path& to)
{
    if (::link(from.c_str(), to.c_str()) == 0)
        return ::unlink(from.c_str()) == 0 ? 0 : errno;
    if (errno != EPERM && errno != ENOTSUP && errno != EOPNOTSUPP && errno != EMLINK && errno != ENOSYS)
        return errno;
    // A file system without hard links, such as FAT: two steps then.
    std::error_code failure;
    if (fs::exists(fs::symlink_status(to, failure)))
        return EEXIST;
    return renameOver(from, to);
}

int renameOver(const fs::path& from, const fs::path& to)
{
    return std::rename(from.c_str(), to.c_str()) == 0 ? 0 : errno;
}

int mayWriteInto(const fs::path& folder)
{
    return ::faccessat(AT_FDCWD, folder.c_str(), W_OK | X_OK, AT_EACCESS) == 0 ? 0 : errno;
}

fs::path musicFolder()
{
    const fs::path home = pathFromEnvironment("HOME");
    if (home.empty())
        return {};
    fs::path music = desktopMusicFolder(home);
    // The desktop names the home folder itself for a kind that it has no folder for.
    if (music.empty() || !music.is_absolute() || music == home)
        music = home / "Music";
    std::error_code failure;
    return fs::is_directory(music, failure) ? music : fs::path();
}

std::string localTime()
{
    const std::time_t now = std::time(nullptr);
    std::tm local{};
    ::localtime_r(&now, &local);
    std::array<char, 32> text{};
    std::strftime(text.data(), text.size(), "%Y-%m-%d %H.%M.%S", &local);
    return text.data();
}

} // namespace stellatune::filesink
