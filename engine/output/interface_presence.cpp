#include "engine/output/interface_presence.h"

#ifdef __linux__

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace stellatune {

namespace {

namespace fs = std::filesystem;

std::optional<std::string> environment(const char* name)
{
    const char* value = std::getenv(name);
    if (value == nullptr || *value == '\0')
        return std::nullopt;
    return std::string(value);
}

/// A socket file stays behind when its server is killed, so that only connecting tells.
bool isListening(const fs::path& socketPath)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::string& path = socketPath.native();
    if (path.size() >= sizeof address.sun_path)
        return false;
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    const int descriptor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (descriptor < 0)
        return false;
    const bool connected =
        ::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    ::close(descriptor);
    return connected;
}

/// The first word of a file such as /etc/machine-id.
std::string firstWord(const fs::path& path)
{
    std::ifstream file(path);
    std::string word;
    file >> word;
    return word;
}

/// "default-server = ..." of a client.conf.
std::optional<std::string> configuredServer(const fs::path& configuration)
{
    std::ifstream file(configuration);
    std::string line;
    while (std::getline(file, line)) {
        const size_t start = line.find_first_not_of(" \t");
        constexpr std::string_view kKey = "default-server";
        if (start == std::string::npos || line.compare(start, kKey.size(), kKey) != 0)
            continue;
        const size_t equals = line.find('=', start);
        const size_t value = equals == std::string::npos ? equals : line.find_first_not_of(" \t", equals + 1);
        if (value != std::string::npos)
            return line.substr(value);
    }
    return std::nullopt;
}

/// What libpulse would be told to connect to; several servers are separated by blanks.
std::optional<std::string> namedPulseServer()
{
    if (const auto server = environment("PULSE_SERVER"))
        return server;
    if (const auto configuration = environment("PULSE_CLIENTCONFIG"))
        return configuredServer(*configuration);
    if (const auto home = environment("HOME")) {
        const fs::path own = fs::path(*home) / ".config/pulse/client.conf";
        std::error_code ignored;
        if (fs::exists(own, ignored))
            return configuredServer(own);
    }
    return configuredServer("/etc/pulse/client.conf");
}

/// Where libpulse looks when no server is named, in its order.
std::vector<fs::path> usualPulseSockets()
{
    std::vector<fs::path> sockets;
    if (const auto folder = environment("PULSE_RUNTIME_PATH"))
        sockets.push_back(fs::path(*folder) / "native");
    else if (const auto runtime = environment("XDG_RUNTIME_DIR"))
        sockets.push_back(fs::path(*runtime) / "pulse/native");
    else if (const auto home = environment("HOME"))
        sockets.push_back(fs::path(*home) / ".config/pulse" / (firstWord("/etc/machine-id") + "-runtime") /
                          "native");
    sockets.emplace_back("/run/pulse/native");
    return sockets;
}

bool pulseServerAnswers()
{
    const auto named = namedPulseServer();
    if (!named) {
        for (const fs::path& socketPath : usualPulseSockets()) {
            if (isListening(socketPath))
                return true;
        }
        return false;
    }
    std::string_view rest = *named;
    while (!rest.empty()) {
        const size_t blank = rest.find(' ');
        std::string_view server = rest.substr(0, blank);
        rest = blank == std::string_view::npos ? std::string_view{} : rest.substr(blank + 1);
        if (server.starts_with('{')) // "{machine or session}server"
            server.remove_prefix(std::min(server.find('}'), server.size() - 1) + 1);
        if (server.empty())
            continue;
        if (server.starts_with("unix:"))
            server.remove_prefix(5);
        else if (!server.starts_with('/'))
            return true; // on the network: only connecting can tell, which takes its time
        if (isListening(fs::path(server)))
            return true;
    }
    return false;
}

/// Cards show their playback streams as pcmC0D0p.
bool hasSoundCard()
{
    std::error_code error;
    for (const auto& entry : fs::directory_iterator("/dev/snd", error)) {
        const std::string name = entry.path().filename().native();
        if (name.starts_with("pcmC") && name.ends_with('p'))
            return true;
    }
    return false;
}

} // namespace

bool isInterfacePresent(std::string_view interface)
{
    if (interface == "pulse")
        return pulseServerAnswers();
    if (interface == "alsa")
        return hasSoundCard();
    return true;
}

} // namespace stellatune

#else

namespace stellatune {

bool isInterfacePresent(std::string_view)
{
    return true;
}

} // namespace stellatune

#endif
