#include "pluginhost/package/package_path.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include <fmt/format.h>

namespace stellatune {

namespace {

constexpr size_t kLongestPath = 200; ///< leaves room for the store's own folders on Windows
constexpr size_t kMostParts = 12;

/// What Windows takes for devices, with or without an ending.
constexpr std::array<std::string_view, 22> kDevices = {
    "con",  "prn",  "aux",  "nul",  "com1", "com2", "com3", "com4", "com5", "com6", "com7",
    "com8", "com9", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9"};

bool isDevice(std::string_view part)
{
    std::string stem(part.substr(0, part.find('.')));
    std::transform(stem.begin(), stem.end(), stem.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return std::find(kDevices.begin(), kDevices.end(), stem) != kDevices.end();
}

std::string faultOfPart(std::string_view part)
{
    if (part.empty())
        return "has an empty part between two slashes";
    if (part == "..")
        return "goes out of the package with ..";
    if (part == ".")
        return "has a part that is only a dot";
    if (part.back() == '.' || part.back() == ' ')
        return "has a part that ends with a dot or a blank, which Windows drops";
    if (isDevice(part))
        return fmt::format("has the part {}, which is a device on Windows", part);
    return {};
}

} // namespace

std::string faultOfPackagePath(std::string_view path)
{
    if (path.empty())
        return "is empty";
    if (path.front() == '/')
        return "is absolute";
    if (path.size() > kLongestPath)
        return fmt::format("is longer than {} characters", kLongestPath);
    for (const char c : path) {
        // Backslashes and colons separate folders, drives and streams on Windows. Beyond ASCII, systems
        // differ on which names are the same.
        const auto byte = static_cast<unsigned char>(c);
        const bool isPrintable = byte >= 0x20 && byte < 0x7f;
        if (!isPrintable || std::string_view("\\:*?\"<>|").find(c) != std::string_view::npos)
            return fmt::format("has the character {}, which names in packages do without",
                               isPrintable ? fmt::format("'{}'", c) : fmt::format("0x{:02x}", byte));
    }
    size_t parts = 0;
    for (std::string_view rest = path;; ++parts) {
        const size_t slash = rest.find('/');
        if (std::string fault = faultOfPart(rest.substr(0, slash)); !fault.empty())
            return fault;
        if (slash == std::string_view::npos)
            break;
        rest.remove_prefix(slash + 1);
    }
    if (parts >= kMostParts)
        return fmt::format("lies deeper than {} folders", kMostParts);
    return {};
}

std::string_view packagePlatform()
{
#if defined(_WIN32) && (defined(_M_X64) || defined(__x86_64__))
    return "windows-x86_64";
#elif defined(_WIN32)
    return "windows-aarch64";
#elif defined(__APPLE__) && defined(__x86_64__)
    return "macos-x86_64";
#elif defined(__APPLE__)
    return "macos-arm64";
#elif defined(__x86_64__)
    return "linux-x86_64";
#elif defined(__aarch64__)
    return "linux-aarch64";
#elif defined(__i386__)
    return "linux-i686";
#elif defined(__arm__)
    return "linux-armv7l";
#elif defined(__riscv)
    return "linux-riscv64";
#else
#error "Name this platform as pluginapi/cmake/StellaTunePlugin.cmake does"
#endif
}

} // namespace stellatune
