// Where the players perform: a folder of their own, a sound server nobody hears, a display nobody sees.
#pragma once

#include "tests/bench/child_process.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

namespace stellatune::bench {

class Stage {
  public:
    /// `programs`: the folder with our programs.
    explicit Stage(std::filesystem::path programs);
    ~Stage();
    Stage(const Stage&) = delete;
    Stage& operator=(const Stage&) = delete;

    /// False, with a message on stderr, when something does not start.
    bool start();

    std::string program(const std::string& name) const { return (m_programs / name).string(); }
    std::filesystem::path folder() const { return m_folder; }
    /// The demo album over and over, long enough to measure.
    std::filesystem::path longFlac() const { return m_folder / "long.flac"; }
    std::filesystem::path longMp3() const { return m_folder / "long.mp3"; }
    std::string display() const { return m_display; }
    /// Another sink that nobody hears, called `name` for programs and for people. False, with a message on
    /// stderr, when the sound server does not make it.
    bool addSink(const std::string& name, uint32_t rate) const;

    /// For a program called `user`, who has a home of its own and knows this stage's servers.
    Environment environmentFor(const std::string& user) const;

  private:
    bool makeMusic();
    bool startSoundServer();
    bool startDisplay();

    const std::filesystem::path m_programs;
    std::filesystem::path m_folder;
    std::string m_display;
    std::unique_ptr<ChildProcess> m_soundServer;
    std::unique_ptr<ChildProcess> m_screen;
    std::unique_ptr<ChildProcess> m_windowManager;
};

/// Asks again and again until `condition` holds; false when it did not within half a minute.
template <typename Condition>
bool waitUntil(Condition condition)
{
    constexpr auto kPatience = std::chrono::seconds(30);
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > deadline)
            return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return true;
}

} // namespace stellatune::bench
