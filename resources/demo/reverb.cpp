#include "resources/demo/reverb.h"

#include <array>

namespace stellatune::demo {

namespace {

// Feeds back a darkened copy of itself.
class Comb {
  public:
    explicit Comb(size_t delay) : m_line(delay) {}

    float process(float in)
    {
        constexpr float kFeedback = 0.82F;
        constexpr float kDarkening = 0.35F;
        float& slot = m_line[m_position];
        const float out = slot;
        m_dark += (1.0F - kDarkening) * (out - m_dark);
        slot = in + kFeedback * m_dark;
        m_position = (m_position + 1) % m_line.size();
        return out;
    }

  private:
    std::vector<float> m_line;
    size_t m_position = 0;
    float m_dark = 0.0F;
};

class AllPass {
  public:
    explicit AllPass(size_t delay) : m_line(delay) {}

    float process(float in)
    {
        constexpr float kGain = 0.6F;
        float& slot = m_line[m_position];
        const float out = slot - kGain * in;
        slot = in + kGain * out;
        m_position = (m_position + 1) % m_line.size();
        return out;
    }

  private:
    std::vector<float> m_line;
    size_t m_position = 0;
};

// Delays in frames, without common factors so that the echoes do not fall together.
void addSide(std::vector<float>& side, size_t spread, float amount)
{
    std::array<Comb, 6> combs{Comb(1427 + spread), Comb(1559 + spread), Comb(1693 + spread),
                              Comb(1811 + spread), Comb(1949 + spread), Comb(2083 + spread)};
    std::array<AllPass, 3> allPasses{AllPass(241 + spread), AllPass(557 + spread), AllPass(83 + spread)};
    for (float& sample : side) {
        float wet = 0.0F;
        for (Comb& comb : combs)
            wet += comb.process(sample);
        wet /= static_cast<float>(combs.size());
        for (AllPass& allPass : allPasses)
            wet = allPass.process(wet);
        sample += amount * wet;
    }
}

} // namespace

void addReverb(StereoMix& mix, double amount)
{
    addSide(mix.left, 0, static_cast<float>(amount));
    addSide(mix.right, 26, static_cast<float>(amount));
}

} // namespace stellatune::demo
