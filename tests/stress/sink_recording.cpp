// Pipes of POSIX.
#include "tests/stress/sink_recording.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace stellatune::testing {

SinkRecording::SinkRecording(const std::filesystem::path& folder,
                             std::function<void(const std::vector<float>&)> hear)
    : m_hear(std::move(hear))
{
    const std::filesystem::path pipe = folder / "samples";
    if (::mkfifo(pipe.c_str(), 0600) != 0 && errno != EEXIST)
        throw std::runtime_error("No pipe can be made at " + pipe.string() + ".");
    m_reading = ::open(pipe.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    m_writing = ::open(pipe.c_str(), O_WRONLY | O_CLOEXEC);
    if (m_reading < 0 || m_writing < 0 || ::fcntl(m_reading, F_SETFL, 0) != 0)
        throw std::runtime_error("The pipe at " + pipe.string() + " cannot be opened.");
    m_thread = std::thread([this] { read(); });
}

void SinkRecording::read()
{
    std::array<char, 65'536> bytes{};
    size_t begun = 0; // bytes of a sample that did not come as a whole
    for (;;) {
        const ssize_t count = ::read(m_reading, bytes.data() + begun, bytes.size() - begun);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return;
        const size_t there = begun + static_cast<size_t>(count);
        std::vector<float> samples(there / sizeof(float));
        const size_t whole = samples.size() * sizeof(float);
        begun = there - whole;
        if (samples.empty())
            continue;
        std::memcpy(samples.data(), bytes.data(), whole);
        std::memmove(bytes.data(), bytes.data() + whole, begun);
        m_hear(samples);
        m_samples += samples.size();
    }
}

void SinkRecording::finish()
{
    if (!m_thread.joinable())
        return;
    ::close(m_writing);
    m_thread.join();
    ::close(m_reading);
}

} // namespace stellatune::testing
