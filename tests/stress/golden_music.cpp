#include "tests/stress/golden_music.h"

#include <fstream>
#include <memory>

#include <fmt/format.h>

namespace stellatune::testing {

GoldenMusic::GoldenMusic()
{
    const auto numbers = [this](const char* name, const char* line) {
        std::ofstream(m_folder / name) << line << '\n';
        m_files.push_back(m_folder / name);
    };
    numbers("1.numbers", "44100 2 120000 576 1000");
    encodeFlac(fixtures::sweep(100'000), m_folder / "2.flac");
    m_files.push_back(m_folder / "2.flac");
    numbers("3.numbers", "48000 2 110000 0 0");
    writeWav(m_folder / "4.wav", fixtures::sweep(60'000, 48'000, 1));
    m_files.push_back(m_folder / "4.wav");
    numbers("5.numbers", "44100 2 90000 9000 20000 unknown-length");
}

QueueEntries GoldenMusic::queue(size_t rounds) const
{
    auto entries = std::make_shared<std::vector<QueueEntry>>();
    for (size_t round = 0; round < rounds; ++round) {
        for (const std::filesystem::path& file : m_files)
            entries->push_back({entries->size() + 1, file});
    }
    return entries;
}

OutputSettings GoldenMusic::output()
{
    OutputSettings output;
    output.ratePolicy = RatePolicy::Fixed;
    output.fixedRate = 44'100;
    return output;
}

void Ear::hear(const std::vector<float>& samples)
{
    for (const float sample : samples) {
        if (m_heard == 0 && sample == 0.0F)
            continue;
        const float expected = m_round[m_heard % m_round.size()];
        if (sample != expected && m_fault.empty())
            m_fault = fmt::format("Sample {} of round {} is {}, and should be {}.", m_heard % m_round.size(),
                                  m_heard / m_round.size(), sample, expected);
        ++m_heard;
    }
}

} // namespace stellatune::testing
