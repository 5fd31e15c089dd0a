#include "tests/bench/stage.h"

#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>

namespace stellatune::bench {

namespace {

constexpr int kRepeats = 6; // of an album of two minutes

bool complain(const char* what)
{
    fmt::print(stderr, "stellatune-bench: {}\n", what);
    return false;
}

} // namespace

Stage::Stage(std::filesystem::path programs) : m_programs(std::move(programs)) {}

Stage::~Stage()
{
    m_windowManager.reset();
    m_screen.reset();
    m_soundServer.reset();
    std::error_code ignored;
    if (!m_folder.empty())
        std::filesystem::remove_all(m_folder, ignored);
}

bool Stage::start()
{
    std::string name = (std::filesystem::temp_directory_path() / "stellatune-bench-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr)
        return complain("cannot make a temporary folder");
    m_folder = name;
    return makeMusic() && startSoundServer() && startDisplay();
}

Environment Stage::environmentFor(const std::string& user) const
{
    const std::filesystem::path home = m_folder / user;
    std::filesystem::create_directories(home / "runtime");
    std::filesystem::permissions(home / "runtime", std::filesystem::perms::owner_all);
    Environment environment{{"HOME", home.string()},
                            {"XDG_RUNTIME_DIR", (home / "runtime").string()},
                            {"XDG_CONFIG_HOME", (home / "config").string()},
                            {"XDG_DATA_HOME", (home / "data").string()},
                            {"XDG_CACHE_HOME", (home / "cache").string()},
                            {"PULSE_SERVER", "unix:" + (m_folder / "native").string()},
                            // A session bus would tie one start to the next.
                            {"DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent"},
                            {"LC_ALL", "C.UTF-8"},
                            {"TERM", "xterm"}};
    if (const char* path = std::getenv("PATH"))
        environment["PATH"] = path;
    if (!m_display.empty())
        environment["DISPLAY"] = m_display;
    return environment;
}

bool Stage::makeMusic()
{
    const std::filesystem::path album = m_programs.parent_path() / "share" / "stellatune" / "demo";
    std::vector<std::string> tracks;
    std::error_code error;
    for (const auto& entry : std::filesystem::directory_iterator(album, error))
        tracks.push_back(entry.path().string());
    if (tracks.empty())
        return complain("the demo album is missing");
    std::sort(tracks.begin(), tracks.end());

    const std::string wave = (m_folder / "long.wav").string();
    std::vector<std::string> join{"sox"};
    for (int i = 0; i < kRepeats; ++i)
        join.insert(join.end(), tracks.begin(), tracks.end());
    join.push_back(wave);
    const Environment environment = environmentFor("encoders");
    if (!runs(join, environment) || !runs({"flac", "-s", "-o", longFlac().string(), wave}, environment) ||
        !runs({"lame", "--quiet", "-V", "2", wave, longMp3().string()}, environment))
        return complain("sox, flac or lame could not make the music");
    std::filesystem::remove(wave);
    return true;
}

bool Stage::startSoundServer()
{
    const Environment environment = environmentFor("sound");
    const std::string socket = (m_folder / "native").string();
    const std::vector<std::string> command{"pulseaudio",
                                           "-n",
                                           "--daemonize=no",
                                           "--exit-idle-time=-1",
                                           "--disallow-exit",
                                           "--realtime=no",
                                           "--high-priority=no",
                                           "--use-pid-file=no",
                                           "-L",
                                           "module-native-protocol-unix auth-anonymous=1 socket=" + socket,
                                           "-L",
                                           "module-null-sink sink_name=silence rate=44100 channels=2"};
    m_soundServer = std::make_unique<ChildProcess>(command, environment);
    return waitUntil([&] {
               return runs({"pactl", "set-default-sink", "silence"}, environment);
           }) ||
           complain("pulseaudio does not start");
}

bool Stage::addSink(const std::string& name, uint32_t rate) const
{
    return runs({"pactl", "load-module", "module-null-sink", "sink_name=" + name,
                 fmt::format("rate={}", rate), "channels=2", "sink_properties=device.description=" + name},
                environmentFor("sound")) ||
           complain("pulseaudio makes no further sink");
}

bool Stage::startDisplay()
{
    constexpr int kFirst = 90;
    constexpr int kLast = 120;
    for (int number = kFirst; number <= kLast; ++number) {
        if (std::filesystem::exists(fmt::format("/tmp/.X11-unix/X{}", number)) ||
            std::filesystem::exists(fmt::format("/tmp/.X{}-lock", number)))
            continue;
        const std::string display = fmt::format(":{}", number);
        m_screen = std::make_unique<ChildProcess>(
            std::vector<std::string>{"Xvfb", display, "-screen", "0", "1600x1000x24", "-nolisten", "tcp"},
            environmentFor("screen"));
        m_display = display;
        const Environment environment = environmentFor("screen");
        if (!waitUntil([&] {
                return !m_screen->isRunning() || runs({"xdotool", "getdisplaygeometry"}, environment);
            }) ||
            !m_screen->isRunning())
            continue;
        m_windowManager = std::make_unique<ChildProcess>(std::vector<std::string>{"openbox"}, environment);
        // xdotool can ask for the active desktop once a window manager answers.
        return waitUntil([&] {
                   return runs({"xdotool", "get_desktop"}, environment);
               }) ||
               complain("openbox does not start");
    }
    return complain("Xvfb does not start");
}

} // namespace stellatune::bench
